import { useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import type { Queue } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { queueTexts } from '../../i18n/queue.ts';
import { Filters, SectorChoice } from '../../ui/filters.tsx';
import { useListLimit } from '../../ui/list-foot.tsx';
import { LongList, useLongList } from '../../ui/long-list.tsx';
import { useQuery } from '../../ui/use-query.ts';
import { QueueList } from './queue-list.tsx';

/** What waits to be judged: the day's work first, and below a line what is more than the day holds. */
export function QueueView() {
  const t = useTexts(queueTexts);
  const { query, change } = useQuery();
  const { sector, from } = query;
  const limit = useListLimit();
  const [isDismissed, setDismissed] = useState(false);
  const path = withQuery('/queue', { sector, from, limit });
  const list = useLongList(useResource<Queue>(path, ['signals', 'clock']), sector, from);
  return (
    <>
      <Filters names={['sector', 'from']}>
        <SectorChoice label={t.sector} />
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
        {list.data !== undefined && <QueueHead queue={list.data} />}
        <p class="soft list-count">
          {t.about} <span role="status">{isDismissed && t.dismissed}</span>
        </p>
        <LongList list={list} empty={sector === undefined ? t.empty : t.noMatch} shown={t.shown}>
          {(queue) => <QueueList queue={queue} onJudged={() => setDismissed(true)} />}
        </LongList>
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
