import { LEVELS, type Level, levelRank } from '../../domain/level.ts';
import { chartTexts } from '../i18n/charts.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { type ChartStep, isRevised } from './chart-data.ts';

/** What the lines, areas and marks of a chart mean; of those only that are there. */
export function Legend({ steps }: { steps: readonly ChartStep[] }) {
  const t = useTexts(chartTexts);
  const common = useTexts(commonTexts);
  const bands = steps.flatMap(({ band }) => (band === undefined ? [] : [band]));
  const limited = bands.some((band) => band.cautionHigh !== undefined || band.cautionLow !== undefined);
  const usual = bands.some((band) => band.cautionHigh !== undefined && band.cautionLow !== undefined);
  const levels = LEVELS.filter((level) => levelRank(level) > 0 && steps.some((step) => step.level === level));
  return (
    <ul class="chart-legend">
      <Entry sign={<path class="key-line" d="M1 7H23" />} text={t.value} />
      {steps.some(({ today }) => today !== undefined) && (
        <Entry sign={<path class="key-today" d="M1 7H23" />} text={t.today} />
      )}
      {steps.some(isRevised) && (
        <Entry sign={<circle class="key-revised" cx="12" cy="7" r="4" />} text={t.revised} />
      )}
      {usual && <Entry sign={<rect class="key-usual" x="1" y="1" width="22" height="12" />} text={t.usual} />}
      {limited && (
        <Entry
          sign={
            <>
              <rect class="key-zone" x="1" y="1" width="22" height="12" />
              <path class="key-alert" d="M1 1.5H23" />
            </>
          }
          text={t.zone}
        />
      )}
      {levels.map((level) => (
        <Entry
          key={level}
          sign={<path class={`key-mark key-${level}`} d={SHAPES[level]} />}
          text={common.levels[level]}
        />
      ))}
    </ul>
  );
}

/** As drawn by markers.ts. */
const SHAPES: Record<Level, string> = {
  attention: 'M12 3A4 4 0 1 1 11.99 3Z',
  caution: 'M12 3A4 4 0 1 1 11.99 3Z',
  alert: 'M12 1.5 17.5 11.5H6.5Z',
  serious: 'M12 1 18 7 12 13 6 7Z',
};

function Entry({ sign, text }: { sign: preact.JSX.Element; text: string }) {
  return (
    <li>
      <svg viewBox="0 0 24 14" aria-hidden="true">
        {sign}
      </svg>
      {text}
    </li>
  );
}
