import type { z } from 'zod';
import type { LocalisedText, Sector } from '../../domain/indicator.ts';
import type { Level } from '../../domain/level.ts';
import type { Signal } from '../../domain/signal.ts';
import type { Assessed, BandView } from '../../http/agency/bands.ts';
import type {
  AcknowledgementView,
  BulletinDetail as BulletinDetailSchema,
  BulletinView,
  OwnBulletinView,
} from '../../http/agency/bulletin-view.ts';
import type { DetectorView } from '../../http/agency/detectors.ts';
import type { ForkView } from '../../http/agency/forks.ts';
import type { ExaminationView, LinkHistoryView, LinkView } from '../../http/agency/link-view.ts';
import type { OverviewItem } from '../../http/agency/overview.ts';
import type { PeerStatusView, PeerView } from '../../http/agency/peer-view.ts';
import type { QueueView } from '../../http/agency/queue-view.ts';
import type { RealmView } from '../../http/agency/realm.ts';
import type { RecoveryView } from '../../http/agency/recovery.ts';
import type {
  ReportBeside as ReportBesideSchema,
  ReportCounts as ReportCountsSchema,
  ReportDetail as ReportDetailSchema,
  SignalBeside as SignalBesideSchema,
} from '../../http/agency/report-view.ts';
import type { Point, SeriesView } from '../../http/agency/series.ts';
import type { SituationDetailView, SituationView } from '../../http/agency/situation-view.ts';
import type { SourceView } from '../../http/agency/sources.ts';
import type { EffectsView, ExposuresView } from '../../http/agency/supply-map-view.ts';
import type { VerificationView } from '../../http/agency/verification.ts';

export type { Evidence } from '../../domain/evidence.ts';
export type { Indicator, LocalisedText, Sector } from '../../domain/indicator.ts';
export type { Level } from '../../domain/level.ts';
export type { LinkState } from '../../domain/link.ts';
export type { Report } from '../../domain/report.ts';
export type { Signal } from '../../domain/signal.ts';

export type Bulletin = z.infer<typeof BulletinView>;
export type OwnBulletin = z.infer<typeof OwnBulletinView>;
export type BulletinDetail = z.infer<typeof BulletinDetailSchema>;
export type Acknowledgement = z.infer<typeof AcknowledgementView>;
export type SignalSummary = Omit<Signal, 'evidence'>;

/** GET /queue */
export type Queue = z.infer<typeof QueueView>;

/** GET /reports/:id */
export type ReportDetail = z.infer<typeof ReportDetailSchema>;

/** GET /reports/counts */
export type ReportCounts = z.infer<typeof ReportCountsSchema>;

/** GET /reports/:id/signals and GET /signals/:id/reports */
export type SignalBeside = z.infer<typeof SignalBesideSchema>;
export type ReportBeside = z.infer<typeof ReportBesideSchema>;

/** GET /series/band: what a detector says of one period, and from which values on it would say a level. */
export type BandStep = z.infer<typeof BandView>;

/** POST /evidence/assess: what comes out when the evidence is computed again, and whether it is what it states. */
export type Assessment = z.infer<typeof Assessed>;

/** GET /detectors: one that judges series of a frequency. */
export type DetectorOf = z.infer<typeof DetectorView>;

/** GET /supply-map/effects, and /signals/:id/effects, /reports/:id/effects, /bulletins/:id/effects */
export type Effects = z.infer<typeof EffectsView>;

/** GET /supply-map/exposure */
export type Exposures = z.infer<typeof ExposuresView>;

/** GET /situations and /situations/:id */
export type Situation = z.infer<typeof SituationView>;
export type SituationDetail = z.infer<typeof SituationDetailView>;

/** GET /sources */
export type Source = z.infer<typeof SourceView>;

/** GET /indicators/overview */
export type IndicatorOverview = z.infer<typeof OverviewItem>;

/** GET /series */
export type SeriesSummary = z.infer<typeof SeriesView>;

/** GET /series/observations and /series/history */
export type SeriesPoint = z.infer<typeof Point>;

export interface List<Item> {
  readonly items: readonly Item[];
  readonly next?: number;
}

/** GET /session/realm, before anybody is signed in */
export type Realm = z.infer<typeof RealmView>;

/** GET /recovery */
export type Recovery = z.infer<typeof RecoveryView>;

export interface NodeInfo {
  readonly id: string;
  readonly country: string;
  readonly name: LocalisedText;
  readonly fingerprint: string;
  readonly log: {
    readonly origin: string;
    readonly size: number;
    readonly state: string;
    readonly reason?: string;
  };
  readonly clock: Clocks;
  readonly versions: { readonly node: string; readonly runtime: string };
}

export interface Clocks {
  readonly business: string;
  readonly mode: 'wall' | 'replay';
  readonly wall: string;
}

/** GET /board */
export interface Board {
  readonly business: string;
  readonly nodes: readonly { readonly node: string; readonly country: string; readonly self: boolean }[];
  readonly levels: readonly {
    readonly node: string;
    readonly sector: Sector;
    readonly level: Level;
    readonly count: number;
    readonly newest: {
      readonly id: string;
      readonly headline: LocalisedText;
      readonly sent: string;
      readonly level: Level;
    };
  }[];
  readonly waiting: Readonly<Record<'signals' | 'drafts' | 'review' | 'issue' | 'unread', number>>;
  readonly disputed: readonly { readonly node: string; readonly count: number }[];
  readonly refused: readonly RefusedEntry[];
}

/** An entry of a peer's log that was not accepted. */
export interface RefusedEntry {
  readonly node: string;
  readonly seq: number;
  readonly code: string;
  readonly sentence: string;
}

/** GET /forks */
export type Fork = z.infer<typeof ForkView>;

export type Peer = z.infer<typeof PeerView>;
export type PeerStatus = z.infer<typeof PeerStatusView>;

export type Link = z.infer<typeof LinkView>;
export type LinkDirection = Link['inbound'];
/** What the peer says, signed; from its side, so that its inbound is our outbound. */
export type LinkDirectionReport = NonNullable<Link['theirReport']>['inbound'];
export type LinkHistory = z.infer<typeof LinkHistoryView>;
export type Examination = z.infer<typeof ExaminationView>;

/** GET /bulletins/:id/verification */
export type Verification = z.infer<typeof VerificationView>;
