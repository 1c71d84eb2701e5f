import type { Signal } from '../../api/types.ts';
import { usePeriodText } from '../../charts/period.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { Localised } from '../../ui/localised.tsx';
import { useDetectorName } from './detector-name.ts';
import { seriesHref } from './signal-row.tsx';
import { SignalStateChip } from './state-chip.tsx';

/** Where a signal comes from, when it was raised, and what became of it. */
export function SignalFacts({ signal }: { signal: Signal }) {
  const t = useTexts(signalTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const detectorName = useDetectorName();
  const { evidence, state, reason, bulletin, closedAt } = signal;
  const periodText = usePeriodText(evidence.frequency);
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    [t.state, <SignalStateChip key="state" state={state} />],
    [t.reason, reason],
    [
      t.bulletin,
      bulletin === undefined ? undefined : (
        <a key="bulletin" href={`/bulletins/${bulletin}`}>
          {t.bulletinOf}
        </a>
      ),
    ],
    [
      t.series,
      <a key="series" href={seriesHref(signal)}>
        <Localised text={evidence.names} />
      </a>,
    ],
    [t.sector, common.sectors[signal.sector]],
    [t.detector, detectorName(signal.detector)],
    [t.period, periodText(signal.period)],
    [t.score, format.number(signal.score, 4)],
    [t.raised, format.dateTime(signal.raisedAt)],
    [t.updated, format.dateTime(signal.updatedAt)],
    [t.closedAt, closedAt === undefined ? undefined : format.dateTime(closedAt)],
    [
      t.publisher,
      <span key="publisher" lang="en">
        {evidence.publisher}
      </span>,
    ],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, said]) =>
        said === undefined ? null : [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{said}</dd>],
      )}
    </dl>
  );
}
