import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the stub was asked. */
export interface Asked {
  /** `GET /api/v1/node` */
  readonly line: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: unknown;
}

/** Answers like the API of an agency, with what the test says. */
export interface StubNode {
  readonly url: string;
  /** Requests since the last call. */
  takeAsked(): Asked[];
  close(): Promise<void>;
}

export async function startStubNode(answer: (asked: Asked) => Answer): Promise<StubNode> {
  let log: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const asked = {
      line: `${request.method} ${request.url}`,
      token: request.headers.authorization?.replace('Bearer ', ''),
      body: body === '' ? undefined : JSON.parse(body),
    };
    log.push(asked);
    const { status, type = 'application/json', body: answered } = answer(asked);
    response.writeHead(status, { 'content-type': type });
    response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeAsked() {
      const taken = log;
      log = [];
      return taken;
    },
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
