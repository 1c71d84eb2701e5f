import { type LogOrigin, nodeOfOrigin } from '../../domain/node-id.ts';
import type { EntryEffect, PageEntry, RefusedEntry, Settled, VerifiedPage } from '../../federation/port.ts';
import type { SqliteCheckpoints } from './checkpoints.ts';
import type { SqliteLog } from './log.ts';
import type { Received } from './received.ts';
import type { Sealed } from './sealed.ts';
import type { Unchecked } from './unchecked.ts';

/** Writes a verified page of a peer's log and what it changes here, inside the caller's transaction. */
export class Pages {
  readonly #log: SqliteLog;
  readonly #received: Received;
  readonly #checkpoints: SqliteCheckpoints;
  readonly #sealed: Sealed;
  readonly #unchecked: Unchecked;

  constructor(parts: {
    log: SqliteLog;
    received: Received;
    checkpoints: SqliteCheckpoints;
    sealed: Sealed;
    unchecked: Unchecked;
  }) {
    this.#log = parts.log;
    this.#received = parts.received;
    this.#checkpoints = parts.checkpoints;
    this.#sealed = parts.sealed;
    this.#unchecked = parts.unchecked;
  }

  /**
   * Returns what is refused here. Undefined, and nothing is changed, if the log is not held up to exactly where
   * the page begins.
   */
  store(page: VerifiedPage): RefusedEntry[] | undefined {
    const { origin, from, entries, range, nodes, checkpoint, provable, end, unchecked, via, at } = page;
    const log = this.#log.advance(origin, from, range, checkpoint, end);
    if (log === undefined) return undefined;
    if (provable !== undefined) this.#log.keepProvable(log, provable);
    const isDisputed = this.#isDisputed(origin);
    const refused = entries.flatMap((entry) => {
      const kept = this.#judgedHere(entry);
      this.#log.addEntry(log, kept, at);
      if ((via !== undefined || entry.lost === true) && kept.outcome === 'sealed')
        this.#sealed.add(log, kept.seq);
      if (kept.outcome === 'refused' && entry.outcome !== 'refused') return refusedOf(kept);
      this.#apply(log, origin, kept.effect, isDisputed);
      return [];
    });
    this.#log.addNodes(log, nodes);
    if (unchecked) this.#unchecked.add(log, from, range.size);
    this.#sealed.count(log, entries, entries.length, at);
    return refused;
  }

  /** Opens entries that were sealed, or takes them as sealed by their origin. Returns what is refused here. */
  settle({ origin, entries, at }: Settled): RefusedEntry[] {
    const log = this.#log.idOf(origin);
    if (log === undefined) return [];
    const isDisputed = this.#isDisputed(origin);
    const taken = entries.filter(({ seq }) => this.#sealed.remove(log, seq));
    const opened = taken.filter(({ outcome }) => outcome !== 'sealed');
    this.#sealed.count(log, opened, 0, at);
    return opened.flatMap((entry) => {
      const kept = this.#judgedHere(entry);
      this.#log.openEntry(log, kept);
      if (kept.outcome === 'refused' && entry.outcome !== 'refused') return refusedOf(kept);
      this.#apply(log, origin, kept.effect, isDisputed);
      if (kept.effect.kind === 'bulletin') this.#received.replaceByLater(log, kept.effect.bulletin.reference);
      return [];
    });
  }

  /** Whoever holds a stolen key may write, and must not take back what was said before. */
  #isDisputed(origin: LogOrigin): boolean {
    return this.#checkpoints.fork(origin) !== undefined;
  }

  /**
   * The peer controls the ids of its bulletins: one that comes twice must not stop the page, nor replace what
   * people here have read.
   */
  #judgedHere(entry: PageEntry): PageEntry {
    const { effect } = entry;
    if (effect.kind !== 'bulletin' || !this.#received.has(effect.bulletin.content.id)) return entry;
    const reason = `already_exists: The bulletin ${effect.bulletin.content.id} was issued before.`;
    return { ...entry, outcome: 'refused', reason, effect: { kind: 'none' } };
  }

  #apply(log: number, origin: LogOrigin, effect: EntryEffect, isDisputed: boolean): void {
    switch (effect.kind) {
      case 'bulletin': {
        const { type, references } = effect.bulletin.content;
        this.#received.addBulletin(log, effect);
        if (type !== 'issue' && !isDisputed)
          for (const each of references) this.#received.replaceBulletin(nodeOfOrigin(origin), type, each);
        return;
      }
      case 'acknowledgement':
        // Said twice is said once.
        if (!isDisputed) this.#received.addAcknowledgement(effect.acknowledgement);
        return;
      case 'fork':
        this.#checkpoints.addFork(effect.fork);
        return;
      case 'none':
        return;
    }
  }
}

function refusedOf({ seq, reason = '' }: PageEntry): RefusedEntry {
  return { seq, reason };
}
