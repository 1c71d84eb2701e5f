import type { SeriesPoint } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';
import { changesSince } from './vintage-days.ts';

/** Says that what is shown is not today's knowledge, and how much has changed since. */
export function Difference(props: {
  day: string | undefined;
  then: readonly SeriesPoint[];
  today: readonly SeriesPoint[];
}) {
  const { day, then, today } = props;
  const t = useTexts(indicatorTexts);
  const format = useFormat();
  if (day === undefined) return null;
  const date = format.day(day);
  const { revised, later } = changesSince(then, today);
  const what = revised + later === 0 ? t.asOfSame : t.asOfDifference(revised, later);
  return (
    <p class="then" role="status">
      {then.length === 0 ? t.asOfNothing(date) : t.asOfThen(date)} {then.length > 0 && what}
    </p>
  );
}
