import type { DueSeries } from '../detect/port.ts';

/** What derivation reads of the indicator store, and marks in it. */
export interface DerivationStore {
  /** Series with changes that what is derived from them does not have yet. */
  dueForDerivation(limit: number): Promise<DueSeries[]>;
  /** Takes series off the list, unless they changed again since they were read. */
  clearDerivation(due: readonly DueSeries[]): Promise<void>;
}
