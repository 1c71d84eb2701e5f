import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { logPathName, PATHS } from '../../src/federation/protocol.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { verifyCosignature } from '../../src/log/cosignature.ts';
import { formatVkey, type NoteKey, parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { parseProof } from '../../src/log/proof.ts';
import { runEws } from '../cli/run-ews.ts';
import { arrival, issue, pathOf, seqOf } from '../helpers/bulletins.ts';
import { send, signerOf, tokenFor } from '../helpers/by-hand.ts';
import { enrol, enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';
import { cosignerKeyOf } from '../helpers/witness.ts';

interface Witnessed {
  readonly witness?: {
    readonly witnesses: number;
    readonly of: number;
    readonly required: number;
    readonly witnessed: boolean;
  };
}

const FAST = { federation: { pollSeconds: 1, gossipSeconds: 1 } };

async function checkpointOf(node: TestNode): Promise<string> {
  return (await fetch(`${node.federationUrl}${PATHS.logs}/${logPathName(node.origin)}/checkpoint`)).text();
}

/** Waits until the newest checkpoint of a node carries cosignatures of these others. */
async function untilCosigned(node: TestNode, witnesses: readonly TestNode[], size: number): Promise<string> {
  const keys = await Promise.all(witnesses.map(cosignerKeyOf));
  return until(`${witnesses.map(({ id }) => id)} cosign size ${size} of ${node.id}`, async () => {
    const text = await checkpointOf(node);
    const note = parseNote(text);
    const isWhole = parseCheckpoint(note.text).size === size;
    return isWhole && keys.every((key) => verifyCosignature(note, key) !== undefined) && text;
  });
}

async function logKeyOf(node: TestNode): Promise<NoteKey> {
  const { x } = (await import('../../src/log/keys.ts')).loadKey(join(node.directory, 'keys', 'log.json'));
  return { name: node.origin, type: SIGNATURE_TYPE.ed25519, publicKey: Buffer.from(x, 'base64url') };
}

/** A trust policy that wants all of these witnesses. */
async function policyOf(node: TestNode, witnesses: readonly TestNode[]): Promise<string> {
  const lines = await Promise.all(
    witnesses.map(async (each, at) => `witness w${at} ${formatVkey(await cosignerKeyOf(each))}`),
  );
  const names = witnesses.map((_, at) => `w${at}`).join(' ');
  return [
    `log ${formatVkey(await logKeyOf(node))}`,
    ...lines,
    `group all all ${names}`,
    'quorum all',
    '',
  ].join('\n');
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'ews-witness-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('witnesses', async (t) => {
  const { kr, us, jp } = await startNodes(t, ['kr', 'us', 'jp'], {
    config: FAST,
    of: { kr: { config: { ...FAST, witnesses: { required: 2 } } } },
  });
  // What kr sends to us can be cut; us reaches kr all the same.
  const toUs = await startTcpProxy(t, us.federationUrl);
  await enrol(kr, us, toUs.url);
  await enrol(kr, jp);
  await enrolAll([us, jp]);
  await enrol(us, kr);
  await enrol(jp, kr);

  const first = await issue(kr);

  await t.test(
    'witnesses: peers cosign what they pulled, and the checkpoint carries their lines',
    async () => {
      await untilCosigned(kr, [us, jp], seqOf(first) + 1);
    },
  );

  await t.test(
    'witnesses: a bulletin is witnessed once as many as the policy asks for have cosigned',
    async () => {
      const { witness } = await kr.as('viewer').get<Witnessed>(pathOf(first.content.id));
      assert.deepEqual(witness, { witnesses: 2, of: 2, required: 2, witnessed: true });
      const { items } = await kr.as('viewer').get<{ items: Witnessed[] }>('/bulletins');
      assert.deepEqual(
        items.map((item) => item.witness?.witnessed),
        [true],
      );
      const { witnesses } = await kr
        .as('viewer')
        .get<{ witnesses: { size: number; newest: object[] } }>('/log');
      assert.deepEqual([witnesses.size, witnesses.newest.length], [seqOf(first) + 1, 2]);
    },
  );

  await t.test(
    'witnesses: readers count the cosignatures that come with the checkpoints they pull',
    async () => {
      await arrival(jp, first);
      const witness = await until('both count at jp', async () => {
        const seen = (await jp.as('viewer').get<Witnessed>(pathOf(first.content.id))).witness;
        return seen?.witnesses === 2 && seen;
      });
      assert.deepEqual(witness, { witnesses: 2, of: 2, required: 0, witnessed: true });
    },
  );

  await t.test('witnesses: an offline proof carries their cosignatures, wherever it is made', async (t) => {
    const directory = folder(t);
    const policy = join(directory, 'policy');
    writeFileSync(policy, await policyOf(kr, [us, jp]));
    for (const at of [kr, jp]) {
      const proof = join(directory, `${at.id}.tlog-proof`);
      const text = await at.download(`${pathOf(first.content.id)}/proof`);
      assert.equal(parseCheckpoint(parseNote(parseProof(text).checkpoint).text).size, seqOf(first) + 1);
      writeFileSync(proof, text);
      const { code, stdout } = await runEws(['verify', proof, '--trust', policy]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /quorum of witnesses is met/);
    }
  });

  await t.test('witnesses: one with outgoing connections only is a witness too', async () => {
    toUs.reset();
    const { size } = await kr.as('viewer').get<{ size: number }>('/log');
    const next = await issue(kr);
    assert.equal(seqOf(next), size);
    await untilCosigned(kr, [us, jp], size + 1);
    toUs.heal();
  });

  await t.test(
    'witnesses: a bulletin arrives before anybody has witnessed it, and counts as that',
    async () => {
      await us.kill();
      const next = await issue(kr);
      await arrival(jp, next);
      await untilCosigned(kr, [jp], seqOf(next) + 1);
      const { witness } = await kr.as('viewer').get<Witnessed>(pathOf(next.content.id));
      assert.deepEqual([witness?.witnesses, witness?.witnessed], [1, false]);
      // The proof of an older one stays with the checkpoint that enough have cosigned.
      const proof = parseProof(await kr.download(`${pathOf(first.content.id)}/proof`));
      assert.equal(parseNote(proof.checkpoint).signatures.length >= 3, true);
      await us.start();
      await untilCosigned(kr, [us, jp], seqOf(next) + 1);
    },
  );

  await t.test('witnesses: cosignatures are kept over a restart of the log’s node', async () => {
    const { size } = await kr.as('viewer').get<{ size: number }>('/log');
    await kr.kill();
    await kr.start();
    await untilCosigned(kr, [us, jp], size);
  });

  await t.test('witnesses: a cosignature that is not one of this log by the caller is refused', async () => {
    const head = await checkpointOf(kr);
    const { text } = parseNote(head);
    const signed = `${head.split('\n').slice(0, 5).join('\n')}\n`;
    const now = Math.floor(Date.now() / 1000);
    const post = async (from: TestNode, body: string) => {
      const made = { method: 'POST', path: PATHS.cosignatures, body } as const;
      const token = await tokenFor(from, kr, made);
      const answer = await fetch(kr.federationUrl + made.path, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      });
      return [answer.status, answer.ok ? undefined : ((await answer.json()) as { code: string }).code];
    };
    const good = signed + signerOf(jp).cosign(text, now);
    assert.deepEqual(await post(jp, good), [204, undefined]);
    assert.deepEqual(await post(us, good), [403, 'note_signature'], 'the line of somebody else');
    assert.deepEqual(await post(jp, signed), [403, 'note_signature'], 'no line');
    assert.deepEqual(await post(jp, signed + signerOf(jp).cosign(text, now + 2 * 86_400)), [
      403,
      'note_signature',
    ]);
    assert.deepEqual(await post(jp, signed + signerOf(jp).cosign(text, now - 900 * 86_400)), [
      403,
      'note_signature',
    ]);
    assert.deepEqual(await post(jp, signed + signerOf(jp).cosign(text.replace('\n', ' \n'), now)), [
      403,
      'note_signature',
    ]);
    const other = await checkpointOf(jp);
    assert.deepEqual(await post(us, other), [400, 'checkpoint_malformed'], 'of another log');
    assert.deepEqual(await post(us, 'nonsense'), [400, 'note_malformed']);
    const once = { method: 'POST', path: PATHS.cosignatures, body: good } as const;
    const token = await tokenFor(jp, kr, once);
    const unread = await send(kr, { ...once, token });
    assert.deepEqual([unread.status, unread.code], [415, 'unsupported_media_type']);
  });
});
