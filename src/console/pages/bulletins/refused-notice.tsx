import type { Board } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { bulletinsTexts } from '../../i18n/bulletins.ts';
import { useTexts } from '../../i18n/locale.ts';
import { refusalTexts } from '../../i18n/refusals.ts';
import { useNodes } from './use-nodes.ts';

/** What peers' logs carried and this node did not accept: that it was refused and why, never what it says. */
export function RefusedNotice() {
  const t = useTexts(bulletinsTexts);
  const reasons = useTexts(refusalTexts);
  const nodes = useNodes();
  const refused = useResource<Board>('/board', ['bulletins', 'peers']).data?.refused ?? [];
  if (refused.length === 0) return null;
  return (
    <section class="failure refused-notice" aria-label={t.refusedTitle}>
      <h2>{t.refusedTitle}</h2>
      <p>{t.refusedLead}</p>
      <ul>
        {refused.map(({ node, seq, code, sentence }) => (
          <li key={`${node} ${seq}`}>
            <strong>{t.refusedOne(nodes.name(node), seq)}</strong>
            <span>{code in reasons ? reasons[code as keyof typeof reasons] : reasons.other}</span>
            <details>
              <summary>{t.refusedWhy}</summary>
              <p lang="en">
                <code>{code}</code> {sentence}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
