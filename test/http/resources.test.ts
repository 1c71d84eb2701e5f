import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditRecord } from '../../src/domain/audit.ts';
import type { PeerStatus } from '../../src/federation/peers/peer-status.ts';
import { peerStatusView } from '../../src/http/agency/peer-view.ts';
import { auditHash } from '../../src/people/audit-chain.ts';
import { NODE_ID, openAgency, PASSWORD, REPLAY_FROM, refusal, type TestAgency } from './agency.ts';
import { INDICATOR, signal } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

async function get(path: string) {
  const answer = await agency.ask('viewer', 'GET', path);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

test('accounts: created, listed, changed; never a password or its hash', async () => {
  const body = { name: 'j.kim', role: 'analyst', password: PASSWORD };
  const created = await agency.ask('administrator', 'POST', '/accounts', body);
  assert.equal(created.statusCode, 201);
  const { subject, ...rest } = created.json();
  assert.deepEqual(rest, { name: 'j.kim', role: 'analyst', disabled: false });
  const again = await agency.ask('administrator', 'POST', '/accounts', body);
  assert.deepEqual(refusal(again), [409, 'already_exists']);
  const changed = await agency.ask('administrator', 'PATCH', '/accounts/j.kim', { disabled: true });
  assert.deepEqual(changed.json(), { name: 'j.kim', role: 'analyst', subject, disabled: true });
  const list = await agency.ask('administrator', 'GET', '/accounts');
  assert.ok(list.json().items.some(({ name }: { name: string }) => name === 'j.kim'));
  assert.doesNotMatch(list.body, /argon2|password/);
});

test('accounts: a short password and an unknown role are refused by name', async () => {
  const body = { name: 'lee', role: 'king', password: 'short' };
  const answer = await agency.ask('administrator', 'POST', '/accounts', body);
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  const paths = answer.json().issues.map(({ path }: { path: string }) => path);
  assert.deepEqual(paths.sort(), ['body.password', 'body.role']);
  assert.doesNotMatch(answer.body, /short/);
});

test('node: says who it is, and how its log and clocks stand', async () => {
  const { id, country, fingerprint, log, clock, versions } = await get('/node');
  assert.deepEqual([id, country, fingerprint], [NODE_ID, 'KR', agency.node.fingerprint]);
  assert.deepEqual(log, { origin: `${NODE_ID}/log/1`, size: 0, state: 'ready' });
  assert.deepEqual([clock.business, clock.mode], [REPLAY_FROM, 'replay']);
  assert.ok(Math.abs(Date.parse(clock.wall) - Date.now()) < 60_000);
  assert.equal(versions.runtime, process.version);
});

test('clock: a replay goes forward, never back, and the audit trail knows who moved it', async () => {
  const to = { business: '2021-10-12T00:00:00.000Z' };
  const moved = await agency.ask('operator', 'PUT', '/clock', to);
  assert.equal(moved.json().business, to.business);
  assert.equal((await get('/clock')).business, to.business);
  const back = await agency.ask('operator', 'PUT', '/clock', { business: REPLAY_FROM });
  assert.deepEqual(refusal(back), [400, 'invalid_input']);
  const records = (await agency.ask('operator', 'GET', '/audit?limit=1000')).json().items;
  const [record] = records.filter(({ action }: { action: string }) => action === 'clock.advanced');
  assert.deepEqual([record.actor.name, record.subject], ['operator', to.business]);
});

test('indicators: put, listed, and one by its code', async () => {
  const put = () => agency.ask('operator', 'PUT', '/indicators', { items: [INDICATOR] });
  assert.deepEqual((await put()).json(), { changed: 1 });
  assert.deepEqual((await put()).json(), { changed: 0 });
  assert.deepEqual(await get('/indicators'), { items: [INDICATOR] });
  assert.deepEqual(await get('/indicators/UREA_PRICE'), INDICATOR);
  const missing = await agency.ask('viewer', 'GET', '/indicators/NOTHING');
  assert.deepEqual(refusal(missing), [404, 'not_found']);
});

test('indicators: a wrong one is named by its place in the list', async () => {
  const items = [INDICATOR, { ...INDICATOR, code: 'OTHER', grade: 'E' }];
  const answer = await agency.ask('operator', 'PUT', '/indicators', { items });
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  assert.equal(answer.json().issues[0].path, 'body.items.1.grade');
});

test('signals: filtered, paged, read, dismissed once', async () => {
  const signals = ['a', 'b', 'c'].map(signal);
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1, signals };
  await agency.node.stores.signals.recordAssessments([assessment]);
  const first = await get('/signals?limit=2&level=alert');
  assert.deepEqual([first.items.length, first.next], [2, 2]);
  const second = await get(`/signals?limit=2&level=alert&offset=${first.next}`);
  assert.deepEqual([second.items.length, 'next' in second], [1, false]);
  assert.deepEqual((await get('/signals?level=serious')).items, []);
  assert.deepEqual(await get('/signals/a'), signal('a'));
  const dismiss = () => agency.ask('analyst', 'POST', '/signals/a/dismiss', { reason: 'A typing error.' });
  const { state, reason } = (await dismiss()).json();
  assert.deepEqual([state, reason], ['dismissed', 'A typing error.']);
  assert.deepEqual(refusal(await dismiss()), [409, 'wrong_state']);
  const missing = await agency.ask('viewer', 'GET', '/signals/zzz');
  assert.deepEqual(refusal(missing), [404, 'not_found']);
});

for (const query of [
  'limit=0',
  'limit=501',
  'limit=1e2',
  'limit=0x10',
  'limit=05',
  'limit=1&limit=2',
  'x=1',
]) {
  test(`lists: refuse ?${query}`, async () => {
    const answer = await agency.ask('viewer', 'GET', `/signals?${query}`);
    assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  });
}

test('log: the head is a checkpoint of its size and root', async () => {
  const { origin, size, root, checkpoint } = await get('/log');
  assert.equal(checkpoint.split('\n').slice(0, 3).join('\n'), `${origin}\n${size}\n${root}`);
  assert.deepEqual(await get('/log/entries'), { items: [] });
  const other = await agency.ask('viewer', 'GET', '/log/entries?origin=jp.ews.example/log/1');
  assert.deepEqual(refusal(other), [404, 'not_found']);
});

test('audit: read page by page, its chain can be computed again from what is read', async () => {
  const records: AuditRecord[] = [];
  for (let from: number | undefined = 1; from !== undefined; ) {
    const page: { items: AuditRecord[]; next?: number } = (
      await agency.ask('operator', 'GET', `/audit?from=${from}&limit=4`)
    ).json();
    records.push(...page.items);
    from = page.next;
  }
  assert.ok(records.length > 8);
  for (const { hash, ...record } of records) assert.equal(auditHash(record), hash);
  const verified = (await agency.ask('administrator', 'GET', '/audit/verify')).json();
  assert.deepEqual(verified, { records: records.length, head: records.at(-1)?.hash });
});

test('peers: none at first; one that does not answer is the fault of neither request nor node', async () => {
  assert.deepEqual(await get('/peers'), { items: [] });
  const enrolment = { url: 'http://127.0.0.1:9', fingerprint: 'A'.repeat(43) };
  const answer = await agency.ask('operator', 'POST', '/peers', enrolment);
  assert.deepEqual(refusal(answer), [502, 'peer_unreachable']);
  const unknown = await agency.ask('operator', 'PATCH', '/peers/xx.ews.example', { state: 'suspended' });
  assert.deepEqual(refusal(unknown), [404, 'not_found']);
});

test('peers: a status is shown in times that people read, and what is unknown is left out', () => {
  const status: PeerStatus = {
    peer: {
      node: 'jp.ews.example',
      country: 'JP',
      url: 'https://jp.ews.example',
      routes: [],
      fingerprint: 'f',
      origin: 'jp.ews.example/log/1',
      document: 'jws',
      state: 'active',
      enrolledAt: 0,
    },
    contact: {
      node: 'jp.ews.example',
      lastSuccessAt: 1000,
      lastErrorAt: undefined,
      lastErrorCode: undefined,
      lastError: undefined,
      clockOffsetMs: 5,
      roundTripMs: 20,
      freshAt: undefined,
      announcedSize: 3,
    },
    held: 3,
    counts: { verified: 2, sealed: 1, refused: 0 },
    unchecked: 0,
    receivedByPeer: undefined,
    clockDegraded: false,
    waiting: 0,
    unconfirmed: 0,
    heldUpBy: undefined,
    keys: { refused: { at: 2000, code: 'key_history', message: 'why' } },
  };
  const { peer, contact, receivedByPeer, keys } = JSON.parse(JSON.stringify(peerStatusView(status)));
  assert.deepEqual([peer.enrolledAt, 'document' in peer], ['1970-01-01T00:00:00.000Z', false]);
  const lastSuccessAt = '1970-01-01T00:00:01.000Z';
  assert.deepEqual(contact, { lastSuccessAt, clockOffsetMs: 5, roundTripMs: 20, announcedSize: 3 });
  assert.equal(receivedByPeer, undefined);
  assert.deepEqual(keys, {
    refused: { at: '1970-01-01T00:00:02.000Z', code: 'key_history', message: 'why' },
  });
});
