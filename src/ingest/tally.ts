import type { NewObservation, Outcome } from './port.ts';
import type { Fault } from './raw.ts';
import { IngestReport, MAX_LISTED_REFUSALS, type Refusal, type RefusalReason } from './report.ts';

/** An observation and the line that it stands on. */
export interface Offered {
  readonly line: number;
  readonly observation: NewObservation;
}

/** Counts the rows of a file as they are offered and, apart from that, what becomes of each. */
export class Tally {
  readonly #file: string;
  readonly #dryRun: boolean;
  readonly #counts = { stored: 0, revised: 0, unchanged: 0 };
  readonly #byReason = new Map<RefusalReason, number>();
  readonly #refusals: Refusal[] = [];
  #rows = 0;

  constructor(file: string, dryRun: boolean) {
    this.#file = file;
    this.#dryRun = dryRun;
  }

  get rows(): number {
    return this.#rows;
  }

  get refused(): number {
    return [...this.#byReason.values()].reduce((sum, n) => sum + n, 0);
  }

  offer(): void {
    this.#rows += 1;
  }

  refuse({ line, place: at = `line ${line}`, column, reason, problem }: Fault): void {
    this.#count(reason, 1);
    if (this.#refusals.length === MAX_LISTED_REFUSALS) return;
    const where = [this.#file, at, ...(column === undefined ? [] : [`column ${column}`])].join(', ');
    const place = { file: this.#file, line, ...(column === undefined ? {} : { column }) };
    this.#refusals.push({ ...place, reason, message: `${where}: ${problem}` });
  }

  /** `outcomes` stand in the order of `batch`. */
  settle(batch: readonly Offered[], outcomes: readonly Outcome[]): void {
    for (const [index, offered] of batch.entries()) {
      const outcome = outcomes[index]!;
      if (outcome === 'conflict') this.refuse(conflictFault(offered));
      else this.#counts[outcome] += 1;
    }
  }

  /** Counts good rows that a strict import leaves out; there is nothing to say of each. */
  leaveOut(rows: number): void {
    if (rows > 0) this.#count('strict', rows);
  }

  #count(reason: RefusalReason, rows: number): void {
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + rows);
  }

  /** @throws ZodError: the outcomes do not add up, which is a fault of this program */
  report(): IngestReport {
    return IngestReport.parse({
      file: this.#file,
      dryRun: this.#dryRun,
      rows: this.#rows,
      ...this.#counts,
      refused: this.refused,
      refusedByReason: Object.fromEntries(this.#byReason),
      refusals: this.#refusals,
    });
  }
}

export function conflictFault({ line, observation }: Offered): Fault {
  const { series, period } = observation;
  return {
    line,
    column: 'value',
    reason: 'conflict',
    problem: `${series} ${period} has another value with the same known_at. State the later time at which this one became known.`,
  };
}
