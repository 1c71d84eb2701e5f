import { indicatorOfSeries } from '../../../domain/series.ts';
import { withQuery } from '../../api/client.ts';
import type { SignalSummary } from '../../api/types.ts';
import { usePeriodText } from '../../charts/period.ts';
import { frequencyOf } from '../../charts/period-time.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { useDetectorName } from './detector-name.ts';
import { Judge } from './judge.tsx';
import { SignalStateChip } from './state-chip.tsx';

/**
 * One signal of a list: how high, what it says, where and when. In the queue what can be done with it; in a list
 * of one series what became of it.
 */
export function SignalRow(props: { signal: SignalSummary; list: 'queue' | 'series'; onJudged?: () => void }) {
  const { signal, list, onJudged } = props;
  const t = useTexts(signalTexts);
  const format = useFormat();
  const detectorName = useDetectorName();
  const periodText = usePeriodText(frequencyOf(signal.period));
  return (
    <li class="signal">
      <span class="signal-level">
        <LevelBadge level={signal.level} />
        {list === 'series' && <SignalStateChip state={signal.state} />}
      </span>
      <div class="signal-said">
        <a href={`/signals/${signal.id}`} data-row>
          <Localised text={signal.explanation} />
        </a>
        <p class="soft signal-where">
          {list === 'queue' && (
            <a href={seriesHref(signal)}>
              <code translate={false}>{signal.series}</code>
            </a>
          )}
          <span>{detectorName(signal.detector)}</span>
          <span>
            {t.period} <strong>{periodText(signal.period)}</strong>
          </span>
          <span>
            {t.raised} <time dateTime={signal.raisedAt}>{format.date(signal.raisedAt)}</time>
          </span>
        </p>
        {signal.reason !== undefined && (
          <p class="soft">
            {t.reason}: {signal.reason}
          </p>
        )}
      </div>
      {list === 'queue' && <Judge signal={signal} {...(onJudged === undefined ? {} : { onJudged })} />}
    </li>
  );
}

/** The series of a signal, with the limits of the detector that raised it. */
export function seriesHref({ series, detector }: Pick<SignalSummary, 'series' | 'detector'>): string {
  // Silence is judged by the clock and has no limits to draw.
  const drawn = detector === 'overdue' ? undefined : detector;
  return withQuery(`/indicators/${indicatorOfSeries(series)}`, { series, detector: drawn });
}
