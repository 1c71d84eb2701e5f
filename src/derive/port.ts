import type { DueSeries } from '../detect/port.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey, SeriesVintages } from '../domain/series.ts';
import type { BatchOutcome, IngestRun, ObservationBatch } from '../ingest/batch.ts';

/** What derivation reads of the indicator store, and marks in it. */
export interface DerivationStore {
  /** Series with changes that what is derived from them does not have yet. */
  dueForDerivation(limit: number): Promise<DueSeries[]>;
  /** Takes series off the list, unless they changed again since they were read. */
  clearDerivation(due: readonly DueSeries[]): Promise<void>;
  /**
   * Puts these vintages in the place of all that is held of a series, one transaction for all, and marks it as due
   * from the first period that differs. For derived series alone: what was put in from outside is never overwritten.
   * @throws EwsError `not_found`: an indicator that is not in the catalogue. Nothing is written
   */
  rewrite(series: readonly Rewritten[]): Promise<void>;
}

/** All vintages of a derived series, as they are from now on. */
export interface Rewritten {
  readonly vintages: SeriesVintages;
  /** The first period that differs from what was held. */
  readonly fromOrdinal: number;
}

/** All that derivation asks of the indicator store. */
export interface DerivedSeriesStore extends DerivationStore {
  indicators(): Promise<Indicator[]>;
  /** In order of the keys, those after `after`. */
  series(filter: {
    readonly indicator: string;
    readonly after?: SeriesKey;
    readonly limit: number;
  }): Promise<readonly { readonly series: SeriesKey }[]>;
  /** Every vintage of every point of a series; `undefined` if there is no such series. */
  vintages(series: SeriesKey): Promise<SeriesVintages | undefined>;
  /** As ingest/port.ts says. */
  append(batch: ObservationBatch, run: IngestRun): Promise<BatchOutcome>;
}

/** A text that outlives the process: by which definitions the derived series were computed. */
export interface DefinitionMemory {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}
