import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { equalBytes, toBase64, toBase64url } from '../../src/domain/bytes.ts';
import type { FederationParts } from '../../src/federation/context.ts';
import type { Identity } from '../../src/federation/peers/identity.ts';
import { createPeerClient } from '../../src/federation/peers/peer-client.ts';
import type { Peer } from '../../src/federation/port.ts';
import { bodyDigest, type Cursor, type Hint, LIMITS, PageLine } from '../../src/federation/protocol.ts';
import { createReceive } from '../../src/federation/serve/receive.ts';
import { createServe, type PagePiece, type PageRequest } from '../../src/federation/serve/serve.ts';
import { createShown } from '../../src/federation/serve/shown.ts';
import { publicPart } from '../../src/log/keys.ts';
import { rangeRoot, type TreeNodeId } from '../../src/log/merkle.ts';
import type { OwnLog } from '../../src/log/own-log.ts';
import type { LogStore } from '../../src/log/port.ts';
import { delay } from '../../src/loops.ts';
import type { OutgoingRequest } from '../../src/net/outgoing.ts';
import { refusal } from '../log/keys.ts';
import { pageForJapan, readNodes } from './protocol-examples.ts';
import {
  checkpointOf,
  hint,
  JP,
  JP_LOG,
  jpCursor,
  jpSigner,
  KR,
  KR_LOG,
  makeLog,
  NOW,
  privateKey,
  pullClaims,
  US,
} from './protocol-federation.ts';

// What docs/protocol.md demands of whoever serves, on the log of that document's examples.
const log = await makeLog();
const range = (size: number) => log.ranges[size] ?? { size: 0, hashes: [] };

function headAt(size: number) {
  return { size, root: rangeRoot(range(size)), checkpoint: checkpointOf(range(size)) };
}

describe('protocol: serving a page', () => {
  let size = 3;
  const listeners = new Set<(size: number) => void>();
  beforeEach(() => {
    size = 3;
    state = 'active';
    listeners.clear();
  });

  const own: Pick<OwnLog, 'origin' | 'head' | 'onPublished'> = {
    origin: KR_LOG,
    head: () => headAt(size),
    onPublished: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const logs = {
    nodes: (_origin: string, ids: readonly TreeNodeId[]) => readNodes(log, ids),
    entries: async (_origin: string, from: number, limit: number) =>
      log.entries
        .map((jws, seq) => ({ seq, jws, digest: log.digests[seq] ?? new Uint8Array() }))
        .slice(from, from + limit),
    wholeLines: async () => ({ entries: 0, bytes: new Uint8Array() }),
  };
  let state: Peer['state'] = 'active';
  const serve = createServe({
    shown: createShown({ log: own, logs: logs as unknown as LogStore }),
    delay,
    peers: { peer: async () => ({ state }) },
    log: own,
    logs,
    limits: { entriesPerPage: 1000, pageBytes: LIMITS.pageBytes },
    document: 'a node document',
  } as unknown as FederationParts);

  const request = (changed: Partial<PageRequest>): PageRequest => ({
    origin: KR_LOG,
    reader: JP,
    from: 0,
    limit: 1000,
    waitSeconds: 0,
    signal: new AbortController().signal,
    ...changed,
  });

  async function page(changed: Partial<PageRequest>): Promise<PageLine[]> {
    const lines: PageLine[] = [];
    for await (const piece of serve.page(request(changed))) {
      const texts = String(piece.text).trimEnd().split('\n');
      lines.push(...texts.map((line) => PageLine.parse(JSON.parse(line))));
    }
    return lines;
  }

  const parsed = (piece?: PagePiece) => JSON.parse(String(piece?.text ?? '{}').split('\n')[0] ?? '');
  const seals = (lines: PageLine[]) => lines.map((line) => ('seq' in line ? 'sealed' in line : undefined));

  it('gives each entry whole to its audience and as its digest to all others', async () => {
    assert.deepEqual(seals(await page({ reader: JP })), [false, true, false, undefined]);
    assert.deepEqual(seals(await page({ reader: US })), [false, false, false, undefined]);
    const [, second] = await page({ reader: JP });
    assert.deepEqual(second, { seq: 1, sealed: toBase64url(log.digests[1] ?? new Uint8Array()) });
  });

  it('ends a page that stops short of the checkpoint with a consistency proof', async () => {
    const lines = await page({ limit: 2 });
    const [, , expected] = (await pageForJapan(log)) as [unknown, unknown, { consistency: string[] }];
    assert.deepEqual(lines.at(-1), {
      checkpoint: headAt(3).checkpoint,
      consistency: expected.consistency,
    });
  });

  it('ends a page that reaches the checkpoint without a proof', async () => {
    assert.deepEqual((await page({})).at(-1), { checkpoint: headAt(3).checkpoint, consistency: [] });
    assert.equal((await page({ from: 3 })).length, 1);
  });

  it('refuses to begin beyond its checkpoint', async () => {
    await serve.requireServable(KR_LOG, 3, JP);
    await assert.rejects(serve.requireServable(KR_LOG, 4, JP), refusal('cursor_ahead'));
  });

  it('sends a heartbeat at once and every 5 s while it waits, and the checkpoint when the wait is over', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const lines = serve.page(request({ from: 3, waitSeconds: 10 }));
      assert.deepEqual(parsed((await lines.next()).value), { heartbeat: true });
      for (const expected of ['heartbeat', 'heartbeat', 'checkpoint']) {
        const next = lines.next();
        await settled();
        mock.timers.tick(LIMITS.heartbeatSeconds * 1000);
        const { value } = await next;
        assert.ok(expected in parsed(value), `${value?.text} is not a ${expected}`);
      }
    } finally {
      mock.timers.reset();
    }
  });

  it('gives a reader that was suspended while it waited nothing, not even a checkpoint', async () => {
    size = 2;
    const lines = serve.page(request({ from: 2, waitSeconds: 25 }));
    await lines.next();
    const next = lines.next();
    await settled();
    state = 'suspended';
    size = 3;
    for (const listener of listeners) listener(3);
    assert.equal((await next).done, true);
  });

  it('ends a wait as soon as there is something new', async () => {
    size = 2;
    const lines = serve.page(request({ from: 2, waitSeconds: 25 }));
    await lines.next();
    const next = lines.next();
    await settled();
    size = 3;
    for (const listener of listeners) listener(3);
    assert.deepEqual(parsed((await next).value).seq, 2);
  });

  it('gives tiles and bundles up to its checkpoint, and none beyond', async () => {
    const bundle = await serve.tile(KR_LOG, { level: 'entries', index: 0, width: 3 });
    assert.equal(bundle.length, 3 * 34);
    const tile = await serve.tile(KR_LOG, { level: 0, index: 0, width: 2 });
    assert.ok(equalBytes(tile, Buffer.concat(log.leaves.slice(0, 2))));
    for (const width of [4, 256])
      await assert.rejects(serve.tile(KR_LOG, { level: 0, index: 0, width }), refusal('not_found'));
  });
});

describe('protocol: cursors and hints', () => {
  const TW = 'tw.ews.example';
  const woken: unknown[] = [];
  let kept: unknown[] = [];
  beforeEach(() => {
    kept = [];
  });

  const peers: Record<string, Pick<Peer, 'node' | 'origin' | 'state'>> = {
    [JP]: { node: JP, origin: JP_LOG, state: 'active' },
    [US]: { node: US, origin: `${US}/log/1`, state: 'suspended' },
    [TW]: { node: TW, origin: `${TW}/log/1`, state: 'active' },
  };
  const requestKey = publicPart(privateKey('jp request'));
  const statement = {
    use: 'request',
    key: requestKey,
    notBefore: '2021-10-01T00:00:00Z',
    notAfter: '2023-10-01T00:00:00Z',
  };
  let now = NOW;
  const receive = createReceive(
    {
      node: KR,
      wall: { now: () => now },
      peers: {
        peer: async (node: string) => peers[node],
        storeReceipt: async (receipt: object) => kept.push(receipt),
        recordHint: async (node: string, size: number) => kept.push({ node, size }),
      },
      identities: {
        of: async () => ({ keys: { statements: [statement], revocations: [] } }) as unknown as Identity,
      },
      log: { origin: KR_LOG, head: () => headAt(3) },
      shown: { head: async () => headAt(3) },
      logs: { nodes: (_origin: string, ids: readonly TreeNodeId[]) => readNodes(log, ids) },
      events: { cursorReceived: () => undefined, hintReceived: () => undefined },
    } as unknown as FederationParts,
    (node, by) => woken.push([node, by]),
  );

  const send = async (changed: Partial<Cursor>, claims = pullClaims) =>
    receive.cursor(KR_LOG, await jpSigner.signCursor({ ...jpCursor(range(2)), ...changed }), claims);

  it('keeps a cursor that names a root of the log', async () => {
    await send({ missing: [[1, 2]] });
    const { root } = jpCursor(range(2));
    const [{ peer, size, missing, root: keptRoot }] = kept as [Record<string, unknown>];
    assert.deepEqual([peer, size, keptRoot, missing], [JP, 2, root, [[1, 2]]]);
  });

  it('refuses a cursor beyond the log, and one with another root', async () => {
    await assert.rejects(send({ size: 4 }), refusal('cursor_ahead'));
    await assert.rejects(send({ root: toBase64(rangeRoot(range(1))) }), refusal('cursor_mismatch'));
    assert.deepEqual(kept, []);
  });

  it('refuses a cursor on another log, of another node, or signed as something else', async () => {
    await assert.rejects(send({ log: JP_LOG }), refusal('cursor_invalid'));
    await assert.rejects(send({ node: US }), refusal('cursor_invalid'));
    const missing = Array<[number, number]>(65).fill([0, 1]);
    await assert.rejects(send({ missing }), refusal('cursor_invalid'));
    const disguised = await jpSigner.signHint(jpCursor(range(2)));
    await assert.rejects(receive.cursor(KR_LOG, disguised, pullClaims), refusal('cursor_invalid'));
  });

  it('refuses who is not enrolled, is suspended, or signs with a key that does not hold', async () => {
    await assert.rejects(receive.requestKey('xx.ews.example', 'k'), refusal('peer_unknown'));
    await assert.rejects(receive.requestKey(US, 'k'), refusal('peer_suspended'));
    await assert.rejects(receive.requestKey(JP, 'k'), refusal('key_unknown'));
    now = Date.UTC(2024, 0, 1);
    await assert.rejects(send({}), refusal('key_unknown'));
    now = NOW;
  });

  it('keeps the size that a node says of its own log, and of no other', async () => {
    const announce = async (changed: Partial<Hint>) =>
      receive.hint(await jpSigner.signHint({ ...hint, node: JP, log: JP_LOG, ...changed }), pullClaims);
    await announce({ size: 9 });
    assert.deepEqual(kept, [{ node: JP, size: 9 }]);
    // Of a log that is held from a third node, it says where to look.
    await announce({ log: `${TW}/log/1`, size: 99 });
    assert.deepEqual(kept.slice(1), [{ node: JP, size: 0 }]);
    assert.deepEqual(woken.slice(-2), [
      [JP, undefined],
      [TW, JP],
    ]);
    await assert.rejects(announce({ log: `${US}/log/1` }), refusal('invalid_input'));
    await assert.rejects(announce({ log: KR_LOG }), refusal('invalid_input'));
    await assert.rejects(announce({ node: KR }), refusal('invalid_input'));
  });
});

describe('protocol: asking a peer', () => {
  const TWO_MINUTES = 120_000;

  /** A peer whose clock is ahead, and that takes a token only of its own time. */
  function clientOf(answers: readonly number[]) {
    const sent: { token: Record<string, unknown>; request: OutgoingRequest }[] = [];
    const client = createPeerClient({
      node: JP,
      wall: { now: () => NOW },
      randomId: () => toBase64url(new Uint8Array(16).fill(sent.length)),
      signer: jpSigner,
      peers: { recordContact: async () => undefined },
      events: { clockOff: () => undefined },
      outgoing: {
        open: async (request: OutgoingRequest) => {
          const token = request.headers?.authorization?.split('.')[1] ?? '';
          sent.push({ token: JSON.parse(Buffer.from(token, 'base64url').toString('utf8')), request });
          const time = String(NOW + TWO_MINUTES);
          const problem = JSON.stringify({ code: 'token_clock', detail: 'The clocks are apart.' });
          return {
            status: answers[sent.length - 1] ?? 401,
            headers: { 'ews-received': time, 'ews-sent': time },
            body: (async function* () {
              yield Buffer.from(problem);
            })(),
          };
        },
      },
    } as unknown as FederationParts);
    return { sent, client };
  }

  const peer = { node: KR, url: 'https://kr.ews.example:8443/' };
  const asked = { idleMs: 1000, totalMs: 1000, maxBytes: 1000 } as const;
  const get = { method: 'GET', path: '/x?y=1', ...asked } as const;

  it('signs a token for exactly this request, each with an id of its own', async () => {
    const { sent, client } = clientOf([200, 204]);
    await client.call(peer, get);
    await client.call(peer, { method: 'POST', path: '/hints', body: 'abc', ...asked });
    const [first, second] = sent.map(({ token }) => token);
    assert.deepEqual([first?.iss, first?.aud, first?.htm, first?.path], [JP, KR, 'GET', '/x?y=1']);
    assert.deepEqual([first?.digest, second?.digest], [bodyDigest(''), bodyDigest('abc')]);
    assert.equal(Number(first?.exp) - Number(first?.iat), LIMITS.tokenSeconds);
    assert.notEqual(first?.jti, second?.jti);
  });

  it('refused for its time, signs once more with the measured offset, and no third time', async () => {
    const { sent, client } = clientOf([401, 200]);
    assert.equal((await client.call(peer, get)).status, 200);
    assert.deepEqual(
      sent.map(({ token }) => token.iat),
      [NOW / 1000, (NOW + TWO_MINUTES) / 1000],
    );
    const stubborn = clientOf([401, 401, 200]);
    await assert.rejects(stubborn.client.call(peer, get), refusal('peer_answer'));
    assert.equal(stubborn.sent.length, 2);
  });
});

/** Lets everything run that waits for a promise that is settled already. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
