import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OwnBulletin, PeerBulletin, Release } from '../../src/bulletin/port.ts';
import { BulletinBody } from '../../src/domain/four-eyes.ts';
import { readEnvelope } from '../../src/log/entry.ts';
import { parseProof } from '../../src/log/proof.ts';
import { runBatch } from '../cli/run-ews.ts';
import { entriesOf } from '../helpers/audit.ts';
import {
  approveAll,
  arrival,
  draft,
  issue,
  issueDraft,
  issueReleased,
  listAll,
  type OwnDetail,
  type PeerDetail,
  pathOf,
  seqOf,
} from '../helpers/bulletins.ts';
import { enrolAll, type LogLine, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';

const MARKER = 'Gallium quotas halved';

test('exchange: three nodes', async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], { config: { log: { level: 'debug' } } });
  await enrolAll([kr, jp, us]);

  const detailAt = (node: TestNode, id: string) => node.as('viewer').get<OwnDetail>(pathOf(id));
  const stateAt = async (node: TestNode, id: string) =>
    (await node.as('viewer').get<PeerDetail>(pathOf(id))).state;

  await t.test(
    'a GREEN bulletin reaches both peers as it was approved, and says who approved it',
    async () => {
      const bulletin = await issue(kr);
      const { life } = bulletin;
      assert.ok(life.state === 'issued');
      for (const peer of [jp, us]) {
        const arrived = await arrival(peer, bulletin);
        assert.deepEqual(arrived.content, bulletin.content);
        assert.deepEqual(arrived.reference, life.issued.reference);
        assert.deepEqual([arrived.state, arrived.sent], ['issued', life.issued.sent]);
        const { submission, approvals } = await signedBody(peer, bulletin);
        const shown = await peer
          .as('viewer')
          .get<PeerDetail & { release: Release }>(pathOf(arrived.content.id));
        assert.deepEqual(
          [shown.release.submission.subject, ...shown.release.approvals.map(({ subject }) => subject)],
          [submission.subject, ...approvals.map(({ subject }) => subject)],
        );
        assert.deepEqual(submission.subject, life.issued.submission.subject);
        assert.deepEqual(
          approvals.map(({ subject }) => subject),
          life.issued.approvals.map(({ subject }) => subject),
        );
        assert.notEqual(approvals[0]?.subject, submission.subject);
        // The names of people stay at home.
        assert.doesNotMatch(JSON.stringify([submission, approvals]), /approver-1|"name"/);
      }
    },
  );

  await t.test(
    'an AMBER bulletin for one peer is sealed at the other: all that is there is a ciphertext',
    async () => {
      const bulletin = await issue(kr, { tlp: 'AMBER', audience: [jp.id], headline: { en: MARKER } });
      const { id } = bulletin.content;
      const seq = seqOf(bulletin);
      assert.equal((await arrival(jp, bulletin)).content.headline.en, MARKER);
      await untilHeld(us, kr, seq + 1);

      assert.equal(await us.as('analyst').find(pathOf(id)), undefined);
      assert.equal(await refused(us.as('analyst').get(`${pathOf(id)}/proof`)), '404 not_found');
      assert.equal(await refused(acknowledge(us, bulletin)), '404 not_found');
      const listed = await listAll<PeerBulletin>(us, '/bulletins?from=peers');
      assert.deepEqual(
        listed.filter(({ content }) => content.headline.en === MARKER || content.id === id),
        [],
      );
      const [there, here] = [await entriesOf(us, kr.origin), await entriesOf(kr, kr.origin)];
      // Encrypted to its audience: what the other holds of it, it cannot read.
      assert.deepEqual(there[seq], { seq, digest: here[seq]?.digest, sealed: true, ciphertext: true });
      assert.ok(!(await entriesOf(jp, kr.origin))[seq]?.sealed);
      assert.deepEqual([holds(jp, MARKER), holds(us, MARKER)], [true, false]);

      const { deliveries = [] } = await until('jp has received it', async () => {
        const detail = await detailAt(kr, id);
        return detail.deliveries?.some(({ state }) => state === 'received') && detail;
      });
      assert.deepEqual(deliveries.map(({ peer, state }) => [peer, state]).sort(), [
        [jp.id, 'received'],
        [us.id, 'outside'],
      ]);
    },
  );

  await t.test('an update and a cancellation change what stands at the peers', async () => {
    const first = await issue(kr);
    const path = pathOf(first.content.id);
    const update = await issueDraft(
      kr,
      await kr.as('analyst').send('POST', `${path}/updates`, { parts: { level: 'caution' } }),
    );
    for (const peer of [jp, us]) {
      assert.deepEqual((await arrival(peer, update)).content.references[0]?.id, first.content.id);
      assert.equal(await stateAt(peer, first.content.id), 'updated');
      assert.equal(await stateAt(peer, update.content.id), 'issued');
    }
    const again = kr.as('analyst').send('POST', `${path}/updates`, { parts: {} });
    assert.equal(await refused(again), '409 wrong_state');

    const cancellation = await issueDraft(
      kr,
      await kr.as('analyst').send('POST', `${pathOf(update.content.id)}/cancellation`, {
        reason: { en: 'The inspection was given up.' },
      }),
    );
    for (const peer of [jp, us]) {
      assert.equal((await arrival(peer, cancellation)).content.type, 'cancel');
      assert.equal(await stateAt(peer, update.content.id), 'cancelled');
    }
    assert.deepEqual(
      [(await detailAt(kr, first.content.id)).life.state, (await detailAt(kr, update.content.id)).life.state],
      ['updated', 'cancelled'],
    );
  });

  await t.test('a serious bulletin needs two approvers', async () => {
    const { content, digest } = await draft(kr, { level: 'serious' });
    const path = pathOf(content.id);
    await kr.as('analyst').send('POST', `${path}/submit`, { digest });
    const issuing = () => kr.as('approver-1').send<OwnBulletin>('POST', `${path}/issue`);
    assert.equal(await refused(issuing()), '409 four_eyes');
    await kr.as('approver-1').send('POST', `${path}/approve`, { digest });
    assert.equal(await refused(issuing()), '409 four_eyes');
    const twice = kr.as('approver-1').send('POST', `${path}/approve`, { digest });
    assert.equal(await refused(twice), '409 four_eyes');
    assert.equal((await detailAt(kr, content.id)).life.state, 'in-review');
    await kr.as('approver-2').send('POST', `${path}/approve`, { digest });
    const bulletin = await issuing();
    await arrival(jp, bulletin);
    const { approvals } = await signedBody(jp, bulletin);
    assert.equal(new Set(approvals.map(({ subject }) => subject)).size, 2);
  });

  await t.test('the submitter cannot approve, in whatever role', async () => {
    const { content, digest } = await draft(kr);
    const path = pathOf(content.id);
    const promoted = await kr.hire('promoted', 'analyst');
    await promoted.send('POST', `${path}/submit`, { digest });
    assert.equal(await refused(promoted.send('POST', `${path}/approve`, { digest })), '403 forbidden');
    await kr.as('admin').send('PATCH', '/accounts/promoted', { role: 'approver' });
    const approver = await kr.signIn('promoted');
    assert.equal(await refused(approver.send('POST', `${path}/approve`, { digest })), '409 four_eyes');
    assert.equal(await refused(approver.send('POST', `${path}/issue`)), '409 four_eyes');
  });

  await t.test('an edit voids the approvals', async () => {
    const first = await draft(kr);
    const { id } = first.content;
    await approveAll(kr, first);
    const edited = await kr.as('analyst').send<OwnBulletin>('PATCH', pathOf(id), {
      expected: first.digest,
      parts: { headline: { en: 'Urea exports have stopped' } },
    });
    assert.equal(edited.life.state, 'draft');
    assert.equal(await refused(issueReleased(kr, edited)), '409 wrong_state');
    const { digest } = edited;
    await kr.as('analyst').send('POST', `${pathOf(id)}/submit`, { digest });
    const stale = kr.as('approver-1').send('POST', `${pathOf(id)}/approve`, { digest: first.digest });
    assert.equal(await refused(stale), '409 content_changed');
    assert.equal(await refused(issueReleased(kr, edited)), '409 four_eyes');
    await kr.as('approver-2').send('POST', `${pathOf(id)}/approve`, { digest });
    const { life } = await issueReleased(kr, edited);
    assert.ok(life.state === 'issued');
    assert.deepEqual(
      life.issued.approvals.map(({ name }) => name),
      ['approver-2'],
    );
  });

  await t.test(
    'what people at a peer say comes back to the issuer alone, and is verified there',
    async () => {
      const bulletin = await issue(kr);
      const { id } = bulletin.content;
      const before = await statusOf(kr, jp);
      await Promise.all([arrival(jp, bulletin), arrival(us, bulletin)]);
      await acknowledge(jp, bulletin);
      await jp.as('approver-1').send('POST', `${pathOf(id)}/acknowledgements`, {
        type: 'acting',
        note: 'Importers were asked for their stocks.',
      });
      assert.equal(await refused(acknowledge(jp, bulletin)), '409 already_exists');
      const unfit = jp.as('viewer').send('POST', `${pathOf(id)}/acknowledgements`, { type: 'read' });
      assert.equal(await refused(unfit), '403 forbidden');
      assert.equal(await refused(acknowledge(kr, bulletin)), '404 not_found');

      const { acknowledgements, deliveries } = await until('both came back', async () => {
        const detail = await detailAt(kr, id);
        return detail.acknowledgements.length >= 2 && detail;
      });
      const reference = 'issued' in bulletin.life ? bulletin.life.issued.reference : undefined;
      assert.deepEqual(
        acknowledgements.map(({ type, node, bulletin: about }) => ({ type, node, about })).sort(byType),
        [
          { type: 'acting', node: jp.id, about: reference },
          { type: 'read', node: jp.id, about: reference },
        ],
      );
      assert.equal(deliveries?.find(({ peer }) => peer === jp.id)?.acknowledgements.length, 2);
      assert.equal(deliveries?.find(({ peer }) => peer === us.id)?.acknowledgements.length, 0);
      const { counts, held } = await statusOf(kr, jp);
      assert.equal(counts.verified, before.counts.verified + 2);

      const { counts: sealed } = await untilHeld(us, jp, held);
      assert.deepEqual(sealed, { verified: 0, sealed: held, refused: 0 });
      assert.deepEqual((await us.as('viewer').get<PeerDetail>(pathOf(id))).acknowledgements, []);
      assert.equal(holds(us, 'Importers were asked'), false);
    },
  );

  await t.test('a delivery is waiting until the signed cursor of the peer has passed it', async () => {
    await jp.stop();
    const bulletin = await issue(kr);
    await arrival(us, bulletin);
    const deliveryTo = async (peer: TestNode) =>
      (await detailAt(kr, bulletin.content.id)).deliveries?.find((delivery) => delivery.peer === peer.id);
    await until('us has received it', async () => (await deliveryTo(us))?.state === 'received');
    assert.deepEqual(
      [(await deliveryTo(jp))?.state, (await deliveryTo(jp))?.receivedAt],
      ['waiting', undefined],
    );
    await jp.start();
    await until('jp has received it', async () => (await deliveryTo(jp))?.state === 'received');
    assert.ok((await deliveryTo(jp))?.receivedAt);
    assert.ok(((await statusOf(kr, jp)).receivedByPeer ?? 0) > seqOf(bulletin));
  });

  await t.test('peers are told that the log has grown', async () => {
    const size = seqOf(await issue(kr)) + 1;
    for (const peer of [jp, us]) {
      const isTold = ({ event, peer: from, size: told }: LogLine) =>
        event === 'hintReceived' && from === kr.id && Number(told) >= size;
      await until(`the hint arrives at ${peer.id}`, () => peer.log().some(isTold));
      assert.ok(((await statusOf(peer, kr)).contact?.announcedSize ?? 0) >= size);
    }
  });

  await t.test(
    'a proof from the issuer and one from a peer are proven offline; a changed byte is not',
    async () => {
      const bulletin = await issue(kr, { level: 'serious' });
      await arrival(us, bulletin);
      const folder = mkdtempSync(join(tmpdir(), 'ews-proof-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const document = join(folder, 'kr.jws');
      writeFileSync(document, await (await fetch(`${kr.federationUrl}/.well-known/ews-node`)).text());
      const anchor = ['--fingerprint', kr.fingerprint, '--document', document, '--json'];

      for (const holder of [kr, us]) {
        const path = `${pathOf(bulletin.content.id)}/proof`;
        const proof = await until(`${holder.id} proves it`, () => holder.download(path));
        const file = join(folder, `${holder.id}.tlog-proof`);
        writeFileSync(file, proof);
        const spoilt = changedIn(proof).map((text, index) => {
          const other = join(folder, `${holder.id}-${index}.tlog-proof`);
          writeFileSync(other, text);
          return other;
        });
        const runs = await runBatch([file, ...spoilt].map((each) => ['verify', each, ...anchor]));
        const [whole, ...changed] = runs;
        assert.equal(whole?.code, 0, whole?.stdout);
        const result = JSON.parse(whole?.stdout ?? '{}');
        assert.deepEqual([result.outcome, result.bulletin.id], ['proven', bulletin.content.id]);
        assert.deepEqual([result.place.seq, result.bulletin.approvals], [seqOf(bulletin), 2]);
        assert.deepEqual(
          changed.map(({ code, stdout }) => [code, JSON.parse(stdout).outcome]),
          changed.map(() => [1, 'failed']),
        );
      }
    },
  );
});

function acknowledge(node: TestNode, { content: { id } }: OwnBulletin): Promise<unknown> {
  return node.as('analyst').send('POST', `${pathOf(id)}/acknowledgements`, { type: 'read' });
}

function byType(a: { type: string }, b: { type: string }): number {
  return a.type.localeCompare(b.type);
}

/** What was signed, as a node holds it: the body of the entry in its proof. */
async function signedBody(node: TestNode, { content: { id } }: OwnBulletin) {
  const { extra } = parseProof(await node.download(`${pathOf(id)}/proof`));
  return BulletinBody.parse(readEnvelope(Buffer.from(extra ?? '').toString('utf8')).body);
}

/** Whether a text stands anywhere in a node's files: database, write-ahead log, log. */
function holds({ directory }: TestNode, text: string): boolean {
  const data = join(directory, 'data');
  const files = [...readdirSync(data).map((name) => join(data, name)), join(directory, 'node.log')];
  return files.some((file) => readFileSync(file).includes(text));
}

/** The proof with one character changed: in the entry, its place, the path, the root, and the log's signature. */
function changedIn(proof: string): string[] {
  const [head = '', ...checkpoint] = proof.split('\n\n');
  const body = head.split('\n');
  const within = (line: number) => body.slice(0, line).join('\n').length + 1;
  const root = head.length + 2 + (checkpoint[0]?.split('\n').slice(0, 2).join('\n').length ?? 0) + 5;
  const signature = proof.indexOf('\n— ') + 3;
  return [
    within(1) + 'extra '.length + 400,
    within(2) + 'index '.length,
    within(3) + 5,
    root,
    proof.indexOf(' ', signature) + 20,
  ].map((at) => flip(proof, at));
}

/** Another character of base64, and of a number, in the place of the one that is there. */
function flip(text: string, at: number): string {
  const other = text[at] === '2' ? '3' : '2';
  return text.slice(0, at) + other + text.slice(at + 1);
}
