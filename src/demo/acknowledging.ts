import { levelRank } from '../domain/level.ts';
import type { IssuedBulletin } from './desk.ts';
import type { StagedNode } from './stage.ts';

/** Has the people of every peer in a bulletin's audience say that they read it, and of a grave one that they act. */
export type Acknowledge = (bulletin: IssuedBulletin) => Promise<void>;

/** How long a bulletin may take to its peers before the demonstration goes on without an answer. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 5;

export function createAcknowledge(
  nodes: readonly StagedNode[],
  onMissing: (bulletin: IssuedBulletin, peer: StagedNode) => void,
): Acknowledge {
  return async (bulletin) => {
    const peers = nodes.filter((node) => isAddressed(bulletin, node));
    await Promise.all(
      peers.map(async (peer) => {
        if (await arrives(bulletin, peer)) await answer(bulletin, peer);
        else onMissing(bulletin, peer);
      }),
    );
  };
}

export function isAddressed({ audience, by }: IssuedBulletin, node: StagedNode): boolean {
  return node !== by && (audience === '*' || audience.includes(node.country.id));
}

async function arrives({ id }: IssuedBulletin, peer: StagedNode): Promise<boolean> {
  const path = `/bulletins/${encodeURIComponent(id)}`;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    if ((await peer.as.analyst.find(path)) !== undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

async function answer({ id, level, type }: IssuedBulletin, peer: StagedNode): Promise<void> {
  const path = `/bulletins/${encodeURIComponent(id)}/acknowledgements`;
  await peer.as.analyst.send('POST', path, { type: 'read' });
  if (levelRank(level) >= 2 && type !== 'cancel') {
    await peer.as['approver-1'].send('POST', path, {
      type: 'acting',
      note: 'Importers were asked for their stocks.',
    });
  }
}
