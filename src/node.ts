import type { Bulletins } from './bulletin/bulletins.ts';
import type { Config } from './config.ts';
import type { Derivation } from './derive/derive.ts';
import type { Detection } from './detect/detect.ts';
import type { Clock, EpochMs } from './domain/time.ts';
import type { Events } from './events/events.ts';
import type { Federation } from './federation/federation.ts';
import type { Feed } from './feed.ts';
import type { Parser } from './ingest/parser.ts';
import type { OwnDocument } from './keys/own-document.ts';
import type { OwnKeys } from './keys/own-keys.ts';
import type { Links } from './links/links.ts';
import type { OwnLog } from './log/own-log.ts';
import type { OpenBody } from './log/sealed-body.ts';
import type { People } from './people/people.ts';
import type { Reports } from './reports/reports.ts';
import type { Sources } from './sources/sources.ts';
import type { Stores } from './store/stores.ts';

/** The setting that a replay's business time is kept under. */
export const BUSINESS_TIME = 'business-time';

/** Business time: what a replay advances. */
export interface BusinessClock extends Clock {
  /** Only in a replay, and only forward. @throws EwsError `wrong_state`, `invalid_input` */
  advance(to: EpochMs): Promise<void>;
  readonly mode: 'wall' | 'replay';
}

/** A node, wired: what the edges (http/, cli/) work on. Made in compose.ts. */
export interface EwsNode {
  readonly config: Config;
  readonly stores: Stores;
  readonly events: Events;
  readonly wall: Clock;
  readonly business: BusinessClock;
  readonly log: OwnLog;
  readonly derivation: Derivation;
  /** Its runs compute first what is derived. */
  readonly detection: Detection;
  /** What people report. */
  readonly reports: Reports;
  /** Data that are fetched by a schedule. */
  readonly sources: Sources;
  /** Reads uploads that are large. */
  readonly parser: Parser;
  readonly bulletins: Bulletins;
  readonly federation: Federation;
  readonly links: Links;
  readonly people: People;
  /** What changed, for whoever shows it. */
  readonly feed: Feed;
  /** RFC 7638 thumbprint of this node's root key. */
  readonly fingerprint: string;
  /** Its own keys, and the document that names them. */
  readonly keys: OwnKeys;
  readonly document: OwnDocument;
  /** Opens what is encrypted to this node. */
  readonly open: OpenBody;
}
