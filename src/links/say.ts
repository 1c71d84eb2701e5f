import type { DatedFault } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { checkpointAgeMs } from './keeper.ts';
import { type DirectionReport, type LinkReport, REPORT_SECONDS } from './report.ts';
import type { Direction, Watched } from './watched.ts';

/** Moments of one report: as it is dated, and by this node's own two clocks. */
export interface Moment {
  /** The time by the reader's clock, as far as it is known. */
  readonly dated: EpochMs;
  readonly wall: EpochMs;
  readonly steady: number;
}

/** What this node says to a peer of the link to it. Not the sentence of an error: it may name inner addresses. */
export function sayLink(
  link: Watched,
  moment: Moment,
  self: { readonly node: NodeId; readonly size: number; readonly id: string; readonly reply?: string },
): LinkReport {
  const { node, size, id, reply } = self;
  const behind = link.claimed === undefined || link.held === undefined ? undefined : link.claimed - link.held;
  return {
    v: 1,
    node,
    about: link.node,
    id,
    ...(reply === undefined ? {} : { reply }),
    issued: formatInstant(moment.dated),
    expires: formatInstant(moment.dated + REPORT_SECONDS * 1000),
    size,
    inbound: {
      ...sayDirection(link.directions.inbound, moment),
      ...present('checkpointAgeMs', checkpointAgeMs(link, moment.steady)),
      ...present('behind', behind === undefined ? undefined : Math.max(0, behind)),
      ...present('roundTripMs', link.roundTripMs),
      ...present('clockOffsetMs', link.facts.clockOffsetMs),
    },
    outbound: sayDirection(link.directions.outbound, moment),
  };
}

function sayDirection(direction: Direction, { wall }: Moment): DirectionReport {
  const ago = (at: EpochMs | undefined) => (at === undefined ? undefined : Math.max(0, wall - at));
  const { standing, since, lastSuccess, lastContact, lastError } = direction;
  return {
    state: standing.state,
    reason: standing.reason,
    forMs: Math.max(0, wall - since),
    ...present('successMsAgo', ago(lastSuccess)),
    ...present('contactMsAgo', ago(lastContact)),
    ...(lastError === undefined ? {} : { error: sayError(lastError, wall) }),
  };
}

function sayError({ class: kind, code, side, at }: DatedFault, wall: EpochMs): DirectionReport['error'] {
  return {
    class: kind,
    code: /^[a-z][a-z_]{0,59}$/.test(code) ? code : 'unknown',
    side,
    msAgo: Math.max(0, wall - at),
  };
}

function present<Name extends string>(name: Name, value: number | undefined): { [key in Name]?: number } {
  return (value === undefined ? {} : { [name]: Math.round(value) }) as { [key in Name]?: number };
}
