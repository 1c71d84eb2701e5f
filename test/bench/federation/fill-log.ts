import { nodePaths } from '../../../src/config/paths.ts';
import type { LogOrigin, NodeId } from '../../../src/domain/node-id.ts';
import { entryDigest, entryLeaf } from '../../../src/log/entry-digest.ts';
import { writeFence } from '../../../src/log/fence.ts';
import { loadKey } from '../../../src/log/keys.ts';
import { appendLeaf, rangeRoot, type TreeNode } from '../../../src/log/merkle.ts';
import { createSigner } from '../../../src/log/signer.ts';
import { SqliteLog } from '../../../src/store/sqlite/log.ts';
import { closeDatabases, durably, openDatabases } from '../../../src/store/sqlite/open.ts';
import { envelopeOf } from './content.ts';

const PER_TRANSACTION = 5_000;

/**
 * Signs bulletins into the log of a node that does not run, by the code that issues them, but many in a transaction.
 * Returns how long one entry is on average.
 */
export async function fillLog(
  directory: string,
  node: NodeId,
  origin: LogOrigin,
  count: number,
): Promise<number> {
  const paths = nodePaths(directory);
  const [log, cosigner, request] = [paths.logKey, paths.cosignerKey, paths.requestKey].map(loadKey);
  const signer = createSigner(node, origin, { log: log!, cosigner: cosigner!, request: request! });
  const databases = openDatabases(paths.data);
  const held = new SqliteLog(databases.node);
  let bytes = 0;
  try {
    let range = held.ownLog()!.range;
    while (range.size < count) {
      const from = range.size;
      const entries: { seq: number; digest: Uint8Array; jws: string }[] = [];
      const nodes: TreeNode[] = [];
      for (let seq = from; seq < Math.min(count, from + PER_TRANSACTION); seq += 1) {
        const jws = await signer.signEntry(envelopeOf(origin, node, seq));
        const digest = entryDigest(jws);
        const appended = appendLeaf(range, entryLeaf(digest));
        range = appended.range;
        nodes.push(...appended.nodes);
        entries.push({ seq, digest, jws });
        bytes += jws.length;
      }
      const checkpoint = signer.signCheckpoint({ origin, size: range.size, root: rangeRoot(range) });
      durably(databases.node, () => {
        const id = held.advance(origin, from, range, checkpoint)!;
        for (const entry of entries) {
          held.addEntry(
            id,
            { ...entry, forAll: true, outcome: 'verified', type: 'bulletin', reason: undefined },
            Date.now(),
          );
        }
        held.addNodes(id, nodes);
      });
    }
    writeFence(paths.fence, { origin, size: range.size, root: rangeRoot(range) });
    return bytes / count;
  } finally {
    closeDatabases(databases);
  }
}
