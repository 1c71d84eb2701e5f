import Table from 'cli-table3';
import type { Arrival, BulletinOutcome } from './outcome.ts';
import type { StagedNode } from './stage.ts';

/** The one JSON object that a demonstration prints as its last line with --json. */
export interface Summary {
  readonly nodes: number;
  readonly series: number;
  readonly observations: number;
  readonly signals: number;
  readonly bulletins: number;
  readonly deliveries: { readonly offered: number } & Readonly<Record<Arrival, number>>;
  readonly acknowledged: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

export function summarise(
  counts: Pick<Summary, 'nodes' | 'series' | 'observations' | 'signals' | 'acknowledged'>,
  outcomes: readonly BulletinOutcome[],
): Summary {
  const deliveries = outcomes.flatMap((outcome) => outcome.deliveries);
  const count = (arrival: Arrival) => deliveries.filter((delivery) => delivery.arrival === arrival).length;
  const latencies = deliveries
    .flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]))
    .sort((a, b) => a - b);
  return {
    nodes: counts.nodes,
    series: counts.series,
    observations: counts.observations,
    signals: counts.signals,
    bulletins: outcomes.length,
    deliveries: {
      offered: deliveries.length,
      verified: count('verified'),
      sealed: count('sealed'),
      refused: count('refused'),
      failed: count('failed'),
    },
    acknowledged: counts.acknowledged,
    latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  };
}

/** Nearest-rank quantile of sorted values; 0 of none. */
function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** A cancellation's headline says what it is. */
const MARKS = { issue: '', update: ' (update)', cancel: '' } as const;

/** The bulletins as a table: what, from whom, how grave, when, to whom, how fast. */
export function bulletinTable(outcomes: readonly BulletinOutcome[]): string {
  const table = new Table({
    head: ['bulletin', 'issuer', 'level', 'business date', 'delivered to', 'ms'],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { bulletin, deliveries } of outcomes) {
    const verified = deliveries.filter(({ arrival }) => arrival === 'verified');
    const others = deliveries.filter(({ arrival }) => arrival !== 'verified');
    const to = [
      ...verified.map(({ peer }) => peer),
      ...others.map(({ peer, arrival }) => `${peer} ${arrival}`),
    ].join(', ');
    const ms = verified.map(({ latencyMs }) => latencyMs).join(' / ');
    table.push([
      clip(bulletin.headline) + MARKS[bulletin.type],
      bulletin.by.country.code,
      bulletin.level,
      bulletin.business.slice(0, 10),
      to,
      ms,
    ]);
  }
  return table.toString();
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Where the nodes answer, and who may sign in. */
export function addresses(nodes: readonly StagedNode[]): string {
  const table = new Table({
    head: ['node', 'console', 'federation', 'sign in as', 'password'],
    style: { head: [], border: [], compact: true },
  });
  for (const { country, agencyUrl, federationUrl, passwords } of nodes) {
    for (const [index, [name, password]] of Object.entries(passwords).entries()) {
      table.push(
        index === 0 ? [country.id, agencyUrl, federationUrl, name, password] : ['', '', '', name, password],
      );
    }
  }
  return table.toString();
}
