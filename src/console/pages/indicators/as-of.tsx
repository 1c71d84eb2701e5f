import { useEffect, useState } from 'preact/hooks';
import type { NodeInfo, SeriesPoint } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useFormat } from '../../i18n/format.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';
import { dayOf, vintageDays } from './vintage-days.ts';

/** How long the slider has to rest before the chart follows. */
const REST_MS = 120;

/**
 * The day whose knowledge is shown: stated as a date, or reached by going through the days on which something
 * became known. No day: today.
 */
export function AsOf(props: {
  day: string | undefined;
  today: readonly SeriesPoint[];
  onChange: (day: string | undefined, how: 'push' | 'replace') => void;
}) {
  const { day, today, onChange } = props;
  const t = useTexts(indicatorTexts);
  const node = useResource<NodeInfo>('/node', ['clock']).data;
  return (
    <div class="as-of">
      <label>
        {t.asOf}
        <input
          type="date"
          value={day ?? ''}
          max={node?.clock.business.slice(0, 10)}
          onChange={(event) => onChange(dayOf(event.currentTarget.value), 'push')}
        />
      </label>
      <Slider day={day} days={vintageDays(today)} onChange={onChange} />
      <button type="button" disabled={day === undefined} onClick={() => onChange(undefined, 'push')}>
        {t.asOfNow}
      </button>
    </div>
  );
}

function Slider(props: {
  day: string | undefined;
  days: readonly string[];
  onChange: (day: string | undefined, how: 'replace') => void;
}) {
  const { day, days, onChange } = props;
  const t = useTexts(indicatorTexts);
  const format = useFormat();
  const last = Math.max(0, days.length - 1);
  const outside =
    day === undefined
      ? last
      : Math.max(
          0,
          days.findLastIndex((each) => each <= day),
        );
  const [at, setAt] = useState(outside);
  const [moved, setMoved] = useState(false);
  useEffect(() => setAt(outside), [outside]);
  useEffect(() => {
    if (!moved) return undefined;
    const timer = setTimeout(() => {
      setMoved(false);
      onChange(at === last ? undefined : days[at], 'replace');
    }, REST_MS);
    return () => clearTimeout(timer);
  });
  if (days.length < 2) return null;
  const shown = days[at];
  return (
    <label class="as-of-slider">
      {t.asOfSlider}
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-valuetext={at === last || shown === undefined ? t.asOfNow : format.day(shown)}
        onInput={(event) => {
          setAt(event.currentTarget.valueAsNumber);
          setMoved(true);
        }}
      />
    </label>
  );
}
