import { randomBytes } from 'node:crypto';
import { makeKeys, stateKeys } from '../../src/cli/init-keys.ts';

import { logOrigin, type NodeId } from '../../src/domain/node-id.ts';
import type { FederationParts } from '../../src/federation/context.ts';
import { createIdentities } from '../../src/federation/peers/identity.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import type { Fence } from '../../src/log/fence.ts';
import { appendLeaf, type CompactRange, emptyRange, rangeRoot, type TreeNode } from '../../src/log/merkle.ts';
import { openOwnLog } from '../../src/log/own-log.ts';
import { emptyLog } from '../../src/log/prepare-append.ts';
import { createSigner } from '../../src/log/signer.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { documentOf, type HostileLog } from './hostile-log.ts';

/** The parts of a node without a network: a real store in memory, a log of its own, and keys. */
export interface InlineNode {
  readonly parts: FederationParts;
  readonly stores: Stores;
  /** Enrols the node of a log, of which the first `size` entries are shown. */
  enrol(log: HostileLog, size: number): Promise<void>;
  /** Holds the first `size` entries of a log, and its checkpoint of that size. */
  hold(log: HostileLog, size: number): Promise<void>;
  close(): Promise<void>;
}

const OPERATOR = { name: 'op', role: 'operator' } as const;
const CLOCK = { now: () => Date.UTC(2021, 9, 11) };

export async function inlineNode(id: NodeId): Promise<InlineNode> {
  const stores = await openStoresInline(':memory:');
  const keys = makeKeys();
  const origin = logOrigin(id, 1);
  const signer = createSigner(id, origin, keys);
  await stores.log.createOwnLog(emptyLog(origin, signer));
  let fence: Fence = { origin, size: 0, root: rangeRoot(emptyRange) };
  const log = await openOwnLog({
    store: stores.log,
    signer,
    wall: CLOCK,
    fence: {
      read: () => fence,
      write: (next) => {
        fence = next;
      },
    },
  });
  const document = await signer.signNodeDocument({
    v: 1,
    node: id,
    country: 'XX',
    url: `https://${id}`,
    log: origin,
    protocols: ['1'],
    capabilities: [],
    statements: await stateKeys(id, keys, CLOCK.now()),
  });
  const parts = {
    node: id,
    peers: stores.peers,
    logs: stores.log,
    checkpoints: stores.checkpoints,
    log,
    signer,
    identities: createIdentities(),
    document: () => document,
    witnesses: { required: 0, nodes: undefined, logs: [], gossipSeconds: 30 },
    wall: CLOCK,
    randomId: () => randomBytes(16).toString('base64url'),
    events: new Proxy({}, { get: () => () => undefined }),
  } as unknown as FederationParts;

  return {
    parts,
    stores,
    async enrol(other, size) {
      const { id: node, fingerprint, origin } = other;
      const peer = {
        node,
        fingerprint,
        origin,
        country: 'XX',
        url: `https://${node}`,
        routes: [],
        state: 'active',
      } as const;
      const enrolled = { ...peer, document: await documentOf(other), enrolledAt: CLOCK.now() };
      const audit = { at: CLOCK.now(), actor: OPERATOR, action: 'x', subject: node };
      await stores.peers.enrol(enrolled, other.checkpoint(size), audit);
    },
    async hold(other, size) {
      const from = (await stores.log.log(other.origin))?.range ?? emptyRange;
      await stores.peers.storePage({
        peer: other.id,
        origin: other.origin,
        from: from.size,
        ...entriesOf(other, from, size),
        checkpoint: other.checkpoint(size),
        at: CLOCK.now(),
      });
    },
    close: () => stores.close(),
  };
}

/** Entries as they are stored, without being judged: what they say does not matter here. */
function entriesOf(log: HostileLog, from: CompactRange, size: number) {
  let range = from;
  const nodes: TreeNode[] = [];
  const entries = [];
  while (range.size < size) {
    const seq = range.size;
    const digest = entryDigest(log.entry(seq));
    const grown = appendLeaf(range, entryLeaf(digest));
    range = grown.range;
    nodes.push(...grown.nodes);
    entries.push({
      seq,
      digest,
      jws: log.entry(seq),
      outcome: 'verified',
      type: 'bulletin',
      reason: undefined,
      effect: { kind: 'none' },
    } as const);
  }
  return { range, nodes, entries };
}
