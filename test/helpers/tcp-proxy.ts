import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createFlow, type Flow, type Shape } from './tcp-flow.ts';

/** What a cut takes: bytes to the server, bytes to the client, or both. */
export type Cut = 'to-server' | 'to-client' | 'both';

/**
 * A network between two nodes, in user space: forwards TCP connections until a test cuts it. What a silent cut
 * took stays lost, and a connection that lived through one stays dead, as behind a firewall that forgot it.
 */
export interface TcpProxy {
  readonly url: string;
  /** Bytes vanish; connections can still be opened, and nobody is told. */
  cut(what: Cut): void;
  /** Connections are reset, those that are open and those that are opened. */
  reset(): void;
  /** Bytes arrive late, slowly, or with the stalls of a line that loses packets: connections of before, too. */
  shape(shape: Shape): void;
  heal(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  toServer: boolean;
  toClient: boolean;
}

/** `listen`: an address of this machine to stand at, and its port; any port of loopback if left out. */
export async function startTcpProxy(
  t: Pick<TestContext, 'after'>,
  targetUrl: string,
  listen: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 },
): Promise<TcpProxy> {
  const { hostname, port } = new URL(targetUrl);
  const pairs = new Set<Pair>();
  let cut: Cut | undefined;
  let resets = false;
  let shape: Shape = {};

  function flow(pair: Pair): void {
    if (cut === 'to-server' || cut === 'both') pair.toServer = false;
    if (cut === 'to-client' || cut === 'both') pair.toClient = false;
  }

  const listener = createServer((client) => {
    if (resets) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: hostname, port: Number(port) });
    const pair: Pair = { client, server, toServer: true, toClient: true };
    pairs.add(pair);
    flow(pair);
    const [up, down] = [createFlow(client, server, () => shape), createFlow(server, client, () => shape)];
    forward(client, up, () => pair.toServer);
    forward(server, down, () => pair.toClient);
    // The end of a connection is a packet, too, and comes after the bytes before it.
    client.on('close', () => {
      pairs.delete(pair);
      up.end(() => server.destroy());
    });
    server.on('close', () => down.end(() => pair.toClient && client.destroy()));
  });
  listener.listen(listen.port, listen.host);
  await once(listener, 'listening');
  t.after(() => {
    for (const { client, server } of pairs) for (const socket of [client, server]) socket.destroy();
    listener.close();
  });

  return {
    url: `http://${listen.host}:${(listener.address() as AddressInfo).port}`,
    cut(what) {
      cut = what;
      for (const pair of pairs) flow(pair);
    },
    reset() {
      resets = true;
      for (const { client } of pairs) client.resetAndDestroy();
    },
    shape(wanted) {
      shape = wanted;
    },
    heal() {
      cut = undefined;
      resets = false;
      shape = {};
    },
  };
}

function forward(from: Socket, flow: Flow, flows: () => boolean): void {
  from.on('data', (bytes) => flows() && flow.push(bytes));
  from.on('error', () => undefined);
}
