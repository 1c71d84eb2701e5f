import { equalBytes } from '../../domain/bytes.ts';
import { rangeRoot } from '../../log/merkle.ts';
import type { HeldLog } from '../../log/port.ts';
import type { Identity } from '../peers/identity.ts';
import type { PullOptions } from './ask.ts';
import { type Asking, CHECKED_AT_ONCE, type Taken, type TakenPage } from './take.ts';

/**
 * The page after the one that is being stored. It is asked for, proven and judged meanwhile: with a cursor that says
 * what is durable, since a receipt is a promise. One page and no more, so that memory stays bounded.
 */
export interface Ahead {
  /** The page that was taken ahead, if it continues exactly what is held; else it is forgotten. */
  next(identity: Identity, held: HeldLog, limit: number): Promise<Taken> | undefined;
  /** Has what follows a page taken, where there is more; at most `limit` entries. */
  begin(page: TakenPage, limit: number, take: (asking: Asking) => Promise<Taken>): void;
  /** Ends what is under way. */
  forget(): void;
}

export function createAhead(): Ahead {
  let under: { asking: Asking; taken: Promise<Taken>; end: AbortController } | undefined;

  function forget(): void {
    under?.end.abort();
    under = undefined;
  }

  return {
    forget,
    next(identity, held, limit) {
      const begun = under;
      under = undefined;
      if (begun === undefined) return undefined;
      const { asking, taken, end } = begun;
      const continues =
        asking.identity === identity && asking.options.limit <= limit && isSame(asking.held, held);
      if (continues) return taken;
      end.abort();
      return undefined;
    },
    begin({ asking, proven }, limit, take) {
      forget();
      const { origin } = asking.held;
      const { entries, range, claim, checkpoint } = proven;
      if (entries.length <= CHECKED_AT_ONCE || claim.size <= range.size || limit <= 0) return;
      const end = new AbortController();
      const ahead: Asking = {
        ...asking,
        held: { origin, range, checkpoint },
        options: optionsOf(asking.options, limit, end.signal),
      };
      under = { asking: ahead, taken: take(ahead), end };
    },
  };
}

function optionsOf({ signal, ...options }: PullOptions, limit: number, end: AbortSignal): PullOptions {
  return { ...options, limit, waitSeconds: 0, signal: signal ? AbortSignal.any([signal, end]) : end };
}

function isSame(a: HeldLog, b: HeldLog): boolean {
  return (
    a.origin === b.origin &&
    a.range.size === b.range.size &&
    a.checkpoint === b.checkpoint &&
    equalBytes(rangeRoot(a.range), rangeRoot(b.range))
  );
}
