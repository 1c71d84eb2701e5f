import { z } from 'zod';
import { FaultClass, FaultSide, LinkDirection, LinkReason, LinkState } from '../../domain/link.ts';
import { CountryCode, NodeId } from '../../domain/node-id.ts';
import { type EpochMs, formatInstant, Instant } from '../../domain/time.ts';
import { keysEndAt } from '../../federation/peers/identity.ts';
import { STEP_NAMES } from '../../links/doctor.ts';
import type { LinkStatus } from '../../links/links.ts';
import type { LinkSample, LinkSpell } from '../../links/port.ts';
import type { DirectionReport as WireDirection } from '../../links/report.ts';
import type { Direction as KeptDirection, TheirReport } from '../../links/watched.ts';
import { present } from './lists.ts';
import { instant } from './peer-view.ts';
import { schemas } from './schemas.ts';

const count = z.number().int().min(0);

const measures = {
  checkpointAgeSeconds: z.number().min(0).optional().describe('Since its log last said that it is alive'),
  entriesBehind: count.optional().describe('Entries that the receiver does not hold yet'),
  roundTripMs: z.number().min(0).optional(),
  clockOffsetMs: z.number().optional().describe("The other node's clock minus the own one"),
};

const Direction = z.object({
  state: LinkState,
  since: Instant,
  reason: LinkReason,
  lastSuccess: Instant.optional(),
  lastContact: Instant.optional(),
  ...measures,
  lastError: z
    .object({ class: FaultClass, code: z.string(), side: FaultSide, detail: z.string(), at: Instant })
    .optional(),
  nextAttempt: Instant.optional().describe('Where it is not up: when it is tried again'),
  path: z.string().describe('`direct`, or `via` and the peer through which the log comes'),
});

/** As the peer says: its words may be those of a later version, its errors come without a sentence. */
const DirectionReport = z.object({
  state: LinkState,
  since: Instant.describe("By this node's clock"),
  reason: z.string(),
  lastSuccess: Instant.optional(),
  lastContact: Instant.optional(),
  ...measures,
  lastError: z.object({ class: z.string(), code: z.string(), side: FaultSide, at: Instant }).optional(),
});

export const LinkView = z.object({
  peer: NodeId,
  country: CountryCode,
  inbound: Direction.describe("The peer's data on their way here"),
  outbound: Direction.describe('Our data on their way to the peer'),
  keys: z.object({
    requestKeyUntil: Instant.optional(),
    cosignerKeyUntil: Instant.optional(),
  }),
  theirReport: z
    .object({
      issuedAt: Instant.describe('By the clock of the node that was asked'),
      receivedAt: Instant,
      inbound: DirectionReport.describe('Our data on their way to the peer'),
      outbound: DirectionReport.describe("The peer's data on their way here"),
    })
    .optional(),
  differs: z
    .array(z.object({ direction: LinkDirection, here: LinkState, there: LinkState }))
    .optional()
    .describe('Where the two nodes do not see the same; `direction` as this node names it'),
});

export const LinkHistoryView = z.object({
  changes: z.array(
    z.object({
      direction: LinkDirection,
      state: LinkState,
      reason: LinkReason,
      from: Instant,
      to: Instant.optional(),
    }),
  ),
  samples: z.array(z.object({ at: Instant, seconds: count.describe('For how long it stands'), ...measures })),
});

export const ExaminationView = z.object({
  peer: NodeId,
  steps: z.array(
    z.object({
      step: z.enum(STEP_NAMES),
      outcome: z.enum(['passed', 'failed', 'skipped']),
      ms: z.number().int().min(0),
      detail: z.string(),
      advice: z.string().optional(),
    }),
  ),
  passed: z.boolean(),
});
schemas.add(ExaminationView, { id: 'LinkExamination' });
schemas.add(LinkView, { id: 'Link' });
schemas.add(LinkHistoryView, { id: 'LinkHistory' });

export function linkView(status: LinkStatus): z.infer<typeof LinkView> {
  const { peer, link, identity } = status;
  const { inbound, outbound } = link.directions;
  const age = status.checkpointAgeMs;
  const behind = link.claimed === undefined || link.held === undefined ? undefined : link.claimed - link.held;
  return present({
    peer: peer.node,
    country: peer.country,
    inbound: {
      ...directionView(inbound, status),
      path: link.via === undefined ? 'direct' : `via ${link.via}`,
      ...present({
        checkpointAgeSeconds: age === undefined ? undefined : Math.round(age / 1000),
        entriesBehind: behind === undefined ? undefined : Math.max(0, behind),
        roundTripMs: link.roundTripMs,
        clockOffsetMs: link.facts.clockOffsetMs,
      }),
    },
    outbound: { ...directionView(outbound, status), entriesBehind: status.outboundBehind },
    keys: present({
      requestKeyUntil: identity && keysEndAt(identity.keys, 'request'),
      cosignerKeyUntil: identity && keysEndAt(identity.keys, 'cosigner'),
    }),
    theirReport: link.their && theirView(link.their),
    differs: differences(status),
  }) as z.infer<typeof LinkView>;
}

function directionView(direction: KeptDirection, { nextAttempt }: LinkStatus): z.infer<typeof Direction> {
  const { standing, since, lastSuccess, lastContact, lastError } = direction;
  const { state, reason } = standing;
  return {
    state,
    since: formatInstant(since),
    reason,
    ...present({ lastSuccess: instant(lastSuccess), lastContact: instant(lastContact) }),
    ...(lastError === undefined ? {} : { lastError: { ...lastError, at: formatInstant(lastError.at) } }),
    ...(state === 'down' || state === 'unknown' ? { nextAttempt: formatInstant(nextAttempt) } : {}),
    path: 'direct',
  } as z.infer<typeof Direction>;
}

/** Ages become times of our clock, whatever that of the peer says. */
function theirView({ report, receivedAt }: TheirReport): z.infer<typeof LinkView>['theirReport'] {
  const direction = (one: WireDirection) => theirDirection(one, receivedAt);
  return {
    issuedAt: report.issued,
    receivedAt: formatInstant(receivedAt),
    inbound: direction(report.inbound),
    outbound: direction(report.outbound),
  };
}

function theirDirection(one: WireDirection, receivedAt: EpochMs): z.infer<typeof DirectionReport> {
  const before = (ms: number | undefined) => (ms === undefined ? undefined : formatInstant(receivedAt - ms));
  return present({
    state: one.state,
    since: formatInstant(receivedAt - one.forMs),
    reason: one.reason,
    lastSuccess: before(one.successMsAgo),
    lastContact: before(one.contactMsAgo),
    checkpointAgeSeconds:
      one.checkpointAgeMs === undefined ? undefined : Math.round(one.checkpointAgeMs / 1000),
    entriesBehind: one.behind,
    roundTripMs: one.roundTripMs,
    clockOffsetMs: one.clockOffsetMs,
    lastError: one.error && {
      class: one.error.class,
      code: one.error.code,
      side: one.error.side,
      at: formatInstant(receivedAt - one.error.msAgo),
    },
  }) as z.infer<typeof DirectionReport>;
}

function differences({ link }: LinkStatus): z.infer<typeof LinkView>['differs'] {
  if (link.their === undefined) return undefined;
  const { inbound, outbound } = link.their.report;
  const pairs = [
    { direction: 'inbound', here: link.directions.inbound.standing.state, there: outbound.state },
    { direction: 'outbound', here: link.directions.outbound.standing.state, there: inbound.state },
  ] as const;
  const differing = pairs.filter(({ here, there }) => here !== there);
  return differing.length === 0 ? undefined : [...differing];
}

export function historyView(history: {
  readonly spells: readonly LinkSpell[];
  readonly samples: readonly LinkSample[];
}): z.infer<typeof LinkHistoryView> {
  return {
    changes: history.spells.map(({ direction, state, reason, at, until }) => ({
      direction,
      state,
      reason,
      from: formatInstant(at),
      ...(until === undefined ? {} : { to: formatInstant(until) }),
    })),
    samples: history.samples.map(
      ({ peer: _, at, ...sample }) =>
        present({ at: formatInstant(at), ...sample }) as z.infer<typeof LinkHistoryView>['samples'][number],
    ),
  };
}
