import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

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
  heal(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  toServer: boolean;
  toClient: boolean;
}

export async function startTcpProxy(t: TestContext, targetUrl: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(targetUrl);
  const pairs = new Set<Pair>();
  let cut: Cut | undefined;
  let resets = false;

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
    client.on('data', (bytes) => pair.toServer && server.write(bytes));
    server.on('data', (bytes) => pair.toClient && client.write(bytes));
    // The end of a connection is a packet, too.
    client.on('close', () => {
      pairs.delete(pair);
      server.destroy();
    });
    server.on('close', () => pair.toClient && client.destroy());
    for (const socket of [client, server]) socket.on('error', () => undefined);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => {
    for (const { client, server } of pairs) for (const socket of [client, server]) socket.destroy();
    listener.close();
  });

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut(what) {
      cut = what;
      for (const pair of pairs) flow(pair);
    },
    reset() {
      resets = true;
      for (const { client } of pairs) client.resetAndDestroy();
    },
    heal() {
      cut = undefined;
      resets = false;
    },
  };
}
