import { type Keyring, makeKeys } from '../../../src/cli/init-keys.ts';
import { logOrigin, type NodeId } from '../../../src/domain/node-id.ts';
import type { Clock } from '../../../src/domain/time.ts';
import type { Fence } from '../../../src/log/fence.ts';
import { rangeRoot } from '../../../src/log/merkle.ts';
import { type OwnLog, openOwnLog } from '../../../src/log/own-log.ts';
import { emptyLog } from '../../../src/log/prepare-append.ts';
import { createSigner, type Signer } from '../../../src/log/signer.ts';
import { openStoresInline } from '../../../src/store/open-stores.ts';
import type { Stores } from '../../../src/store/stores.ts';

export interface MemoryLog {
  readonly stores: Stores;
  readonly keys: Keyring;
  readonly signer: Signer;
  readonly log: OwnLog;
}

/** What `ews init` makes, in memory: keys, a store and an empty log. */
export async function openMemoryLog(node: NodeId, wall: Clock): Promise<MemoryLog> {
  const origin = logOrigin(node, 1);
  const stores = await openStoresInline(':memory:');
  const keys = makeKeys();
  const signer = createSigner(node, origin, keys);
  const empty = emptyLog(origin, signer);
  await stores.log.createOwnLog(empty);
  let held: Fence = { origin, size: 0, root: rangeRoot(empty.range) };
  const fence = {
    read: () => held,
    write(next: Fence) {
      held = next;
    },
  };
  return { stores, keys, signer, log: await openOwnLog({ store: stores.log, signer, fence, wall }) };
}
