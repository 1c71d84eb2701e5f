import type { BulletinContent } from '../domain/bulletin.ts';
import type { Report } from '../domain/report.ts';
import type { Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';

/** A signal without its evidence, which may have thousands of points. */
export type SignalInPlay = Omit<Signal, 'evidence'>;

export interface InPlayQuery {
  /** Instants, as they are stored. */
  readonly raisedSince: string;
  readonly endedSince: string;
  readonly limit: number;
}

/** A bulletin that stands at a time: issued, neither replaced nor expired, actual, and no cancellation. */
export interface BulletinInForce {
  readonly content: BulletinContent;
  readonly sent: string;
  /** It came after its log was found to be forked: who wrote it is not certain. */
  readonly disputedOrigin?: true;
}

/** What the joint picture reads of signals. */
export interface SituationSignals {
  /** Those raised since a time that nobody dismissed, and whose episode goes on or ended since another; the newest first. */
  signalsInPlay(query: InPlayQuery): Promise<SignalInPlay[]>;
}

/** What it reads of bulletins. */
export interface SituationBulletins {
  /** Of this node and of peers, those of disputed origin too; the newest first. */
  bulletinsInForce(query: { readonly now: EpochMs; readonly limit: number }): Promise<BulletinInForce[]>;
  /** The bulletin that was drafted from a situation and is neither issued nor withdrawn. */
  openDraftOf(situation: string): Promise<string | undefined>;
}

/** What it reads of reports, the newest first: `from` is a day. */
export interface SituationReports {
  reports(query: {
    readonly state: 'accepted';
    readonly kind?: 'policy-event';
    readonly from?: string;
    readonly limit: number;
    readonly offset: number;
  }): Promise<Report[]>;
}
