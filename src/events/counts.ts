import type { LinkState } from '../domain/link.ts';
import type { BulletinFields, EventFields } from './facts.ts';
import type { Metrics } from './metrics.ts';

export function countBulletin(event: string): (metrics: Metrics, fields: BulletinFields) => void {
  return (metrics, { level }) => metrics.bulletins.inc({ event, level });
}

export function countObservations(metrics: Metrics, fields: EventFields['ingestFinished']): void {
  for (const outcome of ['stored', 'revised', 'unchanged', 'superseded', 'refused'] as const) {
    metrics.observations.inc({ outcome }, fields[outcome]);
  }
}

export function countBundle(metrics: Metrics, bundle: EventFields['bundleImported']): void {
  for (const outcome of ['stored', 'sealed', 'refused', 'duplicate', 'failed'] as const) {
    metrics.bundleEntries.inc({ outcome }, bundle[outcome]);
  }
}

export function countTakenBack(metrics: Metrics, page: EventFields['entriesTakenBack']): void {
  const { peer, entries, sealed } = page;
  metrics.entriesTakenBack.inc({ peer, outcome: 'whole' }, entries - sealed);
  metrics.entriesTakenBack.inc({ peer, outcome: 'sealed' }, sealed);
}

export function countPage(metrics: Metrics, page: EventFields['pageAccepted']): void {
  const { peer } = page;
  metrics.pages.inc({ peer });
  metrics.entries.inc({ peer, outcome: 'verified' }, page.entries - page.sealed - page.refused);
  metrics.entries.inc({ peer, outcome: 'sealed' }, page.sealed);
  metrics.entries.inc({ peer, outcome: 'refused' }, page.refused);
  metrics.peerHeld.set({ peer }, page.size);
  metrics.entriesHeldUp.set({ peer }, 0);
  if (page.via !== undefined) metrics.relayedEntries.inc({ peer, via: page.via }, page.entries);
}

export function countJudged(metrics: Metrics, { peer, ...counts }: EventFields['checkpointsJudged']): void {
  for (const [outcome, count] of Object.entries(counts))
    metrics.checkpointsJudged.inc({ peer, outcome }, count);
}

/** Numbers of states in the gauge. */
const STATE_NUMBERS: Readonly<Record<LinkState, number>> = {
  unknown: 0,
  up: 1,
  degraded: 2,
  down: 3,
  suspended: 4,
};

export function measureState(metrics: Metrics, { peer, direction, state }: EventFields['linkChanged']): void {
  metrics.linkState.set({ peer, direction }, STATE_NUMBERS[state]);
  metrics.linkChanges.inc({ peer, direction, state });
}

export function measureLink(metrics: Metrics, link: EventFields['linkMeasured']): void {
  const labels = { peer: link.peer, direction: 'inbound' };
  if (link.checkpointAgeSeconds !== undefined) metrics.linkAge.set(labels, link.checkpointAgeSeconds);
  if (link.entriesBehind !== undefined) metrics.linkBehind.set(labels, link.entriesBehind);
  if (link.roundTripMs !== undefined) metrics.linkRoundTrip.set(labels, link.roundTripMs / 1000);
}

export function countPeerRefusal(metrics: Metrics, { code }: EventFields['peerRefused']): void {
  // The name of the peer is what the caller claims, so it may not become a label.
  metrics.peerRefusals.inc({ code });
}

export function countRequest(metrics: Metrics, request: EventFields['requestFinished']): void {
  const { listener, method, route, status } = request;
  metrics.requests.observe({ listener, method, route, status: String(status) }, request.milliseconds / 1000);
}
