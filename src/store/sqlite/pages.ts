import type { EntryEffect, PageEntry, RefusedEntry, VerifiedPage } from '../../federation/port.ts';
import type { SqliteLog } from './log.ts';
import type { Received } from './received.ts';
import type { Unchecked } from './unchecked.ts';

/** Writes a verified page of a peer's log and what it changes here, inside the caller's transaction. */
export class Pages {
  readonly #log: SqliteLog;
  readonly #received: Received;
  readonly #unchecked: Unchecked;

  constructor(log: SqliteLog, received: Received, unchecked: Unchecked) {
    this.#log = log;
    this.#received = received;
    this.#unchecked = unchecked;
  }

  /**
   * Returns what is refused here. Undefined, and nothing is changed, if the log is not held up to exactly where
   * the page begins.
   */
  store(page: VerifiedPage): RefusedEntry[] | undefined {
    const { origin, from, entries, range, nodes, checkpoint, unchecked, at } = page;
    const log = this.#log.advance(origin, from, range, checkpoint);
    if (log === undefined) return undefined;
    const refused = entries.flatMap((entry) => this.#storeEntry(log, entry, at) ?? []);
    this.#log.addNodes(log, nodes);
    if (unchecked) this.#unchecked.add(log, from, range.size);
    return refused;
  }

  #storeEntry(log: number, entry: PageEntry, at: number): RefusedEntry | undefined {
    const { effect } = entry;
    // The peer controls the ids of its bulletins: one that comes twice must not stop the page, nor replace
    // what people here have read.
    if (effect.kind === 'bulletin' && this.#isHeld(effect)) {
      const reason = `already_exists: The bulletin ${effect.bulletin.content.id} was issued before.`;
      this.#log.addEntry(log, { ...entry, outcome: 'refused', reason }, at);
      return { seq: entry.seq, reason };
    }
    this.#log.addEntry(log, entry, at);
    this.#apply(log, effect);
    return undefined;
  }

  #isHeld({ bulletin }: EntryEffect & { kind: 'bulletin' }): boolean {
    return this.#received.has(bulletin.content.id);
  }

  #apply(log: number, effect: EntryEffect): void {
    switch (effect.kind) {
      case 'bulletin': {
        const { type, references } = effect.bulletin.content;
        this.#received.addBulletin(log, effect);
        if (type !== 'issue') for (const each of references) this.#received.replaceBulletin(log, type, each);
        return;
      }
      case 'acknowledgement':
        // Said twice is said once.
        this.#received.addAcknowledgement(effect.acknowledgement);
        return;
      case 'none':
        return;
    }
  }
}
