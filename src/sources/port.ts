import type { IngestCounts } from '../domain/ingest-counts.ts';
import type { EpochMs } from '../domain/time.ts';

/** What is kept of a source between its runs. */
export interface SourceState {
  readonly source: string;
  readonly nextAt: EpochMs;
  /** When data were last obtained, or known to be unchanged. */
  readonly lastSuccessAt: EpochMs | undefined;
  /** Since when every run has failed. */
  readonly failingSince: EpochMs | undefined;
  /** What the source said of the content that was last ingested whole: sent back in order to ask for news only. */
  readonly validators: Validators | undefined;
}

export interface Validators {
  /** What they are true of: the address and how it is read. */
  readonly of: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface SourceRun {
  readonly source: string;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  /** Of the content, unpacked. */
  readonly bytes: number;
  readonly outcome: 'ingested' | 'not-modified' | 'failed';
  /** Of a run that failed. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Of a run whose content was read to its end. */
  readonly counts: IngestCounts | undefined;
}

/** What the stage of sources needs of the store. */
export interface SourceStore {
  sourceStates(): Promise<SourceState[]>;
  /** Sets when a source is due next; the rest of its state stays. */
  setSourceNext(source: string, nextAt: EpochMs): Promise<void>;
  /**
   * Adds a run and replaces the state of its source in one transaction. The newest runs of a source are kept. It
   * survives the end of the process; a loss of power may undo it whole.
   */
  recordSourceRun(run: SourceRun, state: SourceState): Promise<void>;
  /** The newest first. */
  sourceRuns(source: string, limit: number): Promise<SourceRun[]>;
}
