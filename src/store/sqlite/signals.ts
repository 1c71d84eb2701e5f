import type {
  Assessment,
  DetectorPosition,
  OpenSignal,
  SignalQuery,
  SignalStore,
} from '../../detect/port.ts';
import type { AuditEvent } from '../../domain/audit.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Level } from '../../domain/level.ts';
import { searchable } from '../../domain/search.ts';
import type { SeriesKey } from '../../domain/series.ts';
import type { Signal, SignalState } from '../../domain/signal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { QueuedSignal, QueueStore } from '../../queue/port.ts';
import type { InPlayQuery, SignalInPlay, SituationSignals } from '../../situation/port.ts';
import type { Sync } from '../sync.ts';
import type { AuditChain } from './audit.ts';
import { atomically, type Db, durably } from './open.ts';
import { summaryOf } from './report-rows.ts';
import { prepareSignals, queuedOf, rowOfSignal, type SignalRow, signalOf } from './signal-rows.ts';
import { orNull } from './values.ts';

/** Open episodes whose evidence is kept as it was read. */
const MAX_EPISODES = 500;

/** Signals, and how far each detector has judged each series. */
export class SqliteSignals implements Sync<SignalStore & SituationSignals & QueueStore> {
  static readonly writes = ['recordAssessments', 'dismissSignal'] as const;

  readonly #db: Db;
  readonly #audit: AuditChain;
  readonly #sql: ReturnType<typeof prepareSignals>;
  readonly #episodes = new Map<string, { readonly evidence: string; readonly signal: Signal }>();

  constructor(db: Db, audit: AuditChain) {
    this.#db = db;
    this.#audit = audit;
    this.#sql = prepareSignals(db);
  }

  position(series: SeriesKey, detector: string, episodeOf: readonly string[] = [detector]): DetectorPosition {
    // The episode that a detector is in goes on after an analyst has judged it: it ends with `closedAt`.
    const open =
      this.#sql.hasAny.get(series) === undefined
        ? undefined
        : this.#sql.episode.get(series, JSON.stringify(episodeOf));
    return {
      throughOrdinal: this.#sql.position.get(series, detector),
      open: open === undefined ? undefined : this.#parsed(open),
    };
  }

  episodes(detector: string): Signal[] {
    return this.#sql.episodes.all(detector).map((row) => this.#parsed(row));
  }

  /** The same row is asked for with every new point of its series, and its evidence is long. */
  #parsed(row: SignalRow): Signal {
    const known = this.#episodes.get(row.id);
    if (known?.evidence === row.evidence) return signalOf(row, known.signal.evidence);
    const signal = signalOf(row);
    if (this.#episodes.size >= MAX_EPISODES) this.#episodes.clear();
    this.#episodes.set(row.id, { evidence: row.evidence, signal });
    return signal;
  }

  recordAssessments(assessments: readonly Assessment[]): void {
    atomically(this.#db, () => {
      for (const { series, detector, throughOrdinal, signals } of assessments) {
        for (const signal of signals) this.#sql.put.run(rowOfSignal(signal));
        this.#sql.setPosition.run(series, detector, throughOrdinal);
      }
    });
  }

  signals({ state, level, sector, series, q, limit, offset }: SignalQuery): Signal[] {
    const filter = {
      state: orNull(state),
      level: orNull(level),
      sector: orNull(sector),
      series: orNull(series),
      q: orNull(q && searchable(q)),
    };
    return this.#sql.signals.all({ ...filter, limit, offset }).map((row) => signalOf(row));
  }

  signal(id: string): Signal | undefined {
    const row = this.#sql.signal.get(id);
    return row === undefined ? undefined : signalOf(row);
  }

  countSignals(state?: SignalState): number {
    return this.#sql.count.get({ state: orNull(state) }) as number;
  }

  openSignals(): OpenSignal[] {
    return this.#sql.open.all();
  }

  signalsInPlay(query: InPlayQuery): SignalInPlay[] {
    return this.#sql.inPlay.all(query).map(summaryOf);
  }

  queuedSignals({
    levels,
    limit,
  }: {
    readonly levels: readonly Level[];
    readonly limit: number;
  }): QueuedSignal[] {
    return this.#sql.queued.all({ levels: JSON.stringify(levels), limit }).map(queuedOf);
  }

  countQueued(levels: readonly Level[]): number {
    return this.#sql.countQueued.get(JSON.stringify(levels)) as number;
  }

  signalsJudged(since: EpochMs): EpochMs[] {
    return this.#sql.judged.all(since);
  }

  dismissSignal(id: string, reason: string, audit: AuditEvent): void {
    durably(this.#db, () => {
      const signal = this.#require(id);
      if (signal.state !== 'open' && signal.state !== 'closed') {
        throw new EwsError('wrong_state', `The signal ${id} is ${signal.state}.`, { state: signal.state });
      }
      this.#sql.dismiss.run(reason, id);
      this.#audit.appendAudit(audit);
    });
  }

  /** Notes which bulletin was drafted from a signal, inside the transaction that drafts it. */
  markDrafted(id: string, bulletin: string): void {
    this.#require(id);
    this.#sql.markDrafted.run(bulletin, id);
  }

  #require(id: string): Signal {
    const signal = this.signal(id);
    if (signal === undefined) throw new EwsError('not_found', `There is no signal ${id}.`, { id });
    return signal;
  }
}
