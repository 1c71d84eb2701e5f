import type { Board } from '../../api/types.ts';
import { boardTexts } from '../../i18n/board.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';

/** What a peer's log carried and this node did not accept: shown, since silence would hide a forgery. */
export function Refused({ entries }: { entries: Board['refused'] }) {
  const t = useTexts(boardTexts);
  return (
    <Panel title={t.refused} class="refused">
      <div class="failure">
        <p>{t.refusedLead}</p>
        <ul>
          {entries.map(({ node, seq, code, sentence }) => (
            <li key={`${node} ${seq}`}>
              <strong>{t.refusedEntry(node, seq)}</strong> <code>{code}</code>{' '}
              <span lang="en">{sentence}</span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
