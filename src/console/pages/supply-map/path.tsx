import type { Effects } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { useNames } from './names.tsx';

type Effect = Effects['effects'][number];

/** The path that carries most, with each of its steps and where its figure comes from. */
export function PathOf({ effect, items }: { effect: Effect; items: Effects['items'] }) {
  const t = useTexts(supplyMapTexts);
  const format = useFormat();
  const names = useNames(items);
  const [first] = effect.paths;
  if (first === undefined) return null;
  return (
    <details class="path">
      <summary>
        {first.steps.map(({ from }) => names.supply(from)).join(' → ')}
        {effect.pathCount > 1 && <span class="soft"> {t.morePaths(effect.pathCount - 1)}</span>}
      </summary>
      <ol>
        {first.steps.map((step) => (
          <li key={`${step.from.country}${step.from.item}${step.to.country}${step.to.item}`}>
            {names.place(step.from)} → {names.place(step.to)}: {format.part(step.share)}{' '}
            {t.shareOf[step.shareOf]}, {t.span(step.leadTimeDays.from, step.leadTimeDays.to)}
            {step.leadTimeBasis === 'estimate' && ` (${t.estimate})`}
            <p class="soft" lang="en">
              <a href={step.source.url} rel="noreferrer">
                {step.source.title}
              </a>
              , {step.source.publisher}, {step.source.year}
              {step.note !== undefined && `. ${step.note}`}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
