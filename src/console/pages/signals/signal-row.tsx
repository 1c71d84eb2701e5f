import { indicatorOfSeries } from '../../../domain/series.ts';
import { withQuery } from '../../api/client.ts';
import type { Queue, SignalSummary } from '../../api/types.ts';
import { usePeriodText } from '../../charts/period.ts';
import { frequencyOf } from '../../charts/period-time.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { queueTexts } from '../../i18n/queue.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { useDetectorName } from './detector-name.ts';
import { Judge } from './judge.tsx';
import { SignalStateChip } from './state-chip.tsx';

/**
 * One signal of a list: how high, what it says, where and when. In the queue what can be done with it, and if it is
 * ranked why it stands there; in a list of one series what became of it.
 */
export function SignalRow(props: {
  signal: SignalSummary;
  list: 'queue' | 'series';
  rank?: Pick<Queue['items'][number], 'place' | 'because'>;
  onJudged?: () => void;
}) {
  const { signal, list, rank, onJudged } = props;
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
        {rank !== undefined && <RankReason rank={rank} />}
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

function RankReason({ rank }: { rank: Pick<Queue['items'][number], 'place' | 'because'> }) {
  const t = useTexts(queueTexts);
  return (
    <p class="soft queue-reason">
      <strong>{t.place(rank.place)}</strong> <Localised text={rank.because} />
    </p>
  );
}

/** The series of a signal, with the limits of the detector that raised it. */
export function seriesHref({ series, detector }: Pick<SignalSummary, 'series' | 'detector'>): string {
  // Silence is judged by the clock and has no limits to draw.
  const drawn = detector === 'overdue' ? undefined : detector;
  return withQuery(`/indicators/${indicatorOfSeries(series)}`, { series, detector: drawn });
}
