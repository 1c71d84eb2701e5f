import { formatInstant } from '../domain/time.ts';
import type { Acknowledge } from './acknowledging.ts';
import type { Desk, IssuedBulletin } from './desk.ts';
import type { History, Week } from './history.ts';
import type { StagedNode } from './stage.ts';

export interface Replayed {
  readonly bulletins: readonly IssuedBulletin[];
  /** Rows that the nodes stored, new values and revisions. */
  readonly stored: number;
}

interface Report {
  readonly stored: number;
  readonly revised: number;
  readonly refused: number;
  readonly signals: number;
}

/** Standing bulletins are looked after every so many weeks. */
const FOLLOW_UP_WEEKS = 4;

/**
 * Replays history week by week: each node learns what became known, detects, its people release, and its
 * peers' people acknowledge what reached them.
 */
export async function replay(
  nodes: readonly StagedNode[],
  desks: ReadonlyMap<StagedNode, Desk>,
  history: History,
  acknowledge: Acknowledge,
  onWeek: (week: Week, bulletins: number) => void,
): Promise<Replayed> {
  const bulletins: IssuedBulletin[] = [];
  let stored = 0;
  for (const [index, week] of history.weeks.entries()) {
    const lived = await Promise.all(
      nodes.map((node) => liveThrough(node, desks.get(node) as Desk, week, index % FOLLOW_UP_WEEKS === 0)),
    );
    for (const { issued, report } of lived) {
      bulletins.push(...issued);
      stored += report === undefined ? 0 : report.stored + report.revised;
      for (const bulletin of issued) await acknowledge(bulletin);
    }
    onWeek(week, bulletins.length);
  }
  return { bulletins, stored };
}

async function liveThrough(
  node: StagedNode,
  desk: Desk,
  week: Week,
  followUp: boolean,
): Promise<{ issued: IssuedBulletin[]; report: Report | undefined }> {
  const learnt = week.learnt.get(node.country.code);
  await node.as.operator.send('PUT', '/clock', { business: formatInstant(week.end) });
  const report =
    learnt === undefined
      ? undefined
      : await node.as.operator.send<Report>('POST', '/observations', learnt.body, 'application/x-ndjson');
  if (report !== undefined && report.refused > 0)
    throw new Error(`${node.country.id} refused ${report.refused} rows of its own history`);
  const issued = (report?.signals ?? 0) > 0 ? await desk.judge(week.end) : [];
  if (followUp) issued.push(...(await desk.followUp(week.end)));
  return { issued, report };
}
