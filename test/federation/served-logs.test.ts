import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64 } from '../../src/domain/bytes.ts';
import { logPathName, PATHS } from '../../src/federation/protocol.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { parseNote } from '../../src/log/note.ts';
import { arrival, issue } from '../helpers/bulletins.ts';
import { pullOf, send, signerOf, tokenFor } from '../helpers/by-hand.ts';
import { enrolAll, PLAIN, startNodes, type TestNode } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';

type Line = Record<string, unknown>;

/** What `relay` gives `reader` of the log of `issuer`, from the beginning. */
async function pulledFrom(relay: TestNode, reader: TestNode, issuer: TestNode, wait = 0, from = 0) {
  const pull = await pullOf(reader, issuer);
  const path = pull.path.replace('from=0', `from=${from}`).replace('wait=0', `wait=${wait}`);
  const request = { ...pull, path };
  const answer = await send(relay, { ...request, token: await tokenFor(reader, relay, request) });
  const lines = answer.status === 200 ? answer.text.trim().split('\n') : [];
  return { ...answer, lines: lines.map((line) => JSON.parse(line) as Line) };
}

test('a node serves every log that it holds', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], PLAIN);
  await enrolAll([kr, jp, us]);
  await issue(kr, { tlp: 'GREEN', audience: '*' });
  await issue(kr, { tlp: 'AMBER', audience: [jp.id, us.id] });
  await issue(kr, { tlp: 'RED', audience: [jp.id] });
  const forUs = await issue(kr, { tlp: 'RED', audience: [us.id] });
  await untilHeld(us, kr, 4);
  await arrival(us, forUs);

  const kinds = (lines: readonly Line[]) =>
    lines.map((line) => ['jws', 'sealed', 'checkpoint'].find((kind) => kind in line));

  await t.test(
    'each entry whole to its audience alone; what is sealed for the relay is sealed for everybody',
    async () => {
      const toJapan = await pulledFrom(us, jp, kr);
      assert.deepEqual(kinds(toJapan.lines), ['jws', 'jws', 'sealed', 'sealed', 'checkpoint']);
    },
  );

  await t.test('to the issuer what the relay holds of its own log', async () => {
    const back = await pulledFrom(us, kr, kr);
    assert.deepEqual(kinds(back.lines), ['jws', 'jws', 'sealed', 'jws', 'checkpoint']);
  });

  await t.test('the checkpoint, tiles and bundles are those of the origin', async () => {
    const read = async (node: TestNode, path: string) => {
      const answer = await fetch(`${node.federationUrl}${PATHS.logs}/${logPathName(kr.origin)}${path}`);
      assert.equal(answer.status, 200);
      return Buffer.from(await answer.arrayBuffer());
    };
    const { text, signatures } = parseNote((await read(us, '/checkpoint')).toString('utf8'));
    assert.deepEqual([parseCheckpoint(text).size, text.startsWith(`${kr.origin}\n`)], [4, true]);
    // The origin's signature, and its own timestamp by which its log is known to be alive.
    assert.deepEqual(signatures.map(({ name }) => name).slice(0, 2), [kr.origin, kr.id]);
    for (const path of ['/tile/0/000.p/4', '/tile/entries/000.p/4'])
      assert.deepEqual(await read(us, path), await read(kr, path));
  });

  await t.test('a long poll ends when the relay has more of the log', async () => {
    const waiting = pulledFrom(us, jp, kr, 25, 4);
    const bulletin = await issue(kr, { tlp: 'GREEN', audience: '*' });
    await arrival(us, bulletin);
    const { lines } = await waiting;
    const last = lines.at(-1) as { checkpoint: string };
    assert.equal(lines[0]?.heartbeat, true);
    assert.ok(parseCheckpoint(parseNote(last.checkpoint).text).size >= 4);
  });

  await t.test('a cursor that contradicts the log held is refused, and so is what is not held', async () => {
    const pull = await pullOf(jp, kr);
    const cursor = await signerOf(jp).signCursor({
      v: 1,
      node: jp.id,
      log: kr.origin,
      size: 2,
      root: toBase64(new Uint8Array(32)),
      missing: [],
      time: new Date().toISOString(),
    });
    const other = await send(us, { ...pull, cursor, token: await tokenFor(jp, us, pull) });
    assert.deepEqual([other.status, other.code], [409, 'cursor_mismatch']);
    assert.equal((await pulledFrom(us, jp, kr, 0, 6)).code, 'cursor_ahead');
    const unheld = { ...pull, path: pull.path.replace(logPathName(kr.origin), 'a'.repeat(64)) };
    assert.equal((await send(us, { ...unheld, token: await tokenFor(jp, us, unheld) })).status, 404);
  });
});
