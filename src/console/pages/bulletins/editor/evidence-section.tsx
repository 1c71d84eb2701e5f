import type { Evidence } from '../../../api/types.ts';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { LevelBadge } from '../../../ui/level.tsx';
import { Localised } from '../../../ui/localised.tsx';
import { Panel } from '../../../ui/panel.tsx';

/** What the warning rests on. It is not written but measured, so there is nothing to edit. */
export function EvidenceSection({ evidence }: { evidence: readonly Evidence[] }) {
  const t = useTexts(bulletinEditorTexts);
  const format = useFormat();
  return (
    <Panel title={t.sections.evidence}>
      <p class="soft">{evidence.length === 0 ? t.noEvidence : t.evidenceKept}</p>
      <ul class="evidence-kept">
        {evidence.map((one) => (
          <li key={`${one.series} ${one.detector}`}>
            <LevelBadge level={one.level} small /> <Localised text={one.names} />{' '}
            <small>
              {one.period} · <code>{one.detector}</code> {format.number(one.score)}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
