import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parse, stringify } from 'yaml';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { initNode } from '../../src/cli/init-node.ts';
import { compose } from '../../src/compose.ts';
import { nodePaths } from '../../src/config/paths.ts';
import type { BulletinDraftInput } from '../../src/domain/bulletin.ts';
import type { Actor } from '../../src/domain/people.ts';
import type { EwsNode } from '../../src/node.ts';
import { bulletinParts } from './bulletins.ts';

/** A node that is wired in the process of the test, without listeners: nothing reaches it, and it reaches nobody. */
export interface ComposedNode {
  readonly node: EwsNode;
  readonly id: string;
  readonly origin: string;
}

export async function composeNode(t: TestContext, name: string): Promise<ComposedNode> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-test-'));
  const made = await initNode(join(directory, name), {
    id: `${name}.ews.example`,
    country: name.toUpperCase(),
    business: 'replay',
    replayFrom: '2021-10-11T00:00:00Z',
    admin: { name: 'admin', password: 'correct horse battery' },
    now: Date.now(),
  });
  const { nodeFile } = nodePaths(made.directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as Record<string, unknown>;
  writeFileSync(nodeFile, stringify({ ...config, log: { level: 'silent' } }));
  const composed = await compose(made.directory);
  t.after(async () => {
    await composed.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { node: composed.node, id: made.node, origin: made.origin };
}

export function actor(name: string, role: Actor['role'] = 'analyst'): Actor {
  return { name, role, subject: name.padEnd(16, 'x') };
}

/** Drafts, submits, approves and issues. */
export async function issueAt(
  { node }: ComposedNode,
  parts: Partial<BulletinDraftInput> = {},
): Promise<OwnBulletin> {
  const { content, digest } = await node.bulletins.draft(bulletinParts(parts), actor('analyst'));
  await node.bulletins.submit(content.id, digest, actor('analyst'));
  await node.bulletins.approve(content.id, digest, actor('approver', 'approver'));
  return node.bulletins.issue(content.id, actor('approver', 'approver'));
}
