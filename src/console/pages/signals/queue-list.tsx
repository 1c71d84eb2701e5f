import type { Queue } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { queueTexts } from '../../i18n/queue.ts';
import { SignalRow } from './signal-row.tsx';

type Queued = Queue['items'][number];

/** The queue in its order, with a line where the day's work ends. Nothing is hidden below it. */
export function QueueList(props: { queue: Queue; onJudged: () => void }) {
  const { queue, onJudged } = props;
  return (
    <ul class="signal-list" data-rows>
      {queue.items.flatMap((queued, index) => [
        <Cut
          key={`before ${queued.signal.id}`}
          before={queue.items[index - 1]}
          after={queued}
          cutOff={queue.cutOff}
        />,
        <SignalRow
          key={queued.signal.id}
          signal={queued.signal}
          list="queue"
          rank={queued}
          onJudged={onJudged}
        />,
      ])}
    </ul>
  );
}

function Cut(props: { before: Queued | undefined; after: Queued; cutOff: number }) {
  const t = useTexts(queueTexts);
  const { before, after, cutOff } = props;
  if (after.line === 'today' || after.line === before?.line) return null;
  return (
    <li class={`queue-cut queue-cut-${after.line}`}>
      {after.line === 'cut-off' ? t.line(cutOff) : t.belowAlert}
    </li>
  );
}
