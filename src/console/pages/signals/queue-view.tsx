import { useState } from 'preact/hooks';
import { Sector } from '../../../domain/indicator.ts';
import { withQuery } from '../../api/client.ts';
import type { Queue } from '../../api/types.ts';
import { useLasting } from '../../api/use-lasting.ts';
import { useResource } from '../../api/use-resource.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { queueTexts } from '../../i18n/queue.ts';
import { Choice, Filters } from '../../ui/filters.tsx';
import { ListFoot, useListLimit } from '../../ui/list-foot.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useQuery } from '../../ui/use-query.ts';
import { QueueList } from './queue-list.tsx';

/** What waits to be judged: the day's work first, and below a line what is more than the day holds. */
export function QueueView() {
  const t = useTexts(queueTexts);
  const common = useTexts(commonTexts);
  const { query, change } = useQuery();
  const { sector, from } = query;
  const limit = useListLimit();
  const [isDismissed, setDismissed] = useState(false);
  const asked = useResource<Queue>(withQuery('/queue', { sector, from, limit }), ['signals', 'clock']);
  // A longer page of the same list replaces it only when it is there.
  const data = useLasting(asked.data, JSON.stringify([sector, from]));
  return (
    <>
      <Filters names={['sector', 'from']}>
        <Choice
          label={t.sector}
          name="sector"
          options={Sector.options}
          text={(each) => common.sectors[each]}
        />
        <label class="inline">
          <input
            type="checkbox"
            checked={from !== undefined}
            onChange={(event) => change({ from: event.currentTarget.checked ? 'attention' : undefined })}
          />
          {t.lower}
        </label>
      </Filters>
      <section class="panel" aria-label={t.queue}>
        {data !== undefined && <QueueHead queue={data} />}
        <p class="soft list-count">
          {t.about} <span role="status">{isDismissed && t.dismissed}</span>
        </p>
        <Loaded
          resource={{ ...asked, data }}
          rows={6}
          isEmpty={({ items }) => items.length === 0}
          empty={sector === undefined ? t.empty : t.noMatch}
        >
          {(queue) => (
            <>
              <QueueList queue={queue} onJudged={() => setDismissed(true)} />
              <ListFoot
                shown={t.shown(queue.items.length, queue.next !== undefined)}
                hasMore={queue.next !== undefined}
                busy={asked.loading}
              />
            </>
          )}
        </Loaded>
      </section>
    </>
  );
}

function QueueHead({ queue }: { queue: Queue }) {
  const t = useTexts(queueTexts);
  const format = useFormat();
  const { today, waiting, cutOff, judged, draftsPerWorkingDay, isToday } = queue;
  const day = format.day(queue.day);
  return (
    <p class="queue-head">
      <strong>{t.head(today, waiting, cutOff)}</strong>{' '}
      <span class="soft">
        {!isToday && `${t.dayOff(day)} `}
        {t.judged(judged, draftsPerWorkingDay, day)}
      </span>
    </p>
  );
}
