import assert from 'node:assert/strict';
import type { BundleReport } from '../../src/federation/bundle/report.ts';
import type { ComposedNode } from './composed.ts';
import { actor } from './composed.ts';
import { documentOf, type HostileLog, type Line } from './hostile-log.ts';

export async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Lines of a bundle that one node makes for another. */
export async function bundleFor(
  from: ComposedNode,
  to: string,
  options: { from?: number; all?: boolean } = {},
): Promise<string[]> {
  const signal = new AbortController().signal;
  return gather(from.node.federation.bundles.export({ to, ...options, signal }));
}

/** Imports lines, and sees to it that the counts add up. */
export async function importLines(at: ComposedNode, lines: readonly string[]): Promise<BundleReport> {
  const report = await at.node.federation.bundles.import(bytesOf(lines));
  const offered = lines.filter((line) => line.startsWith('{"seq":')).length;
  for (const counts of [report.counts, ...report.logs]) {
    const { stored, sealed, refused, duplicate, failed } = counts;
    assert.equal(stored + sealed + refused + duplicate + failed, counts.offered);
  }
  if (report.whole) assert.equal(report.counts.offered, offered);
  return report;
}

/** Enrols two nodes with one another by files alone. */
export async function enrolByFiles(a: ComposedNode, b: ComposedNode): Promise<void> {
  for (const [at, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const lines = await gather(other.node.federation.bundles.identity());
    await at.node.federation.bundles.enrol(
      bytesOf(lines),
      { node: other.id, fingerprint: other.node.fingerprint },
      actor('operator', 'operator'),
    );
  }
}

/** Enrols a log whose keys are in hand. */
export async function enrolHostile(at: ComposedNode, log: HostileLog): Promise<void> {
  const lines = await hostileBundle(log, '*', []);
  await at.node.federation.bundles.enrol(
    bytesOf(lines),
    { node: log.id, fingerprint: log.fingerprint },
    actor('operator', 'operator'),
  );
}

/** A bundle as its maker may write it: pages from where each begins, and whatever lines they hold. */
export async function hostileBundle(
  log: HostileLog,
  to: string,
  pages: readonly { readonly from: number; readonly lines: readonly Line[]; readonly log?: string }[],
): Promise<string[]> {
  const made = '2021-10-11T00:00:00.000Z';
  const text = (line: Line) => (typeof line === 'string' ? line : JSON.stringify(line));
  const lines = [
    text({ bundle: { v: 1, from: log.id, to, made, logs: [] } }),
    text({ document: { node: log.id, jws: await documentOf(log), checkpoint: log.checkpoint() } }),
    ...pages.flatMap((page) => [
      text({ page: { log: page.log ?? log.origin, from: page.from } }),
      ...page.lines.map(text),
    ]),
  ];
  return [...lines, text({ end: { lines: lines.length } })];
}
