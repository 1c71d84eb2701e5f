import type { Frequency, Indicator } from '../domain/indicator.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import { formatPeriod } from '../domain/time.ts';
import type { BatchOutcome } from './batch.ts';
import type { Fault } from './raw.ts';
import { IngestReport, MAX_LISTED_REFUSALS, type Refusal, type RefusalReason } from './report.ts';
import type { Transaction } from './transactions.ts';
import type { Refused } from './window.ts';

/** A part of a window, and what became of it or would become of it. */
export interface Settled extends Transaction {
  readonly outcome: BatchOutcome;
}

/** Counts what becomes of the rows of a file. */
export class Tally {
  readonly #file: string;
  readonly #dryRun: boolean;
  readonly #frequencies: ReadonlyMap<string, Frequency>;
  readonly #counts = { stored: 0, revised: 0, unchanged: 0, superseded: 0 };
  readonly #byReason = new Map<RefusalReason, number>();
  readonly #refusals: Refusal[] = [];
  #good = 0;

  constructor({
    file,
    dryRun,
    catalogue,
  }: { file: string; dryRun: boolean; catalogue: readonly Indicator[] }) {
    this.#file = file;
    this.#dryRun = dryRun;
    this.#frequencies = new Map(catalogue.map(({ code, frequency }) => [code, frequency]));
  }

  get refused(): number {
    return [...this.#byReason.values()].reduce((sum, n) => sum + n, 0);
  }

  /** Counts rows that could not be read, or are not as they should be. */
  refuseRows({ faults, byReason }: Refused): void {
    for (const [reason, rows] of byReason) this.#count(reason, rows);
    for (const fault of faults) this.#list(fault);
  }

  settle({ outcome, ...part }: Settled): void {
    const { stored, revised, unchanged, superseded } = outcome;
    this.#counts.stored += stored;
    this.#counts.revised += revised;
    this.#counts.unchanged += unchanged;
    this.#counts.superseded += superseded;
    this.#good += part.lines.length - outcome.conflicts.length;
    this.#refuseConflicts({ outcome, ...part });
  }

  /** Counts the good rows of a strict import that stores nothing; there is nothing to say of each. */
  leaveOut(part: Settled): void {
    const rows = part.lines.length - part.outcome.conflicts.length;
    if (rows > 0) this.#count('strict', rows);
    this.#refuseConflicts(part);
  }

  /** @throws ZodError: the outcomes do not add up, which is a fault of this program */
  report(): IngestReport {
    return IngestReport.parse({
      file: this.#file,
      dryRun: this.#dryRun,
      rows: this.#good + this.refused,
      ...this.#counts,
      refused: this.refused,
      refusedByReason: Object.fromEntries(this.#byReason),
      refusals: this.#refusals.toSorted((a, b) => a.line - b.line),
    });
  }

  #refuseConflicts(part: Settled): void {
    const { conflicts } = part.outcome;
    if (conflicts.length === 0) return;
    this.#count('conflict', conflicts.length);
    for (const row of conflicts) this.#list(this.#conflictFault(part, row));
  }

  #conflictFault({ batch, lines }: Transaction, row: number): Fault {
    const series = batch.series[batch.starts.findLastIndex((start) => start <= row)]!;
    const frequency = this.#frequencies.get(indicatorOfSeries(series))!;
    return {
      line: lines[row]!,
      column: 'value',
      reason: 'conflict',
      problem: `${series} ${formatPeriod(frequency, batch.ordinals[row]!)} has another value with the same known_at. State the later time at which this one became known.`,
    };
  }

  #count(reason: RefusalReason, rows: number): void {
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + rows);
  }

  #list({ line, place: at = `line ${line}`, column, reason, problem }: Fault): void {
    if (this.#refusals.length === MAX_LISTED_REFUSALS) return;
    const where = [this.#file, at, ...(column === undefined ? [] : [`column ${column}`])].join(', ');
    const place = { file: this.#file, line, ...(column === undefined ? {} : { column }) };
    this.#refusals.push({ ...place, reason, message: `${where}: ${problem}` });
  }
}
