import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { UsedToken } from '../../federation/port.ts';
import type {
  KeptReport,
  LinkChange,
  LinkSample,
  LinkSpell,
  LinkStore,
  Retention,
} from '../../links/port.ts';
import type { Sync } from '../sync.ts';
import { prepareLinks, sampleOf, sampleRow, spellOf } from './link-rows.ts';
import { atomically, type Db } from './open.ts';
import type { UsedTokens } from './used-tokens.ts';

/** How links fared, and what peers report of them. */
export class SqliteLinks implements Sync<LinkStore> {
  static readonly writes = ['recordChange', 'recordSamples', 'thin', 'keepReport'] as const;

  readonly #db: Db;
  readonly #tokens: UsedTokens;
  readonly #sql: ReturnType<typeof prepareLinks>;

  constructor(db: Db, tokens: UsedTokens) {
    this.#db = db;
    this.#tokens = tokens;
    this.#sql = prepareLinks(db);
  }

  recordChange(change: LinkChange): void {
    atomically(this.#db, () => this.#sql.putChange.run(change));
  }

  recordSamples(samples: readonly LinkSample[]): void {
    atomically(this.#db, () => {
      for (const sample of samples) this.#sql.putSample.run(sampleRow(sample));
    });
  }

  spells(peer: NodeId, from: EpochMs, to: EpochMs, limit: number): LinkSpell[] {
    return this.#sql.spells.all({ peer, from, to, limit }).map(spellOf).reverse();
  }

  samples(peer: NodeId, from: EpochMs, to: EpochMs, limit: number): LinkSample[] {
    return this.#sql.samples.all({ peer, from, to, limit }).map(sampleOf).reverse();
  }

  lastWatched(peer: NodeId): EpochMs | undefined {
    return this.#sql.lastWatched.get({ peer })?.at ?? undefined;
  }

  thin(now: EpochMs, { steps, forgetAfterMs }: Retention): void {
    atomically(this.#db, () => {
      for (const { fromSeconds, toSeconds, afterMs } of steps) {
        const width = toSeconds * 1000;
        // Whole spans only: what is made coarser is complete.
        const before = Math.floor((now - afterMs) / width) * width;
        this.#sql.merge.run({ fromSeconds, toSeconds, width, before });
        this.#sql.dropMerged.run({ fromSeconds, before });
      }
      const before = now - forgetAfterMs;
      this.#sql.forgetSamples.run({ before });
      this.#sql.forgetChanges.run({ before });
    });
  }

  keepReport(report: KeptReport, token: UsedToken | undefined): void {
    atomically(this.#db, () => {
      if (token !== undefined) this.#tokens.use(token, report.receivedAt);
      this.#sql.putReport.run(report);
    });
  }

  report(peer: NodeId): KeptReport | undefined {
    return this.#sql.report.get({ peer });
  }
}
