import { useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import type { LinkHistory as History } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { StateStrip } from './state-strip.tsx';

const HOUR_MS = 3_600_000;
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, month: 720 * HOUR_MS, quarter: 2160 * HOUR_MS } as const;
type Span = keyof typeof SPANS;

/** What the two directions were over a time. It is asked for when it is opened. */
export function LinkHistory({ peer, country, self }: { peer: string; country: string; self: string }) {
  const t = useTexts(linksTexts);
  const [open, setOpen] = useState(false);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.history}</summary>
      {open && <Spells peer={peer} country={country} self={self} />}
    </details>
  );
}

function Spells({ peer, country, self }: { peer: string; country: string; self: string }) {
  const t = useTexts(linksTexts);
  const [span, setSpan] = useState<Span>('day');
  const [to] = useState(Date.now);
  const from = to - SPANS[span];
  const path = withQuery(`/links/${peer}/history`, { from: new Date(from).toISOString() });
  const history = useResource<History>(path, ['links']);
  return (
    <>
      <fieldset class="segmented">
        <legend class="hidden">{t.history}</legend>
        {(Object.keys(SPANS) as Span[]).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`span ${peer}`}
              checked={span === each}
              onChange={() => setSpan(each)}
            />
            <span>{t.spans[each]}</span>
          </label>
        ))}
      </fieldset>
      <Loaded resource={history} rows={2} isEmpty={({ changes }) => changes.length === 0} empty={t.noHistory}>
        {({ changes }) => {
          const now = Date.now();
          const of = (direction: 'inbound' | 'outbound') =>
            changes.filter((change) => change.direction === direction);
          return (
            <>
              <StateStrip name={t.direction(country, self)} spells={of('inbound')} from={from} to={now} />
              <StateStrip name={t.direction(self, country)} spells={of('outbound')} from={from} to={now} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
