import type { Indicator } from '../domain/indicator.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { Signal } from '../domain/signal.ts';
import type { Clock } from '../domain/time.ts';
import type { Audience, Tlp } from '../domain/tlp.ts';
import type { Events } from '../events/events.ts';
import type { OwnLog } from '../log/own-log.ts';
import type { LogStore } from '../log/port.ts';
import type { OpenBody, SealBody } from '../log/sealed-body.ts';
import type { Signer } from '../log/signer.ts';
import type { BulletinStore } from './port.ts';

/** Up to which size of our log a peer has confirmed, and when. */
export interface Receiver {
  readonly node: NodeId;
  readonly size: number;
  /** Ranges `[from, to)` below that size of which it holds but the digests. */
  readonly missing: readonly (readonly [number, number])[];
  readonly at: number | undefined;
}

/** What this stage works with; made in compose.ts. */
export interface BulletinParts {
  readonly node: NodeId;
  /** Who answers questions about this node's bulletins. */
  readonly contact: string;
  readonly store: BulletinStore;
  readonly log: OwnLog;
  readonly logs: LogStore;
  readonly signer: Signer;
  /** The checkpoint, cosignatures and all, that proves most of an entry; undefined: no witness has cosigned one. */
  readonly cosigned: (log: LogOrigin, seq: number) => Promise<string | undefined>;
  readonly signal: (id: string) => Promise<Signal | undefined>;
  readonly indicator: (code: string) => Promise<Indicator | undefined>;
  /** The peers that are enrolled, and what of our log each has confirmed. */
  readonly receivers: () => Promise<readonly Receiver[]>;
  /** How an entry is encrypted to its audience; see federation/peers/audience-keys.ts. @throws EwsError `encryption_key_missing` */
  readonly sealFor: (
    entry: { readonly tlp: Tlp; readonly aud: Audience },
    isAboutEncrypted?: boolean,
  ) => Promise<SealBody | undefined>;
  readonly open: OpenBody;
  readonly business: Clock;
  readonly wall: Clock;
  /** 128 random bits in base64url. */
  readonly randomId: () => string;
  /** 32 random bits in hex. */
  readonly randomHex: () => string;
  readonly events: Events;
}
