import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Release } from '../../src/bulletin/port.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { BulletinBody } from '../../src/domain/four-eyes.ts';
import { readEnvelope } from '../../src/log/entry.ts';
import { loadEncryptionKey, thumbprint } from '../../src/log/keys.ts';
import { parseProof } from '../../src/log/proof.ts';
import { openingWith } from '../../src/log/sealed-body.ts';
import { sealer } from '../../src/log/sealer.ts';
import { openInspection } from '../../src/store/sqlite/inspect.ts';
import { runBatch } from '../cli/run-ews.ts';
import { entriesOf } from '../helpers/audit.ts';
import {
  arrival,
  issue,
  type OwnDetail,
  type PeerDetail,
  pathOf,
  release,
  seqOf,
} from '../helpers/bulletins.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';

const MARKER = 'Gallium quotas halved';
const NOTE = 'Importers were asked for their stocks';

test('encryption: a bulletin for one of two peers', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], {
    of: { us: { config: { encryption: { withoutKey: 'refuse' } } } },
  });
  await enrolAll([kr, jp, us]);
  const bulletin = await issue(kr, { tlp: 'AMBER', audience: [jp.id], headline: { en: MARKER } });
  const seq = seqOf(bulletin);
  const path = pathOf(bulletin.content.id);

  await t.test('its member reads it, and who released it', async () => {
    const arrived = await arrival(jp, bulletin);
    assert.deepEqual(arrived.content, bulletin.content);
    const { release: shown } = await jp.as('viewer').get<PeerDetail & { release: Release }>(path);
    assert.ok('issued' in bulletin.life);
    assert.equal(shown.submission.subject, bulletin.life.issued.submission.subject);
    assert.equal(shown.approvals.length, 1);
  });

  await t.test('the other holds its ciphertext, counts it as sealed, and cannot read it', async () => {
    const { counts } = await untilHeld(us, kr, seq + 1);
    assert.deepEqual(counts, { verified: 0, sealed: 1, refused: 0 });
    assert.equal(await us.as('analyst').find(path), undefined);
    const [there, here] = [await entriesOf(us, kr.origin), await entriesOf(kr, kr.origin)];
    assert.deepEqual(there[seq], { seq, digest: here[seq]?.digest, sealed: true, ciphertext: true });
    assert.deepEqual([holds(jp, MARKER), holds(us, MARKER)], [true, false]);
    const jws = await heldAt(us, kr, seq);
    assert.equal(jws, await heldAt(kr, kr, seq));
    const { body, jwe, aud } = readEnvelope(jws);
    assert.deepEqual([body, aud], [undefined, [jp.id]]);
    const kids = jwe?.recipients.map(({ header }) => header.kid);
    assert.deepEqual(kids?.sort(), [kidOf(jp), kidOf(kr)].sort());
  });

  await t.test('what is said of it is encrypted to its issuer', async () => {
    await jp.as('approver-1').send('POST', `${path}/acknowledgements`, { type: 'acting', note: NOTE });
    const { acknowledgements } = await until('it came back', async () => {
      const detail = await kr.as('viewer').get<OwnDetail>(path);
      return detail.acknowledgements.length > 0 && detail;
    });
    assert.deepEqual(
      acknowledgements.map(({ type, note }) => [type, note]),
      [['acting', NOTE]],
    );
    const { held } = await statusOf(kr, jp);
    await untilHeld(us, jp, held);
    const { jwe, aud } = readEnvelope(await heldAt(us, jp, held - 1));
    assert.deepEqual(aud, [kr.id]);
    assert.equal(jwe?.recipients.length, 2);
    assert.equal(holds(us, NOTE), false);
  });

  await t.test('its proof is proven by anybody, and its body by those who can open it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ews-sealed-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const [document, file] = [join(folder, 'kr.jws'), join(folder, 'it.tlog-proof')];
    writeFileSync(document, await (await fetch(`${kr.federationUrl}/.well-known/ews-node`)).text());
    const proof = await until('jp proves it', () => jp.download(`${path}/proof`).catch(() => undefined));
    writeFileSync(file, proof);
    const anchor = ['--fingerprint', kr.fingerprint, '--document', document, '--json'];
    const key = (node: TestNode) => ['--key', nodePaths(node.directory).encryptionKey];
    const runs = await runBatch(
      [[], key(jp), key(kr), key(us)].map((more) => ['verify', file, ...anchor, ...more]),
    );
    const results = runs.map(({ code, stdout }) => ({ code, ...JSON.parse(stdout) }));
    assert.deepEqual(
      results.map(({ code, outcome }) => [code, outcome]),
      [
        [0, 'proven'],
        [0, 'proven'],
        [0, 'proven'],
        [1, 'failed'],
      ],
    );
    const stateOf = (index: number, name: string) =>
      results[index].steps.find((step: { name: string }) => step.name === name)?.state;
    assert.deepEqual(
      [0, 1].map((index) => stateOf(index, 'body')),
      ['not-checked', 'ok'],
    );
    assert.deepEqual(
      [0, 1].map((index) => stateOf(index, 'four-eyes')),
      [undefined, 'ok'],
    );
    assert.deepEqual(
      results.map(({ bulletin: shown }) => shown?.id),
      [undefined, bulletin.content.id, bulletin.content.id, undefined],
    );
    const checked = await jp.as('viewer').get<{ outcome: string; shown: boolean }>(`${path}/verification`);
    assert.deepEqual([checked.outcome, checked.shown], ['proven', true]);
  });

  await t.test('the issuer itself can open what it issued', async () => {
    const { extra } = parseProof(await kr.download(`${path}/proof`));
    const key = loadEncryptionKey(nodePaths(kr.directory).encryptionKey);
    const open = openingWith(sealer, (kid) => (kid === thumbprint(key) ? key : undefined));
    const { body } = await open(readEnvelope(Buffer.from(extra ?? '').toString('utf8')));
    assert.deepEqual(BulletinBody.parse(body).content, bulletin.content);
  });

  await t.test('what has no member with a key is refused, or goes to its members in plain', async () => {
    const parts = { tlp: 'AMBER' as const, audience: ['xx.ews.example'] };
    const released = await release(us, parts);
    const issuing = us.as('approver-1').send('POST', `${pathOf(released.content.id)}/issue`);
    assert.equal(await refused(issuing), '409 encryption_key_missing');
    const plain = await issue(kr, parts);
    await untilHeld(us, kr, seqOf(plain) + 1);
    assert.deepEqual((await entriesOf(us, kr.origin)).at(-1), {
      seq: seqOf(plain),
      digest: (plain.life as { issued: { reference: { digest: string } } }).issued.reference.digest,
      sealed: true,
    });
    assert.ok(
      kr
        .log()
        .some(({ event, nodes }) => event === 'encryptionLeftOut' && String(nodes) === 'xx.ews.example'),
    );
  });

  await t.test('what is marked for everybody stays readable', async () => {
    const open = await issue(kr);
    for (const peer of [jp, us]) await arrival(peer, open);
    const proof = parseProof(await kr.download(`${pathOf(open.content.id)}/proof`));
    assert.ok(readEnvelope(Buffer.from(proof.extra ?? '').toString('utf8')).body);
  });

  await t.test('ews check compares what is shown with what was signed, in both', async () => {
    const runs = await runBatch([kr, jp, us].map((node) => ['check', node.directory, '--json']));
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0, 0],
      runs.map(({ stdout }) => stdout).join('\n'),
    );
  });
});

function kidOf(node: TestNode): string {
  return thumbprint(loadEncryptionKey(nodePaths(node.directory).encryptionKey));
}

/** The entry of a log as a node's database has it. */
async function heldAt(node: TestNode, issuer: Pick<TestNode, 'origin'>, seq: number): Promise<string> {
  const inspection = openInspection(nodePaths(node.directory).data);
  try {
    const [entry] = await inspection.stores().log.entries(issuer.origin, seq, 1);
    return entry?.jws ?? '';
  } finally {
    inspection.close();
  }
}

/** Whether a text stands anywhere in a node's files: database, write-ahead log, log. */
function holds({ directory }: TestNode, text: string): boolean {
  const data = join(directory, 'data');
  const files = [...readdirSync(data).map((name) => join(data, name)), join(directory, 'node.log')];
  return files.some((file) => readFileSync(file).includes(text));
}
