import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Forwards TCP connections, and counts what goes either way. */
export interface ByteCounter {
  readonly url: string;
  bytes(): number;
  stop(): void;
}

export async function startByteCounter(target: string): Promise<ByteCounter> {
  const { hostname, port } = new URL(target);
  let bytes = 0;
  const listener = createServer((client) => {
    const server = connect({ host: hostname, port: Number(port) });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => {
        bytes += chunk.length;
        to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    bytes: () => bytes,
    stop: () => listener.close(),
  };
}
