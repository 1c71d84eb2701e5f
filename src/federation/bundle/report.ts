import type { LogOrigin, NodeId } from '../../domain/node-id.ts';

/** What became of entries of a bundle: each is in exactly one of these, and together they are those `offered`. */
export interface BundleCounts {
  /** Lines of entries that were read. */
  offered: number;
  /** Whole and good. */
  stored: number;
  /** Their digests: not addressed to this node, or not held whole by who made the bundle. */
  sealed: number;
  /** At their proven place, and breaking a rule: kept, marked as refused. */
  refused: number;
  /** Held already. */
  duplicate: number;
  /** Not taken: what stood before is missing, the page proves nothing, or its log is not known here. */
  failed: number;
}

export interface BundleProblem {
  readonly log: LogOrigin | undefined;
  readonly code: string;
  readonly message: string;
}

export interface BundleLogReport extends BundleCounts {
  readonly log: LogOrigin;
  /** Entries of it that are held after the import. */
  held: number;
}

export interface BundleReport {
  readonly from: NodeId;
  readonly made: string;
  /** Whether the bundle was read to its end. */
  readonly whole: boolean;
  readonly counts: BundleCounts;
  readonly logs: readonly BundleLogReport[];
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: readonly BundleProblem[];
  readonly problemCount: number;
}

const MOST_PROBLEMS = 100;

/** Adds up what becomes of a bundle while it is read. */
export class BundleTally {
  readonly #logs = new Map<LogOrigin, BundleLogReport>();
  readonly #problems: BundleProblem[] = [];
  #problemCount = 0;

  add(log: LogOrigin, counts: Partial<BundleCounts>): void {
    const sum = this.#logs.get(log) ?? { log, held: 0, ...nothing() };
    for (const [name, count] of Object.entries(counts)) sum[name as keyof BundleCounts] += count;
    this.#logs.set(log, sum);
  }

  problem(log: LogOrigin | undefined, code: string, message: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ log, code, message });
  }

  async report(
    header: { readonly from: NodeId; readonly made: string },
    whole: boolean,
    heldOf: (log: LogOrigin) => Promise<number>,
  ): Promise<BundleReport> {
    const counts = nothing();
    for (const log of this.#logs.values()) {
      log.held = await heldOf(log.log);
      for (const name of Object.keys(counts) as (keyof BundleCounts)[]) counts[name] += log[name];
    }
    const { from, made } = header;
    const logs = [...this.#logs.values()];
    return { from, made, whole, counts, logs, problems: this.#problems, problemCount: this.#problemCount };
  }
}

function nothing(): BundleCounts {
  return { offered: 0, stored: 0, sealed: 0, refused: 0, duplicate: 0, failed: 0 };
}
