import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '../../src/domain/people.ts';
import { AT, audit, bulletinEffect, content, emptyLog, page, peer } from '../store/build.ts';
import { openAgency, PASSWORD, REPLAY_FROM, refusal, signIn, type TestAgency } from './agency.ts';
import { DRAFT, signal } from './samples.ts';

const JP = peer('jp');
const ofJapan = (number: number, parts: object = {}) => content(number, { issuer: JP.node, ...parts });

/** The entry of a bulletin, in plain; nobody here looks at its signature. */
function entryOf({ audience, tlp, ...rest }: ReturnType<typeof content>): string {
  const envelope = {
    ...{ v: 1, type: 'bulletin', schema: 'ews/bulletin/1', log: JP.origin, seq: 0 },
    ...{ time: new Date(AT).toISOString(), aud: audience, tlp, nonce: 'A'.repeat(22) },
    body: { content: { audience, tlp, ...rest } },
  };
  return `e30.${Buffer.from(JSON.stringify(envelope)).toString('base64url')}.e30`;
}

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  const { signals, peers } = agency.node.stores;
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await signals.recordAssessments([{ ...assessment, signals: [signal('s1'), signal('s2')] }]);
  await peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit());
  const reason = 'entry_signature: Not signed by its log: as it seems.';
  await peers.storePage(
    page(JP, emptyLog(JP.origin), [
      { effect: bulletinEffect(JP, 0, ofJapan(1)), jws: entryOf(ofJapan(1)) },
      { effect: bulletinEffect(JP, 1, ofJapan(2, { level: 'caution', sector: 'batteries' })) },
      { outcome: 'refused', jws: undefined, type: undefined, reason },
    ]),
  );
});
after(() => agency.close());

async function get(path: string, role: Role = 'viewer') {
  const answer = await agency.ask(role, 'GET', path);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

async function waiting(role: Role) {
  return (await get('/board', role)).waiting;
}

async function draft(parts: object = {}): Promise<{ path: string; digest: string }> {
  const { content, digest } = (
    await agency.ask('analyst', 'POST', '/bulletins', { ...DRAFT, ...parts })
  ).json();
  return { path: `/bulletins/${encodeURIComponent(content.id)}`, digest };
}

test('board: who there is, what stands, and what was refused', async () => {
  const { business, nodes, levels, refused } = await get('/board');
  assert.equal(business, REPLAY_FROM);
  assert.deepEqual(nodes, [
    { node: 'kr.ews.example', country: 'KR', self: true },
    { node: JP.node, country: 'JP', self: false },
  ]);
  const newest = { id: ofJapan(1).id, headline: ofJapan(1).headline, sent: '2021-10-11T02:00:00.000Z' };
  assert.equal(levels.length, 2);
  assert.deepEqual(levels[1], {
    node: JP.node,
    sector: 'critical-minerals',
    level: 'alert',
    count: 1,
    newest: { ...newest, level: 'alert' },
  });
  const refusedEntry = {
    node: JP.node,
    seq: 2,
    at: new Date(AT).toISOString(),
    code: 'entry_signature',
    sentence: 'Not signed by its log: as it seems.',
  };
  assert.deepEqual(refused, [refusedEntry]);
  assert.deepEqual(await get(`/peers/${JP.node}/refused`), { items: [refusedEntry] });
  const unknown = await agency.ask('viewer', 'GET', '/peers/us.ews.example/refused');
  assert.deepEqual(refusal(unknown), [404, 'not_found']);
});

test('board: what waits, for whom', async () => {
  const { path, digest } = await draft();
  const other = await draft();
  assert.deepEqual(await waiting('viewer'), { signals: 2, drafts: 2, review: 0, issue: 0, unread: 2 });
  await agency.ask('analyst', 'POST', `${path}/submit`, { digest });
  assert.deepEqual(await waiting('approver'), { signals: 2, drafts: 1, review: 1, issue: 0, unread: 2 });
  assert.equal((await waiting('analyst')).review, 0);
  assert.equal((await waiting('operator')).review, 0);
  await agency.ask('approver', 'POST', `${path}/approve`, { digest });
  assert.deepEqual(await waiting('approver'), { signals: 2, drafts: 1, review: 0, issue: 1, unread: 2 });
  await agency.ask('approver', 'POST', `${path}/issue`);
  await agency.ask('analyst', 'DELETE', other.path);
  assert.deepEqual(await waiting('approver'), { signals: 2, drafts: 0, review: 0, issue: 0, unread: 2 });
  await agency.ask('analyst', 'POST', '/signals/s1/dismiss', { reason: 'A holiday.' });
  assert.equal((await waiting('viewer')).signals, 1);
});

test('board: who submitted a bulletin while an analyst may not approve it as an approver', async () => {
  const account = { name: 'mover', role: 'analyst', password: PASSWORD };
  await agency.ask('administrator', 'POST', '/accounts', account);
  const as = async (method: 'GET' | 'POST', path: string, payload?: object) =>
    agency.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${await signIn(agency.app, 'mover')}` },
      ...(payload && { payload }),
    });
  const { path, digest } = await draft();
  await as('POST', `${path}/submit`, { digest });
  await agency.ask('administrator', 'PATCH', '/accounts/mover', { role: 'approver' });
  assert.equal((await as('GET', '/board')).json().waiting.review, 0);
  assert.equal((await waiting('approver')).review, 1);
});

test('board: a bulletin of a peer is unread until it is acknowledged; the list says the same', async () => {
  const unread = async () =>
    (await get('/bulletins?from=peers&unread=true')).items.map(
      ({ content }: { content: { id: string } }) => content.id,
    );
  assert.deepEqual(await unread(), [ofJapan(1).id, ofJapan(2).id]);
  const path = `/bulletins/${encodeURIComponent(ofJapan(1).id)}/acknowledgements`;
  const read = await agency.ask('analyst', 'POST', path, { type: 'read' });
  assert.equal(read.statusCode, 201, read.body);
  assert.deepEqual(await unread(), [ofJapan(2).id]);
  assert.equal((await waiting('viewer')).unread, 1);
});

test('lists: bulletins and signals are found by what is in them, and by their sector', async () => {
  const { length } = (await get('/bulletins')).items;
  await draft({ headline: { ko: '갈륨 수출 통제' }, sector: 'semiconductors' });
  assert.equal((await get(`/bulletins?q=${encodeURIComponent('갈륨')}`)).items.length, 1);
  assert.equal((await get('/bulletins?q=urea')).items.length, length + 1);
  assert.equal((await get('/bulletins?sector=semiconductors&state=draft&level=alert')).items.length, 1);
  assert.equal((await get('/bulletins?sector=quantum')).items.length, 0);
  assert.equal((await get('/bulletins?from=peers&sector=batteries&q=UREA')).items.length, 1);
  assert.equal((await get('/signals?q=above%20600&sector=critical-minerals')).items.length, 2);
  assert.equal((await get('/signals?q=below')).items.length, 0);
  const empty = await agency.ask('viewer', 'GET', '/bulletins?q=%20');
  assert.deepEqual(refusal(empty), [400, 'invalid_input']);
});
