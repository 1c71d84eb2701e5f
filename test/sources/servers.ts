import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A source of data on this machine, which notes what it is asked. */
export interface TestSource {
  readonly port: number;
  readonly url: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What it answers from now on; the number counts its requests from 1. */
  answer(respond: Respond): void;
  close(): Promise<void>;
}

export type Respond = (request: IncomingMessage, response: ServerResponse, number: number) => void;

export async function openSource(respond: Respond): Promise<TestSource> {
  const requests: TestSource['requests'] = [];
  let current = respond;
  const server: Server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    current(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    answer(next) {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
