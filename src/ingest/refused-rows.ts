import type { Fault } from './raw.ts';
import { MAX_LISTED_REFUSALS, type RefusalReason } from './report.ts';
import type { Refused } from './window.ts';

/** Keeps what is wrong with rows: as much of it as a report lists, and the count of all. */
export class RefusedRows {
  #faults: Fault[] = [];
  #byReason = new Map<RefusalReason, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(fault: Fault): void {
    this.#count += 1;
    this.#byReason.set(fault.reason, (this.#byReason.get(fault.reason) ?? 0) + 1);
    if (this.#faults.length < MAX_LISTED_REFUSALS) this.#faults.push(fault);
  }

  /** What came since the last time. */
  take(): Refused {
    const refused = { faults: this.#faults, byReason: [...this.#byReason] };
    this.#faults = [];
    this.#byReason = new Map();
    this.#count = 0;
    return refused;
  }
}
