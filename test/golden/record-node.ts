import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import { arrival, issue, pathOf } from '../helpers/bulletins.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { until } from '../helpers/until.ts';
import type { Exchange, Recording } from './exchange.ts';

// Records a node as it speaks to a peer of its own version. Run with the file to write in EWS_RECORDING, in a
// checkout of the version that is to be recorded, with this file and exchange.ts copied to its test/golden/.
// Today's nodes have to get along with what it writes for as long as that version may run anywhere.

const OUT = process.env.EWS_RECORDING;
/** Keys of the recorded node hold until then. */
const NOT_AFTER = '2120-01-01T00:00:00.000Z';
const KEPT_HEADERS = [
  'authorization',
  'ews-cursor',
  'content-type',
  'ews-received',
  'ews-sent',
  'cache-control',
];

test('records a node', { skip: OUT === undefined && 'EWS_RECORDING names no file' }, async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], {
    of: {
      kr: { config: { limits: { entriesPerPage: 2 } } },
      jp: { config: { federation: { pollSeconds: 6 } } },
    },
  });
  await kr.stop();
  await prolong(kr);
  await kr.start();

  const [toKr, toJp] = [await record(kr.federationUrl), await record(jp.federationUrl)];
  t.after(() => {
    toKr.close();
    toJp.close();
  });
  await issue(kr);
  await issue(kr, { audience: ['us.ews.example'], tlp: 'AMBER' });
  const serious = await issue(kr, { level: 'serious', tlp: 'AMBER', audience: [jp.id] });
  await enrol(jp, kr, toKr.url);
  await enrol(kr, jp, toJp.url);
  await untilHeld(jp, kr, 3);
  await arrival(jp, serious);
  await jp.as('analyst').send('POST', `${pathOf(serious.content.id)}/acknowledgements`, { type: 'read' });
  await untilHeld(kr, jp, 1);
  await issue(kr);
  await untilHeld(jp, kr, 4);
  await until('a wait ended with nothing', () => waited(toKr.exchanges));
  await until('every kind of request was made', () =>
    [toKr, toJp].every(({ exchanges }) =>
      ['hints', 'link-report', 'entries'].every((kind) => exchanges.some((each) => each.path.includes(kind))),
    ),
  );
  const recording: Recording = {
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim(),
    fingerprint: kr.fingerprint,
    requestKey: JSON.parse(readFileSync(nodePaths(kr.directory).requestKey, 'utf8')),
    answered: oneOfEach(toKr.exchanges),
    asked: oneOfEach(toJp.exchanges),
  };
  writeFileSync(OUT ?? '', `${JSON.stringify(recording, null, 2)}\n`);
});

/** Has the root state anew what it says of the node's keys, to hold for a hundred years. */
async function prolong(node: TestNode): Promise<void> {
  const paths = nodePaths(node.directory);
  const root = JSON.parse(readFileSync(paths.rootKey, 'utf8'));
  const before = JSON.parse(readFileSync(paths.statements, 'utf8')) as string[];
  const after = before.map((jws) => {
    const statement = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return signKeyStatement(
      root,
      'notAfter' in statement ? { ...statement, notAfter: NOT_AFTER } : statement,
    );
  });
  writeFileSync(paths.statements, JSON.stringify(await Promise.all(after)));
}

/** Stands before a node, and keeps what goes through. */
async function record(target: string) {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    forward(target, incoming, outgoing).then(
      (exchange) => exchanges.push(exchange),
      () => outgoing.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    exchanges,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Exchange> {
  const body = await textOf(incoming);
  const { method = '', url: path = '' } = incoming;
  const asking = request(target + path, {
    method,
    headers: { ...incoming.headers, host: new URL(target).host },
  });
  outgoing.once('close', () => asking.destroy());
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
  answer.pipe(outgoing);
  const answered = await textOf(answer);
  return {
    method,
    path,
    headers: kept(incoming),
    body,
    answer: { status: answer.statusCode ?? 0, headers: kept(answer), body: answered },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function kept({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}

/** A pull that waited to its end, and brought nothing. */
function waited(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(
    ({ path, answer }) =>
      path.includes('wait=6') &&
      answer.body.startsWith('{"heartbeat":true}') &&
      !answer.body.includes('"seq"') &&
      answer.body.includes('"checkpoint"'),
  );
}

/** The first exchange of each kind that was answered well; of pulls, the first from each place, and one that only waited. */
function oneOfEach(exchanges: readonly Exchange[]): Exchange[] {
  const kinds = new Map<string, Exchange>();
  for (const exchange of exchanges) {
    if (exchange.answer.status >= 300) continue;
    const waits = waited([exchange]) ? ' waited' : '';
    const kind = exchange.path.replace(/&limit.*/, '') + waits;
    if (!kinds.has(kind)) kinds.set(kind, exchange);
  }
  return [...kinds.values()];
}
