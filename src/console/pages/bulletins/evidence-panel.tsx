import type { Bulletin, Evidence } from '../../api/types.ts';
import { EvidenceChart } from '../../charts/evidence-chart.tsx';
import { useAssessment } from '../../charts/use-assessment.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Parameters } from '../signals/parameters.tsx';
import { Verdict } from '../signals/verdict.tsx';

/** The points that a warning rests on, and whether the score that is stated comes out of them. */
export function EvidencePanel({ content }: { content: Bulletin['content'] }) {
  const t = useTexts(bulletinPageTexts);
  return (
    <Panel title={t.evidence}>
      {content.evidence.length === 0 && <p class="empty">{t.noEvidence}</p>}
      {content.evidence.map((evidence) => (
        <OneEvidence key={`${evidence.series} ${evidence.detector}`} evidence={evidence} />
      ))}
    </Panel>
  );
}

function OneEvidence({ evidence }: { evidence: Evidence }) {
  const t = useTexts(bulletinPageTexts);
  const { assessment, failed } = useAssessment(evidence);
  return (
    <article class="evidence">
      <h3>
        <Localised text={evidence.names} /> <LevelBadge level={evidence.level} small />
      </h3>
      <EvidenceChart evidence={evidence} band={assessment?.band} />
      {failed ? (
        <p class="soft">{t.notRecomputed}</p>
      ) : (
        <Verdict assessment={assessment} evidence={evidence} />
      )}
      <p class="soft">
        {t.publisher}: {evidence.publisher}
      </p>
      <Parameters evidence={evidence} />
    </article>
  );
}
