import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { arrival, issue } from '../helpers/bulletins.ts';
import type { Answer, HandMade } from '../helpers/by-hand.ts';
import { hintOf, linkReportOf, send, signerOf, tokenFor } from '../helpers/by-hand.ts';
import { startHostilePeer } from '../helpers/hostile-peer.ts';
import { linkOf, untilStates } from '../helpers/links.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

async function post(from: TestNode, to: TestNode, made: HandMade): Promise<Answer> {
  return send(to, { ...made, token: await tokenFor(from, to, made) });
}

const refusalOf = ({ status, code }: Answer) => `${status} ${code}`;
const payloadOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());

test('link reports: what is taken, and what is refused by name', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  await Promise.all([untilStates(kr, jp, 'up/up'), untilStates(jp, kr, 'up/up')]);

  await t.test('the answer is the own report, about whoever asked, in answer to that report', async () => {
    const id = randomBytes(16).toString('base64url');
    const answer = await post(jp, kr, await linkReportOf(jp, kr, { id }));
    assert.equal(answer.status, 200, answer.text);
    const report = payloadOf(answer.text);
    assert.deepEqual([report.node, report.about, report.reply], [kr.id, jp.id, id]);
    assert.equal(report.inbound.state, 'up');
    // A sentence could name an address inside.
    assert.doesNotMatch(JSON.stringify(report), /detail|127\.0\.0\.1/);
  });

  await t.test('a report that says more than is known here is shown as it is', async () => {
    const inbound = { state: 'degraded', reason: 'sun_spots', forMs: 5000 };
    await post(jp, kr, await linkReportOf(jp, kr, { inbound, later: [] }));
    const { outbound, theirReport } = await linkOf(kr, jp);
    assert.deepEqual([theirReport?.inbound.reason, outbound.reason], ['sun_spots', 'peer_reports_degraded']);
  });

  await t.test('a report that says what it likes changes nothing but what is shown', async () => {
    const logged = kr.log().length;
    const lost = { state: 'down', reason: 'no_contact', forMs: 0 };
    const size = Number.MAX_SAFE_INTEGER;
    await post(jp, kr, await linkReportOf(jp, kr, { size, inbound: lost, outbound: lost }));
    const bulletin = await issue(jp);
    assert.deepEqual((await arrival(kr, bulletin)).content, bulletin.content);
    const failed = kr
      .log()
      .slice(logged)
      .filter(({ event }) => event === 'pageRefused' || event === 'pullFailed');
    assert.deepEqual(failed, []);
  });

  await t.test('one of another node, about another node, or answering one, is refused', async () => {
    for (const changes of [
      { node: 'us.ews.example' },
      { about: 'us.ews.example' },
      { reply: 'A'.repeat(22) },
    ]) {
      const answer = await post(jp, kr, await linkReportOf(jp, kr, changes));
      assert.equal(refusalOf(answer), '400 report_misdirected');
    }
  });

  await t.test('one of another time is refused, and so is one that would count for long', async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    for (const [issued, expires] of [
      [at(-120), at(-90)],
      [at(90), at(120)],
      [at(-1), at(3600)],
      [at(1), at(0)],
    ]) {
      const answer = await post(jp, kr, await linkReportOf(jp, kr, { issued, expires }));
      assert.equal(refusalOf(answer), '400 report_expired');
    }
  });

  await t.test('what is no report, is signed as something else or by another key, is refused', async () => {
    const hint = await hintOf(jp, 0);
    const path = (await linkReportOf(jp, kr)).path;
    const foreign = await signerOf(kr).signLinkReport({});
    for (const [body, due] of [
      [hint.body, '400 report_invalid'],
      ['nonsense', '400 report_invalid'],
      [foreign, '403 key_unknown'],
      [(await linkReportOf(jp, kr, { size: -1 })).body, '400 report_invalid'],
      [(await linkReportOf(jp, kr, { padding: 'x'.repeat(2950) })).body, '413 too_large'],
    ] as const) {
      assert.equal(refusalOf(await post(jp, kr, { method: 'POST', path, body: body ?? '' })), due);
    }
  });

  await t.test('a token brings one report, and no second one', async () => {
    const made = await linkReportOf(jp, kr);
    const token = await tokenFor(jp, kr, made);
    assert.equal((await send(kr, { ...made, token })).status, 200);
    assert.equal(refusalOf(await send(kr, { ...made, token })), '401 token_replayed');
  });

  await t.test('without a token, or with one for another report, there is no answer', async () => {
    const [made, other] = [await linkReportOf(jp, kr), await linkReportOf(jp, kr)];
    assert.equal(refusalOf(await send(kr, made)), '401 token_invalid');
    const token = await tokenFor(jp, kr, other);
    assert.equal(refusalOf(await send(kr, { ...made, token })), '401 token_invalid');
  });

  await t.test('a peer that sends too many is told to wait', async () => {
    const made = await linkReportOf(jp, kr);
    const answers: string[] = [];
    for (let sent = 0; sent < 300 && !answers.includes('429 rate_limited'); sent += 1) {
      answers.push(refusalOf(await post(jp, kr, made)));
    }
    assert.ok(
      answers.filter((answer) => answer === '200 undefined').length >= 60,
      `${answers.length} answers`,
    );
    assert.equal(answers.at(-1), '429 rate_limited');
  });
});

test('link reports: a peer of an earlier version, which does not know them, has a link all the same', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const peer = await startHostilePeer(t);
  await kr.as('operator').send('POST', '/peers', { url: peer.url, fingerprint: peer.fingerprint });
  const link = await until('its data arrive', async () => {
    const seen = await linkOf(kr, peer);
    return seen.inbound.state === 'up' && seen;
  });
  assert.equal(link.theirReport, undefined);
  // It answers, and never calls.
  await untilStates(kr, peer, 'up/down');
});
