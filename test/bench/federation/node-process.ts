import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { compose } from '../../../src/compose.ts';
import { buildFederationServer } from '../../../src/http/federation/server.ts';
import { buildAgencyServer } from '../../../src/http/server.ts';
import type { EwsNode } from '../../../src/node.ts';
import type { FromNode, ToNode } from './messages.ts';

const OPERATOR = { name: 'bench', role: 'operator', subject: 'bench' } as const;

const send = (message: FromNode) => process.send?.(message);
const now = () => Number(process.hrtime.bigint()) / 1e6;

/**
 * A node of the bench in a process of its own: the parts that `ews start` starts, and it tells by the machine's
 * monotonic clock when a request to issue arrived and when a page was durable.
 */
async function main(directory: string): Promise<void> {
  subscribe('http.server.request.start', (message) => {
    const { method, url } = (message as { request: IncomingMessage }).request;
    if (method === 'POST' && url?.endsWith('/issue')) send({ kind: 'asked', at: now() });
  });
  const { node, loops, close } = await compose(directory);
  tellStored(node);
  const { agency, federation } = node.config;
  await node.links.start(loops);
  const servers = [buildAgencyServer(node), buildFederationServer(node)] as const;
  await servers[0].listen({ ...agency });
  await servers[1].listen({ ...federation });
  await node.federation.start();
  process.on('message', async (message: ToNode) => {
    const error = await carryOut(node, message).then(
      () => undefined,
      (cause: Error) => cause.message,
    );
    const { user, system } = process.cpuUsage();
    send({ kind: 'done', cpuMs: (user + system) / 1000, ...(error === undefined ? {} : { error }) });
  });
  process.once('SIGTERM', async () => {
    for (const server of servers) server.server.closeAllConnections();
    await Promise.all(servers.map((server) => server.close()));
    await close();
    process.exit(0);
  });
  send({ kind: 'ready' });
}

/** A page is durable once the store has answered. */
function tellStored({ stores: { peers } }: EwsNode): void {
  const { storePage, signaturesChecked } = peers;
  const told: typeof storePage = async (page) => {
    const refused = await storePage(page);
    const { peer, range, via } = page;
    send({ kind: 'stored', at: now(), peer, size: range.size, ...(via === undefined ? {} : { via }) });
    return refused;
  };
  const toldChecked: typeof signaturesChecked = async (checked, refused) => {
    await signaturesChecked(checked, refused);
    send({ kind: 'checked', at: now(), to: checked.to });
  };
  Object.assign(peers, { storePage: told, signaturesChecked: toldChecked });
}

async function carryOut({ federation }: EwsNode, message: ToNode): Promise<void> {
  if (message.kind === 'enrol') await federation.enrol(message, OPERATOR);
  if (message.kind === 'pull') await federation.pullNow(message.node);
}

await main(process.argv[2]!);
