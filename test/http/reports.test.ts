import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createReports } from '../../src/reports/reports.ts';
import { ReportsSection } from '../../src/reports/settings.ts';
import { signatureOf } from '../../src/reports/webhook.ts';
import { content, event } from '../reports/samples.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { INDICATOR, signal } from './samples.ts';

const KEY = Buffer.alloc(32, 1);
const SENDER = { name: 'mission-hanoi', source: { kind: 'mission', name: 'Mission in Hanoi' } };

let agency: TestAgency;
before(async () => {
  agency = await openAgency((node) => ({
    ...node,
    reports: createReports({
      ...{ store: node.stores.reports, indicators: node.stores.observations, events: node.events },
      settings: ReportsSection.parse({ senders: [SENDER], messagesPerHour: 8 }),
      secrets: new Map([[SENDER.name, [KEY]]]),
      catalogue: node.reports.catalogue,
      ...{ business: node.business, wall: node.wall },
      randomHex: () => (++made).toString(16).padStart(12, '0'),
    }),
  }));
});
after(() => agency.close());
let made = 0;

const post = async (path: string, body: object, role: 'analyst' | 'viewer' = 'analyst') =>
  agency.ask(role, 'POST', path, body);
const get = async (path: string) => (await agency.ask('viewer', 'GET', path)).json();
const add = async (parts: object = {}) => {
  const answer = await post('/reports', content({ text: { en: `Report ${made}` }, ...parts }));
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().report.id as string;
};

test('reports: what is brought is kept, and the very same counted', async () => {
  const first = (await post('/reports', content())).json();
  assert.equal(first.outcome, 'stored');
  assert.deepEqual([first.report.way, first.report.receivedFrom], ['api', 'analyst']);
  const again = (await post('/reports', content())).json();
  assert.deepEqual([again.outcome, again.report.id, again.report.copies], ['duplicate', first.report.id, 1]);
  assert.deepEqual((await get(`/reports/${first.report.id}`)).content, content());
});

test('reports: what was not seen yet is refused, and so is what is no report', async () => {
  assert.deepEqual(refusal(await post('/reports', content({ seenOn: '2021-10-13' }))), [
    400,
    'invalid_input',
  ]);
  const { tlp: _tlp, ...unmarked } = content();
  assert.deepEqual(refusal(await post('/reports', unmarked)), [400, 'invalid_input']);
  const long = { ...content(), extra: 'x'.repeat(70_000) };
  assert.deepEqual(refusal(await post('/reports', long)), [413, 'too_large']);
});

test('reports: triage says who judged and when, and similar ones are suggested', async () => {
  const one = await add({ country: 'VN' });
  const two = await add({ country: 'VN', hsCodes: ['3102'] });
  const similar = await get(`/reports/${one}/similar`);
  assert.deepEqual(
    similar.items.map(({ id }: { id: string }) => id),
    [two],
  );
  const merged = (await post(`/reports/${two}/duplicate`, { of: one })).json();
  assert.deepEqual(merged.triage, {
    state: 'duplicate',
    at: '2021-10-11T00:00:00.000Z',
    by: 'analyst',
    of: one,
  });
  assert.deepEqual((await get(`/reports/${one}`)).duplicates, [two]);
  assert.deepEqual((await get(`/reports/${one}/similar`)).items, []);
  const accepted = (await post(`/reports/${one}/accept`, {})).json();
  assert.equal(accepted.triage.by, 'analyst');
  assert.deepEqual(refusal(await post(`/reports/${one}/accept`, {})), [409, 'wrong_state']);
  const other = await add({ country: 'VN', kind: 'price' });
  assert.deepEqual(refusal(await post(`/reports/${other}/dismiss`, { reason: ' ' })), [400, 'invalid_input']);
  const dismissed = (await post(`/reports/${other}/dismiss`, { reason: 'A rumour.' })).json();
  assert.equal(dismissed.triage.reason, 'A rumour.');
  assert.deepEqual(refusal(await post(`/reports/${other}/duplicate`, { of: two })), [409, 'wrong_state']);
});

test('reports: signals and reports support one another, each in a list of its own', async () => {
  const { stores } = agency.node;
  await stores.observations.putIndicators([INDICATOR]);
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await stores.signals.recordAssessments([{ ...assessment, signals: [signal('s1')] }]);
  const goods = await add({ country: 'RU', sector: 'logistics' });
  const sector = await add({ country: 'RU', hsCodes: [], item: undefined });
  const neither = await add({ country: 'RU', sector: 'finance', hsCodes: [] });
  const old = await add({ country: 'RU', seenOn: '2021-08-11' });
  assert.deepEqual((await get(`/reports/${goods}/signals`)).items, []);
  for (const id of [goods, sector, neither, old]) await post(`/reports/${id}/accept`, {});
  const beside = async (id: string) =>
    (await get(`/reports/${id}/signals`)).items.map((item: { matchedBy: string; signal: { id: string } }) => [
      item.matchedBy,
      item.signal.id,
    ]);
  assert.deepEqual(await beside(goods), [['hs-code', 's1']]);
  assert.deepEqual(await beside(sector), [['sector', 's1']]);
  assert.deepEqual(await beside(neither), []);
  assert.deepEqual(await beside(old), []);
  const reports = (await get('/signals/s1/reports')).items.filter(
    ({ report }: { report: { content: { country: string } } }) => report.content.country === 'RU',
  );
  assert.deepEqual(
    reports.map((item: { matchedBy: string; report: { id: string } }) => [item.matchedBy, item.report.id]),
    [
      ['hs-code', goods],
      ['sector', sector],
    ],
  );
  assert.deepEqual(refusal(await agency.ask('viewer', 'GET', '/signals/nothing/reports')), [
    404,
    'not_found',
  ]);
});

test('reports: the counts of an import add up to its rows', async () => {
  const head = 'kind,country,sector,text_en,hs_codes,source_kind,source_name,confidence,tlp,seen_on';
  const row = (text: string) => `price,KR,batteries,${text},2825,company,A company,low,GREEN,2021-10-01`;
  const csv = [head, row('one'), row('two'), row('one'), row('three').replace('GREEN', 'WHITE')].join('\n');
  const send = () =>
    agency.ask('analyst', 'POST', '/reports/import?name=a.csv', undefined, {
      payload: csv,
      headers: { authorization: `Bearer ${agency.tokens.analyst}`, 'content-type': 'text/csv' },
    });
  const { faults, ...counts } = (await send()).json();
  assert.deepEqual(counts, { offered: 4, stored: 2, duplicate: 1, refused: 1 });
  assert.deepEqual([faults[0].line, faults[0].column], [5, 'tlp']);
  const again = (await send()).json();
  assert.deepEqual([again.stored, again.duplicate, again.refused], [0, 3, 1]);
  const { items } = await get('/reports?country=KR&kind=price&sector=batteries&source=company&q=one');
  assert.deepEqual([items.length, items[0].way, items[0].copies], [1, 'csv', 3]);
});

test('reports: the catalogue is listed, and loaded once', async () => {
  const { items } = await get('/reports/catalogue');
  const first = (await post('/reports/catalogue', {})).json();
  assert.equal(first.offered, items.length);
  assert.equal(first.stored + first.later, first.offered);
  const again = (await post('/reports/catalogue', {})).json();
  assert.deepEqual([again.stored, again.revised, again.duplicate], [0, 0, first.stored]);
  const query = '/reports?catalogue=true&event=quota&status=ended&limit=500';
  const { items: quotas } = await get(query);
  assert.deepEqual(
    quotas.map(({ id, triage }: { id: string; triage: { state: string } }) => [id, triage.state]),
    [['catalogue-cn-rare-earth-quota-2010', 'accepted']],
  );
});

test('reports: a policy event by hand keeps its dates', async () => {
  const { report } = (await post('/reports', event({ effectiveOn: '2021-10-15', affected: ['KR'] }))).json();
  assert.deepEqual(report.content.event, {
    ...{ type: 'export-control', announcedOn: '2021-10-11', effectiveOn: '2021-10-15' },
    ...{ affected: ['KR'], status: 'announced' },
  });
});

async function deliver(id: string, body: string, headers: Record<string, string> = {}, sender = SENDER.name) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return agency.app.inject({
    method: 'POST',
    url: `/api/v1/reports/webhook/${sender}`,
    payload: body,
    headers: {
      'content-type': 'application/json',
      ...{ 'webhook-id': id, 'webhook-timestamp': timestamp },
      'webhook-signature': signatureOf(KEY, id, timestamp, Buffer.from(body)),
      ...headers,
    },
  });
}

test('reports: a signed message is taken once, under the name that the node knows', async () => {
  const { source: _source, ...said } = content({ country: 'TH' });
  const body = JSON.stringify(said);
  const answer = await deliver('m1', body);
  assert.equal(answer.statusCode, 200, answer.body);
  const { outcome, report: id } = answer.json();
  assert.equal(outcome, 'stored');
  const { content: kept, receivedFrom, way } = await get(`/reports/${id}`);
  assert.deepEqual([kept.source, receivedFrom, way], [SENDER.source, 'sender:mission-hanoi', 'webhook']);
  const replayed = await deliver('m1', body);
  assert.deepEqual([refusal(replayed), replayed.json().report], [[401, 'token_replayed'], id]);
  assert.deepEqual((await deliver('m2', body)).json(), { outcome: 'duplicate', report: id });
});

test('reports: a message that is not the sender’s, old, or no report is refused for that', async () => {
  const { source, ...said } = content({ country: 'TH' });
  const body = JSON.stringify(said);
  assert.deepEqual(refusal(await deliver('m3', body, {}, 'nobody')), [401, 'unauthenticated']);
  assert.deepEqual(refusal(await deliver('m3', `${body} `, { 'webhook-id': 'm4' })), [
    401,
    'unauthenticated',
  ]);
  const old = '1614265330';
  const signature = signatureOf(KEY, 'm5', old, Buffer.from(body));
  const late = await deliver('m5', body, { 'webhook-timestamp': old, 'webhook-signature': signature });
  assert.deepEqual(refusal(late), [401, 'token_clock']);
  assert.deepEqual(refusal(await deliver('m6', JSON.stringify({ ...said, source }))), [400, 'invalid_input']);
  assert.deepEqual(refusal(await deliver('m7', '{')), [400, 'invalid_input']);
  assert.deepEqual(refusal(await deliver('m8', 'x'.repeat(70_000))), [413, 'too_large']);
});

test('reports: a sender that sends too much is told when to go on', async () => {
  const { source: _source, ...said } = content({ country: 'TH' });
  const answers = [];
  for (let sent = 0; sent < 8; sent += 1) answers.push(await deliver(`n${sent}`, JSON.stringify(said)));
  const last = answers.at(-1)!;
  assert.deepEqual(refusal(last), [429, 'rate_limited']);
  assert.ok(Number(last.headers['retry-after']) > 3500);
  assert.equal(answers[0]?.statusCode, 200);
});

test('reports: every change has an audit record', async () => {
  const { items } = (await agency.ask('operator', 'GET', '/audit?limit=500')).json();
  const actions = new Set(items.map(({ action }: { action: string }) => action));
  for (const action of ['received', 'repeated', 'accepted', 'dismissed', 'merged', 'catalogue-loaded'])
    assert.ok(actions.has(`report.${action}`), action);
  assert.ok(actions.has('reports.imported'));
});
