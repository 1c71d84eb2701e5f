import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodePaths } from '../../src/config/paths.ts';
import type { TestNode } from './nodes.ts';
import { until } from './until.ts';

/** How taking a log back stands, as the API says it. */
export interface RecoveryView {
  readonly state: 'ready' | 'recovering' | 'refused';
  readonly code?: string;
  readonly held: number;
  readonly known: number;
  readonly taken: number;
  readonly peers: readonly {
    readonly node: string;
    readonly state: string;
    readonly size?: number;
    readonly code?: string;
  }[];
  readonly sealed: readonly number[];
  readonly earlierLogs: readonly string[];
  readonly laterLogs: readonly string[];
}

export function recoveryOf(node: TestNode): Promise<RecoveryView> {
  return node.as('viewer').get<RecoveryView>('/recovery');
}

/** Waits until a node may issue again. */
export async function untilReady(node: TestNode): Promise<RecoveryView> {
  return until(`${node.id} is ready`, async () => {
    const view = await recoveryOf(node);
    return view.state === 'ready' && view;
  });
}

/** Keeps the data folder of a stopped node, and its fence, under a name. */
export function keepData(node: TestNode, name: string): void {
  const { data, fence } = nodePaths(node.directory);
  cpSync(data, join(node.directory, `kept-${name}`, 'data'), { recursive: true });
  if (existsSync(fence)) cpSync(fence, join(node.directory, `kept-${name}`, 'fence.json'));
}

export function putBackData(node: TestNode, name: string): void {
  const { data } = nodePaths(node.directory);
  rmSync(data, { recursive: true });
  cpSync(join(node.directory, `kept-${name}`, 'data'), data, { recursive: true });
}

export function loseFence(node: TestNode): void {
  rmSync(nodePaths(node.directory).fence);
}

/** What `/health/ready` says of the log. */
export async function logStateOf(node: TestNode): Promise<string> {
  return ((await (await fetch(`${node.agencyUrl}/health/ready`)).json()) as { log: string }).log;
}

export async function requireLogState(node: TestNode, state: string): Promise<void> {
  assert.equal(await logStateOf(node), state);
}
