import { userInfo } from 'node:os';
import { type Config, loadConfig } from '../config.ts';
import type { Actor } from '../domain/people.ts';
import { type EpochMs, parseInstant } from '../domain/time.ts';
import { BUSINESS_TIME } from '../node.ts';
import type { Stores } from '../store/stores.ts';

/** A node's folder that a command works on, whether the node runs or not: its process notices what is written. */
export interface LocalNode {
  readonly config: Config;
  readonly stores: Stores;
  /** Wall time as the node has it. */
  readonly now: EpochMs;
}

/** Loaded when it is needed: most commands ask a running node and know no database. */
export async function openNodeStores(data: string): Promise<Stores> {
  const { openStoresInline } = await import('../store/open-stores.ts');
  return openStoresInline(data);
}

/** Opens the store of a node for as long as `work` takes. */
export async function withLocalNode<T>(directory: string, work: (node: LocalNode) => Promise<T>): Promise<T> {
  const config = loadConfig(directory);
  const stores = await openNodeStores(config.paths.data);
  try {
    return await work({ config, stores, now: Date.now() + config.clock.wallOffsetSeconds * 1000 });
  } finally {
    await stores.close();
  }
}

/** Business time: what a replay has come to, or the wall clock. */
export async function businessTime({ config, stores, now }: LocalNode): Promise<EpochMs> {
  const { business, replayFrom } = config.clock;
  if (business === 'wall' || replayFrom === undefined) return now;
  return parseInstant((await stores.people.setting(BUSINESS_TIME)) ?? replayFrom);
}

/** Who works on the folder, as the operating system knows them. */
export function localActor(): Actor {
  return { name: `ews:${systemUser()}`, role: 'node', subject: 'node' };
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, a user id may have no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
