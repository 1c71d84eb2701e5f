import { readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import project from '../../../package.json' with { type: 'json' };
import type { NodeState } from '../../events/gauges.ts';
import { usesEnd } from '../../keys/describe.ts';
import type { EwsNode } from '../../node.ts';
import { workdayOf } from '../../queue/workday.ts';

/** Reads what the gauges show. */
export async function readNodeState({
  config,
  stores,
  log,
  sources,
  keys,
  wall,
  business,
}: EwsNode): Promise<NodeState> {
  const folder = config.paths.data;
  const known = await stores.peers.peers();
  const [queue, waiting, forks, unchecked, contacts, sourceStates, { bavail, blocks, bsize }] =
    await Promise.all([
      workdayOf(
        { store: stores.signals, budget: config.budget, country: config.node.country },
        business.now(),
      ),
      stores.bulletins.countWaiting(),
      stores.checkpoints.forks(),
      Promise.all(known.map(({ origin }) => stores.peers.uncheckedCount(origin))),
      stores.peers.contacts(),
      sources.status(),
      statfs(folder),
    ]);
  return {
    version: project.version,
    log: { size: log.head().size, writable: log.state.state === 'ready' },
    forks: forks.length,
    waiting,
    queue: { waiting: queue.waiting, cutOff: queue.cutOff },
    peers: known.map(({ node, state }, at) => {
      const contact = contacts.find((each) => each.node === node);
      return {
        peer: node,
        state,
        lastSuccessAt: contact?.lastSuccessAt,
        freshAt: contact?.freshAt,
        clockOffsetMs: contact?.clockOffsetMs,
        unchecked: unchecked[at] ?? 0,
      };
    }),
    sources: sourceStates.map(({ settings, lastSuccessAt, failingSince }) => {
      return { source: settings.name, lastSuccessAt, failingSince };
    }),
    keyEnds: usesEnd(keys.keys, wall.now()),
    disk: { freeBytes: bavail * bsize, sizeBytes: blocks * bsize },
    databases: databases(folder),
  };
}

/** Each database with what stands beside it: its write-ahead log. */
function databases(folder: string): NodeState['databases'] {
  const names = readdirSync(folder);
  return names
    .filter((name) => name.endsWith('.db'))
    .map((file) => {
      const parts = names.filter((name) => name === file || name.startsWith(`${file}-`));
      const bytes = parts.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
      return { file, bytes: bytes.reduce((sum, each) => sum + each, 0) };
    });
}
