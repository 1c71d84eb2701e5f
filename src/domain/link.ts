import { z } from 'zod';
import type { EpochMs } from './time.ts';

/** Whose data travels: `inbound` is the peer's log on its way here, `outbound` ours on its way to the peer. */
export const LinkDirection = z.enum(['inbound', 'outbound']);
export type LinkDirection = z.infer<typeof LinkDirection>;

/** `unknown`: not watched for long enough to say. */
export const LinkState = z.enum(['unknown', 'up', 'degraded', 'down', 'suspended']);
export type LinkState = z.infer<typeof LinkState>;

/** Why a direction has its state: part of the public interface, as error codes are. */
export const LinkReason = z.enum([
  // up
  'ok',
  // unknown
  'starting',
  'not_watched',
  // down
  'no_contact',
  'pull_failing',
  'peer_reports_down',
  // degraded
  'clock',
  'stale_checkpoint',
  'entries_refused',
  'behind',
  'errors',
  'peer_reports_degraded',
  // suspended
  'suspended_here',
  'suspended_there',
]);
export type LinkReason = z.infer<typeof LinkReason>;

/** At which step of an exchange something fails. `internal`: in this node itself. */
export const FaultClass = z.enum([
  'dns',
  'connect',
  'tls',
  'authentication',
  'clock',
  'protocol',
  'verification',
  'refused',
  'internal',
]);
export type FaultClass = z.infer<typeof FaultClass>;

/** Who can mend it, seen from the node that says so. */
export const FaultSide = z.enum(['here', 'peer', 'network']);
export type FaultSide = z.infer<typeof FaultSide>;

/** What went wrong with a link, in the words of link states. */
export interface Fault {
  readonly class: FaultClass;
  /** An error code of this project, or the one that the peer answered. */
  readonly code: string;
  readonly side: FaultSide;
  readonly detail: string;
}

export interface DatedFault extends Fault {
  readonly at: EpochMs;
}

/** A fault as the other node sees it: what is `here` for it is at the peer for us. */
export function sideSeenFromHere(side: FaultSide): FaultSide {
  if (side === 'network') return 'network';
  return side === 'here' ? 'peer' : 'here';
}
