import { logOrigin } from '../../src/domain/node-id.ts';
import { HEADERS } from '../../src/federation/protocol.ts';
import { createEdge } from './edge.ts';
import type { Ledger } from './ledger.ts';
import type { Incoming, Listener } from './network.ts';
import type { SimNode } from './node.ts';
import type { Running } from './process.ts';

/** What listens for a process: its edge, of which the ledger sees all that comes and goes. */
export function listen(node: SimNode, { federation }: Running, ledger: Ledger): Listener['handle'] {
  const { name } = node;
  const handle = createEdge({
    node: name,
    federation,
    wall: node.wall,
    onLine(reader, line) {
      if (node.tamper !== undefined) return;
      ledger.sent(name, reader, line);
      if (line.startsWith('{"checkpoint"'))
        ledger.shown(name, (JSON.parse(line) as { checkpoint: string }).checkpoint, node.fence?.size ?? 0);
    },
    onCheckpoint: (note) => ledger.shown(name, note, node.fence?.size ?? 0),
    onToken: (claims) => ledger.accepted(name, claims),
  });
  return async (request) => {
    const cursor = request.headers[HEADERS.cursor];
    const from = senderOf(request);
    if (cursor !== undefined && from !== undefined && ledger.isTrusted(logOrigin(from, 1)))
      ledger.claimed(from, cursor);
    const answer = await handle(request);
    const { body } = answer;
    if (node.tamper === undefined || typeof body === 'string' || body instanceof Uint8Array) return answer;
    return { ...answer, body: node.tamper(body, from ?? '') };
  };
}

/** Who says that he sends this; checked by the node that it is sent to, not here. */
function senderOf({ headers }: Incoming): string | undefined {
  const payload = headers.authorization?.split('.')[1];
  if (payload === undefined) return undefined;
  return (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss: string }).iss;
}
