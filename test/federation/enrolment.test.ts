import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { formatInstant } from '../../src/domain/time.ts';
import { PATHS } from '../../src/federation/protocol.ts';
import { JWS_TYPE, signJws } from '../../src/log/jws.ts';
import { generateKey, type PrivateKey, type PublicKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { emptyRange, rangeRoot } from '../../src/log/merkle.ts';
import { createSigner, signKeyStatement } from '../../src/log/signer.ts';
import { arrival, issue, seqOf } from '../helpers/bulletins.ts';
import { type HandMade, hintOf, pullOf, send, tokenFor } from '../helpers/by-hand.ts';
import { enrol, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilError } from '../helpers/peers.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';

const FORGED = 'xx.ews.example';
const FORGED_LOG = `${FORGED}/log/1`;

test('enrolment: a document is believed down from the fingerprint, or not at all', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { config: { limits: { requestSeconds: 1 } } });
  const asked = (url: string, fingerprint: string) =>
    kr.as('operator').send<{ node: string }>('POST', '/peers', { url, fingerprint });

  await t.test('another fingerprint is refused, also where the node is the right one', async () => {
    assert.equal(await refused(asked(jp.federationUrl, kr.fingerprint)), '422 fingerprint_mismatch');
    assert.equal(
      await refused(asked(jp.federationUrl, thumbprint(generateKey()))),
      '422 fingerprint_mismatch',
    );
    assert.equal(await refused(asked(jp.federationUrl, 'no fingerprint')), '400 invalid_input');
  });

  await t.test('a node does not enrol itself', async () => {
    assert.equal(await refused(asked(kr.federationUrl, kr.fingerprint)), '400 invalid_input');
  });

  await t.test('only operators enrol', async () => {
    const body = { url: jp.federationUrl, fingerprint: jp.fingerprint };
    for (const person of ['analyst', 'approver-1', 'viewer', 'admin'] as const) {
      assert.equal(await refused(kr.as(person).send('POST', '/peers', body)), '403 forbidden', person);
    }
  });

  await t.test(
    'weak keys are refused, whatever they are for, although the root vouches for them',
    async (t) => {
      for (const [why, x] of Object.entries(WEAK)) {
        for (const use of ['log', 'cosigner', 'request'] as const) {
          const forged = await forge({ [use]: { kty: 'OKP', crv: 'Ed25519', x } });
          const url = await serve(t, answering(forged.document));
          assert.equal(await refused(asked(url, forged.fingerprint)), '422 key_weak', `${why}, ${use}`);
        }
      }
    },
  );

  await t.test('a weak root key is refused, although its fingerprint was stated', async (t) => {
    for (const [why, x] of Object.entries(WEAK)) {
      const root: PublicKey = { kty: 'OKP', crv: 'Ed25519', x };
      const forged = await forge({}, root);
      const url = await serve(t, answering(forged.document));
      assert.equal(await refused(asked(url, thumbprint(root))), '422 key_weak', why);
    }
  });

  await t.test('what is no node document is refused', async (t) => {
    const [forged, other] = [await forge(), await forge()];
    const parts = forged.document.split('.');
    const unsigned = [parts[0], parts[1], ''].join('.');
    const swapped = [parts[0], parts[1], other.document.split('.')[2]].join('.');
    for (const [why, document] of Object.entries({
      empty: '',
      text: 'nothing here',
      page: '<!doctype html><title>It works!</title>',
      json: '{"v":1}',
      'three dots': '...',
      'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x2e, 0xc3, 0x2e, 0x28]),
      'deep nesting': `e30.${Buffer.from('['.repeat(100_000)).toString('base64url')}.e30`,
      unsigned,
      swapped,
    })) {
      const url = await serve(t, answering(document));
      assert.equal(await refused(asked(url, forged.fingerprint)), '422 node_document_invalid', why);
    }
  });

  await t.test('a document whose statements are not those of its node is refused', async (t) => {
    const [forged, other] = [await forge(), await forge({}, undefined, 'yy.ews.example')];
    const statements = other.statements;
    const document = await signJws(JWS_TYPE.nodeDocument, { ...forged.claims, statements }, other.keys.log);
    const url = await serve(t, answering(document));
    assert.equal(await refused(asked(url, other.fingerprint)), '422 key_statement_invalid');
  });

  await t.test('a right document without a right checkpoint is refused', async (t) => {
    const [forged, other] = [await forge(), await forge()];
    for (const [checkpoint, code] of [
      ['garbage', '502 note_malformed'],
      [other.checkpoint, '502 note_signature'],
      [other.checkpoint.replace(FORGED_LOG, 'yy.ews.example/log/1'), '502 checkpoint_malformed'],
    ] as const) {
      const url = await serve(t, answering(forged.document, checkpoint));
      assert.equal(await refused(asked(url, forged.fingerprint)), code);
    }
  });

  await t.test('endless, slow and absent answers end, each with its name', async (t) => {
    const { fingerprint } = await forge();
    const cases: [why: string, listener: RequestListener, code: string][] = [
      ['endless', (_, answer) => pour(answer), '502 page_too_large'],
      ['slow', (_, answer) => drip(answer), '504 peer_timeout'],
      ['silent', () => undefined, '504 peer_timeout'],
      ['stuck', (_, answer) => void answer.write('eyJ'), '504 peer_timeout'],
      ['cut off', (request) => request.socket.destroy(), '502 peer_unreachable'],
      ['absent', (_, answer) => void answer.writeHead(404).end(), '502 peer_answer'],
      ['broken', (_, answer) => void answer.writeHead(500).end('oh'), '502 peer_answer'],
      [
        'elsewhere',
        (_, answer) =>
          void answer.writeHead(302, { location: `${jp.federationUrl}${PATHS.nodeDocument}` }).end(),
        '502 peer_answer',
      ],
    ];
    await Promise.all(
      cases.map(async ([why, listener, code]) => {
        assert.equal(await refused(asked(await serve(t, listener), fingerprint)), code, why);
      }),
    );
    assert.equal(await refused(asked('http://127.0.0.1:1', fingerprint)), '502 peer_unreachable');
    assert.equal(await refused(asked('http://192.0.2.1', fingerprint)), '400 invalid_input');
  });

  await t.test('nothing of all that was kept', async () => {
    assert.deepEqual(await kr.as('viewer').get('/peers'), { items: [] });
  });

  await t.test('the same forgery with strong keys is enrolled: what was refused was the keys', async (t) => {
    const forged = await forge();
    const url = await serve(t, answering(forged.document, forged.checkpoint));
    assert.equal((await asked(url, forged.fingerprint)).node, FORGED);
    await kr.as('operator').send('PATCH', `/peers/${FORGED}`, { state: 'suspended' });
  });

  await t.test('a node is enrolled once', async () => {
    await enrol(kr, jp);
    assert.equal(await refused(asked(jp.federationUrl, jp.fingerprint)), '409 already_exists');
    assert.equal(await refused(asked(`${jp.federationUrl}/`, jp.fingerprint)), '409 already_exists');
  });
});

test('enrolment: who may exchange, and with which token', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us']);

  await t.test('a node that is not enrolled at the other is refused, until it is', async () => {
    const bulletin = await issue(kr);
    await enrol(jp, kr);
    await untilError(jp, kr, 'peer_unknown');
    for (const request of [await pullOf(jp, kr), await hintOf(jp, 0)]) {
      assert.equal(await codeOf(kr, request, await tokenFor(jp, kr, request)), '403 peer_unknown');
    }
    assert.equal((await statusOf(jp, kr)).held, 0);
    await enrol(kr, jp);
    await arrival(jp, bulletin);
  });

  const setState = (node: TestNode, peer: TestNode, state: 'active' | 'suspended') =>
    node.as('operator').send('PATCH', `/peers/${peer.id}`, { state });

  await t.test('a suspended peer gets nothing, and catches up when it is resumed', async () => {
    await jp.stop();
    await setState(kr, jp, 'suspended');
    const bulletin = await issue(kr);
    await jp.start();
    await untilError(jp, kr, 'peer_suspended');
    assert.equal((await statusOf(jp, kr)).held, seqOf(bulletin));
    for (const request of [await pullOf(jp, kr), await hintOf(jp, 0)]) {
      assert.equal(await codeOf(kr, request, await tokenFor(jp, kr, request)), '403 peer_suspended');
    }
    const pulling = kr.as('operator').send('POST', `/peers/${jp.id}/pull`);
    assert.equal(await refused(pulling), '409 peer_suspended');
    assert.equal((await statusOf(kr, jp)).peer.state, 'suspended');

    const fromJp = await issue(jp);
    await setState(kr, jp, 'active');
    await arrival(jp, bulletin);
    await arrival(kr, fromJp);
  });

  await t.test('a peer that is suspended while it waits for something new gets nothing', async (t) => {
    t.after(() => setState(kr, jp, 'active'));
    const { held } = await statusOf(jp, kr);
    await until('jp waits', async () => (await statusOf(kr, jp)).receivedByPeer === held);
    const logged = jp.log().length;
    await setState(kr, jp, 'suspended');
    await issue(kr);
    await untilError(jp, kr, 'peer_suspended', logged);
    assert.equal((await statusOf(jp, kr)).held, held);
  });

  await t.test('a token is used once', async () => {
    for (const request of [await pullOf(jp, kr), await hintOf(jp, 5)]) {
      const token = await tokenFor(jp, kr, request);
      assert.match(await codeOf(kr, request, token), /^20[04]/);
      for (let again = 0; again < 2; again += 1) {
        assert.equal(await codeOf(kr, request, token), '401 token_replayed', request.method);
      }
      const next = await tokenFor(jp, kr, request);
      assert.match(await codeOf(kr, request, next), /^20[04]/);
    }
  });
  await t.test('a token that was used is remembered after a restart', async () => {
    const request = await hintOf(jp, 5);
    const token = await tokenFor(jp, kr, request);
    assert.equal(await codeOf(kr, request, token), '204');
    await kr.kill();
    await kr.start();
    assert.equal(await codeOf(kr, request, token), '401 token_replayed');
  });

  await t.test('a token is for one node, one method, one path and one body', async () => {
    await enrol(us, jp);
    const [pull, hint] = [await pullOf(jp, kr), await hintOf(jp, 5)];
    const seconds = Math.floor(Date.now() / 1000);
    const cases: [why: string, request: HandMade, token: string | undefined][] = [
      ['none', pull, undefined],
      ['no token', pull, 'abc'],
      ['another node', pull, await tokenFor(jp, us, pull)],
      ['another method', hint, await tokenFor(jp, kr, hint, { htm: 'GET' })],
      ['another path', pull, await tokenFor(jp, kr, hint)],
      [
        'another query',
        { ...pull, path: pull.path.replace('limit=10', 'limit=11') },
        await tokenFor(jp, kr, pull),
      ],
      ['another body', await hintOf(jp, 6), await tokenFor(jp, kr, hint)],
      ['another issuer', pull, await tokenFor(jp, kr, pull, { iss: us.id })],
      ['a long life', pull, await tokenFor(jp, kr, pull, { iat: seconds, exp: seconds + 61 })],
      ['no life', pull, await tokenFor(jp, kr, pull, { iat: seconds, exp: seconds })],
      ['a short id', pull, await tokenFor(jp, kr, pull, { jti: 'short' })],
    ];
    for (const [why, request, token] of cases) {
      const due = why === 'another issuer' ? '403 peer_unknown' : '401 token_invalid';
      assert.equal(await codeOf(kr, request, token), due, why);
    }
  });

  await t.test('a token is signed by the request key of its issuer', async () => {
    const pull = await pullOf(jp, kr);
    const token = await tokenFor(jp, kr, pull);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const foreign = await tokenFor(us, kr, pull, { iss: jp.id });
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    for (const [forged, code] of [
      [`${header}.${payload}.${foreign.split('.')[2]}`, '401 token_invalid'],
      [`${header}.${payload}.`, '401 token_invalid'],
      [`${encode({ alg: 'none', kid })}.${payload}.`, '401 token_invalid'],
      [`${encode({ alg: 'HS256', typ: 'JWT', kid })}.${payload}.${signature}`, '401 token_invalid'],
      [foreign, '403 key_unknown'],
      [await tokenFor(us, kr, pull), '403 peer_unknown'],
    ] as const) {
      assert.equal(await codeOf(kr, pull, forged), code, forged.slice(0, 60));
    }
    assert.equal(await codeOf(kr, pull, token), '200');
  });

  await t.test('a token of another time is refused for its time', async () => {
    const pull = await pullOf(jp, kr);
    const seconds = Math.floor(Date.now() / 1000);
    for (const iat of [seconds - 3600, seconds - 600, seconds + 600]) {
      const token = await tokenFor(jp, kr, pull, { iat, exp: iat + 60 });
      assert.equal(await codeOf(kr, pull, token), '401 token_clock');
    }
  });

  await t.test('a cursor is that of the caller, on this log, and of what the log holds', async () => {
    const pull = await pullOf(jp, kr);
    const { cursor: _none, ...without } = pull;
    for (const [request, due] of [
      [without, '400 cursor_invalid'],
      [{ ...pull, cursor: 'garbage' }, '400 cursor_invalid'],
      [{ ...pull, cursor: (await pullOf(us, kr)).cursor ?? '' }, '403 key_unknown'],
      [{ ...pull, cursor: (await pullOf(jp, us)).cursor ?? '' }, '400 cursor_invalid'],
    ] as const) {
      assert.equal(await codeOf(kr, request, await tokenFor(jp, kr, request)), due);
    }
    const far = { ...pull, path: pull.path.replace('from=0', 'from=99') };
    assert.equal(await codeOf(kr, far, await tokenFor(jp, kr, far)), '409 cursor_ahead');
  });
});

async function codeOf(to: TestNode, request: HandMade, token: string | undefined): Promise<string> {
  const { status, code } = await send(to, token === undefined ? request : { ...request, token });
  return code === undefined ? String(status) : `${status} ${code}`;
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** Keys with which anybody could sign, or on which implementations differ. */
const WEAK: Readonly<Record<string, string>> = {
  'the neutral point': base64url(Buffer.from(`01${'00'.repeat(31)}`, 'hex')),
  'a point of order eight': base64url(
    Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex'),
  ),
  'an encoding that is not canonical': base64url(Buffer.from(`ee${'ff'.repeat(30)}7f`, 'hex')),
  'a point outside the prime-order subgroup': base64url(
    ed25519.Point.BASE.multiply(5n)
      .add(ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'))
      .toBytes(),
  ),
};

interface Forgery {
  readonly document: string;
  readonly checkpoint: string;
  readonly fingerprint: string;
  readonly statements: readonly string[];
  readonly claims: object;
  readonly keys: { readonly log: PrivateKey };
}

/** A node that consists of signatures alone; some of its keys may be others than those that it has. */
async function forge(
  stated: Partial<Record<'log' | 'cosigner' | 'request', PublicKey>> = {},
  embedded?: PublicKey,
  node = FORGED,
): Promise<Forgery> {
  const log = `${node}/log/1`;
  const root = generateKey();
  const keys = { log: generateKey(), cosigner: generateKey(), request: generateKey() };
  const now = Date.now();
  const common = { v: 1, node, nextRoot: thumbprint(generateKey()), issued: formatInstant(now) } as const;
  const validity = { notBefore: formatInstant(now - 86_400_000), notAfter: formatInstant(now + 86_400_000) };
  const key = (use: keyof typeof keys) => stated[use] ?? publicPart(keys[use]);
  const signed = await Promise.all([
    signKeyStatement(root, { ...common, use: 'log', key: key('log'), log, fromSeq: 0 }),
    signKeyStatement(root, { ...common, use: 'cosigner', key: key('cosigner'), ...validity }),
    signKeyStatement(root, { ...common, use: 'request', key: key('request'), ...validity }),
  ]);
  const statements = signed.map((statement) =>
    embedded === undefined ? statement : embed(statement, embedded),
  );
  const claims = {
    v: 1,
    node,
    country: 'XX',
    url: 'http://127.0.0.1:1',
    log,
    protocols: ['1'],
    capabilities: ['pull'],
    statements,
  };
  const signer = createSigner(node, log, keys);
  return {
    document: await signer.signNodeDocument(claims),
    checkpoint: signer.signCheckpoint({ origin: log, size: 0, root: rangeRoot(emptyRange) }),
    fingerprint: thumbprint(root),
    statements,
    claims,
    keys,
  };
}

/** A statement that names another root key in its header. */
function embed(statement: string, jwk: PublicKey): string {
  const [header = '', ...rest] = statement.split('.');
  const parsed = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  const changed = { ...parsed, jwk, kid: thumbprint(jwk) };
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

/** A server of the test's own, in the place of a node's federation listener. Returns its address. */
async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}

function answering(document: string | Buffer, checkpoint = ''): RequestListener {
  return (request, answer) => void answer.end(request.url === PATHS.nodeDocument ? document : checkpoint);
}

function pour(answer: ServerResponse): void {
  const chunk = 'x'.repeat(65_536);
  const more = () => {
    while (!answer.destroyed && answer.write(chunk));
    if (!answer.destroyed) answer.once('drain', more);
  };
  more();
}

/** Something now and then, so that it never looks as if nothing came. */
function drip(answer: ServerResponse): void {
  const timer = setInterval(() => answer.write('e'), 200);
  answer.once('close', () => clearInterval(timer));
}
