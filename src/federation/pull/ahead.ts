import { equalBytes } from '../../domain/bytes.ts';
import { rangeRoot } from '../../log/merkle.ts';
import type { HeldLog } from '../../log/port.ts';
import type { Identity } from '../peers/identity.ts';
import type { PullOptions } from './ask.ts';
import { type Asking, CHECKED_AT_ONCE, type Taken, type TakenPage } from './take.ts';

/**
 * The pages after the one that is being stored. They are asked for, proven and judged meanwhile: with a cursor that
 * says what is durable, since a receipt is a promise. There are so few of them that memory stays bounded.
 */
export interface Ahead {
  /** The next page, if it was taken and continues exactly what is held; else all of them are forgotten. */
  next(identity: Identity, held: HeldLog, limit: number): Promise<Taken> | undefined;
  /** Has what follows a page taken, where there is more. */
  begin(page: TakenPage, how: HowAhead): void;
  /** Ends what is under way. */
  forget(): void;
}

export interface HowAhead {
  readonly options: PullOptions;
  /** Entries that may be taken after the page. */
  readonly left: number;
  readonly durable: HeldLog;
  take(asking: Asking): Promise<Taken>;
}

/** With one alone the store would wait for the way to the peer and back. */
const PAGES_AHEAD = 2;

interface UnderWay {
  readonly asking: Asking;
  readonly taken: Promise<Taken>;
  readonly end: AbortController;
  page?: TakenPage;
}

export function createAhead(): Ahead {
  let queue: UnderWay[] = [];
  let how: HowAhead | undefined;

  function forget(): void {
    for (const { end } of queue) end.abort();
    queue = [];
  }

  function follow(): void {
    const last = queue.at(-1);
    if (last?.page !== undefined && queue.length < PAGES_AHEAD) takeAfter(last.page);
  }

  function takeAfter(page: TakenPage): void {
    if (how === undefined || !hasMore(page)) return;
    const asked = queue.reduce((sum, { asking }) => sum + asking.options.limit, 0);
    const limit = Math.min(how.options.limit, how.left - asked);
    if (limit <= 0) return;
    const end = new AbortController();
    const asking = askingAfter(page, how, limit, end.signal);
    const one: UnderWay = { asking, taken: how.take(asking), end };
    queue.push(one);
    void one.taken.then((taken) => {
      if ('error' in taken) return;
      one.page = taken;
      follow();
    });
  }

  return {
    forget,
    next(identity, held, limit) {
      const first = queue.shift();
      if (first === undefined) return undefined;
      const { asking, taken, end } = first;
      const isDue =
        asking.identity === identity && asking.options.limit <= limit && isSame(asking.held, held);
      if (isDue) return taken;
      end.abort();
      forget();
      return undefined;
    },
    begin(page, given) {
      how = given;
      if (queue.length === 0) takeAfter(page);
      else follow();
    },
  };
}

/** A page that brings news is followed by a pull that waits for more. */
function hasMore({ proven: { entries, claim, range } }: TakenPage): boolean {
  return entries.length > CHECKED_AT_ONCE && claim.size > range.size;
}

function askingAfter(
  { asking, proven }: TakenPage,
  { options, durable }: HowAhead,
  limit: number,
  end: AbortSignal,
): Asking {
  const { range, checkpoint } = proven;
  const signal = options.signal === undefined ? end : AbortSignal.any([options.signal, end]);
  return {
    identity: asking.identity,
    held: { origin: asking.held.origin, range, checkpoint },
    durable,
    options: { ...options, limit, waitSeconds: 0, signal },
  };
}

function isSame(a: HeldLog, b: HeldLog): boolean {
  return (
    a.origin === b.origin &&
    a.range.size === b.range.size &&
    a.checkpoint === b.checkpoint &&
    equalBytes(rangeRoot(a.range), rangeRoot(b.range))
  );
}
