import type { BulletinStore } from '../bulletin/port.ts';
import type { DerivationStore } from '../derive/port.ts';
import type { SeriesStore, SignalStore } from '../detect/port.ts';
import type { CheckpointStore } from '../federation/checkpoint-port.ts';
import type { PeerStore } from '../federation/port.ts';
import type { RecoveryStore } from '../federation/recovery-port.ts';
import type { ObservationStore, UploadStore } from '../ingest/port.ts';
import type { LinkStore } from '../links/port.ts';
import type { LogStore } from '../log/port.ts';
import type { PeopleStore } from '../people/port.ts';
import type { QueueStore } from '../queue/port.ts';
import type { ReportStore } from '../reports/port.ts';
import type { SituationBulletins, SituationSignals } from '../situation/port.ts';
import type { WeekStore } from '../situation-report/port.ts';
import type { SourceStore } from '../sources/port.ts';

/** Everything a node keeps, by the stage that needs it. What an engine (SQLite, …) has to offer. */
export interface Stores {
  readonly observations: ObservationStore & SeriesStore & DerivationStore;
  readonly uploads: UploadStore;
  readonly signals: SignalStore & SituationSignals & QueueStore;
  readonly reports: ReportStore;
  readonly bulletins: BulletinStore & SituationBulletins;
  readonly log: LogStore;
  readonly peers: PeerStore;
  readonly checkpoints: CheckpointStore;
  readonly recovery: RecoveryStore;
  readonly links: LinkStore;
  readonly people: PeopleStore;
  readonly sources: SourceStore;
  readonly weeks: WeekStore;

  /** A text that differs from the one before when anything was written in between, by whichever process. */
  dataVersion(): Promise<string>;
  /** The same for what other processes wrote: this one's own writes do not change it. */
  foreignVersion(): Promise<string>;
  /** Reads from every file. @throws EwsError `unavailable`: a file cannot be read, or nothing can be written */
  ping(): Promise<void>;
  /** Moves what was written into the main files and empties the write-ahead logs. Call it on a timer. */
  checkpointWal(): Promise<void>;
  /** Waits for the writes under way, then closes the files. Later calls are refused (`unavailable`). */
  close(): Promise<void>;
}
