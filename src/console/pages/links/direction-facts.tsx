import type { LinkDirection } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Since } from '../../ui/since.tsx';

/** Below this two clocks count as equal. */
const NOTICEABLE_MS = 50;

/** What was measured of a direction; what was not is left out. */
export function DirectionFacts({ direction }: { direction: LinkDirection }) {
  const t = useTexts(linksTexts);
  const format = useFormat();
  const { lastSuccess, lastContact, checkpointAgeSeconds, entriesBehind, roundTripMs, clockOffsetMs } =
    direction;
  const offset = (ms: number) => {
    if (Math.abs(ms) < NOTICEABLE_MS) return format.ms(ms);
    const span = Math.abs(ms) < 1000 ? format.ms(Math.abs(ms)) : format.span(Math.abs(ms) / 1000);
    return ms > 0 ? t.ahead(span) : t.behindClock(span);
  };
  const facts = [
    [t.facts.lastSuccess, lastSuccess && <Since at={lastSuccess} />],
    [t.facts.lastContact, lastContact && <Since at={lastContact} />],
    [t.facts.checkpointAge, checkpointAgeSeconds !== undefined && format.span(checkpointAgeSeconds)],
    [t.facts.behind, entriesBehind !== undefined && format.number(entriesBehind, 9)],
    [t.facts.roundTrip, roundTripMs !== undefined && format.ms(roundTripMs)],
    [t.facts.clockOffset, clockOffsetMs !== undefined && offset(clockOffsetMs)],
    [t.facts.nextAttempt, direction.nextAttempt && format.time(direction.nextAttempt)],
    [t.facts.path, direction.path === 'direct' ? t.direct : direction.path],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined &&
          value !== false && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
