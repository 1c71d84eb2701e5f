import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { event } from '../reports/samples.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { DRAFT, INDICATOR, signal } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  const { observations, signals } = agency.node.stores;
  await observations.putIndicators([INDICATOR]);
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await signals.recordAssessments([{ ...assessment, signals: [signal('a')] }]);
});
after(() => agency.close());

const ask = (path: string) => agency.ask('viewer', 'GET', path);
async function read(path: string) {
  const answer = await ask(path);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

async function drafted(items: object[]): Promise<string> {
  const made = await agency.ask('analyst', 'POST', '/bulletins', { ...DRAFT, items, evidence: [] });
  assert.equal(made.statusCode, 201, made.body);
  return encodeURIComponent(made.json().content.id);
}

interface Hit {
  readonly place: { country: string; stage: string; item: string };
  readonly share: number;
  readonly days: { from: number; to: number };
}

const UREA = { country: 'CN', stage: 'refining', item: 'urea' };
const SOLUTION = { country: 'KR', stage: 'use', item: 'urea-solution' };

test('supply map: the whole of it, as it is configured', async () => {
  const map = await read('/supply-map');
  assert.deepEqual(map, JSON.parse(JSON.stringify(agency.node.config.supplyMap)));
});

test('effects: of what is chosen, with the path and its sources', async () => {
  const { origins, lost, scope, effects, items } = await read('/supply-map/effects?hs=310210&lost=0.5');
  assert.deepEqual([origins, lost, scope], [[UREA], 0.5, 'output']);
  assert.deepEqual([effects[0].place, effects[0].share], [SOLUTION, 0.488]);
  assert.match(effects[0].paths[0].steps[0].source.url, /^https/);
  assert.equal(items.urea.names.ko, '요소');
  const named = await read(`/supply-map/effects?country=CN&item=${encodeURIComponent('尿素')}`);
  assert.deepEqual(named.effects[0].place, SOLUTION);
});

test('effects: a choice that says nothing, or nothing well-formed, is refused by name', async () => {
  const paths = async (query: string) => {
    const answer = await ask(`/supply-map/effects?${query}`);
    assert.deepEqual(refusal(answer), [400, 'invalid_input'], query);
    return answer.json().issues.map(({ path }: { path: string }) => path);
  };
  assert.deepEqual(await paths(''), ['querystring.country']);
  assert.deepEqual(await paths('country=china'), ['querystring.country']);
  assert.deepEqual(await paths('hs=3'), ['querystring.hs']);
  assert.deepEqual(await paths('stage=kitchen'), ['querystring.stage']);
  for (const lost of ['0', '1.5', '-1', '0x1', '1e-1', ''])
    assert.deepEqual(await paths(`item=urea&lost=${lost}`), ['querystring.lost'], lost);
  assert.equal((await ask('/supply-map/effects?item=urea&colour=red')).statusCode, 400);
});

test('effects and exposure: what nobody supplies is not found', async () => {
  assert.deepEqual(refusal(await ask('/supply-map/effects?item=unobtainium')), [404, 'not_found']);
  assert.deepEqual(refusal(await ask('/supply-map/exposure?country=KP')), [404, 'not_found']);
});

test('exposure: the stops that would hit a country, the hardest first', async () => {
  const { exposures } = await read('/supply-map/exposure?hit=KR');
  assert.ok(exposures.length > 10);
  const shares = exposures.map(({ hits }: { hits: Hit[] }) => hits[0]!.share);
  assert.deepEqual(
    shares,
    shares.toSorted((a: number, b: number) => b - a),
  );
  for (const { hits } of exposures)
    assert.deepEqual(
      hits.map((hit: { country: string }) => hit.country),
      ['KR'],
    );
  const { exposures: urea } = await read('/supply-map/exposure?country=CN&item=urea');
  assert.deepEqual([urea.length, urea[0].hits[0].place], [1, SOLUTION]);
});

test('effects of a signal: from the partner of its series', async () => {
  const { origins, effects } = await read('/signals/a/effects');
  assert.deepEqual([origins, effects[0].place], [[UREA], SOLUTION]);
  assert.equal((await read('/signals/a/effects?lost=0.25')).effects[0].share, 0.244);
  assert.deepEqual(refusal(await ask('/signals/zzz/effects')), [404, 'not_found']);
});

interface Beside {
  readonly report: { id: string; content: { url: string; event: { announcedOn: string } } };
  readonly status: string;
  readonly places: object[];
}
const idsOf = (events: Beside[]) => events.map(({ report }) => report.id);

test('effects: policy events on the places of the path, with dates and source', async () => {
  assert.deepEqual((await read('/signals/a/effects')).events, { standing: [], before: [] });
  const loaded = await agency.ask('analyst', 'POST', '/reports/catalogue', {});
  assert.equal(loaded.statusCode, 200, loaded.body);
  for (const path of ['/signals/a', '/supply-map', `/bulletins/${await drafted(DRAFT.items)}`]) {
    const { events } = await read(`${path}/effects${path === '/supply-map' ? '?country=CN&item=urea' : ''}`);
    assert.deepEqual(idsOf(events.standing), ['catalogue-cn-urea-2021'], path);
    const [{ report, status, places }] = events.standing;
    assert.deepEqual([report.content.event.announcedOn, places], ['2021-10-11', [UREA]]);
    assert.ok(status === 'announced' || status === 'in-force', status);
    assert.match(report.content.url, /^https?:/);
    assert.deepEqual(events.before, []);
  }
});

test('effects of a report: what an export control stops, to whom it is aimed at', async () => {
  const { origins, scope, towards, effects } = await read(
    '/reports/catalogue-jp-kr-materials-2019/effects?lost=0.5',
  );
  assert.deepEqual([scope, towards], ['exports', ['KR']]);
  assert.deepEqual(origins.map(({ item }: { item: string }) => item).sort(), [
    'fluorinated-polyimide',
    'hydrogen-fluoride',
    'photoresist',
  ]);
  assert.equal(effects[0].place.country, 'KR');
  assert.ok(effects.every(({ share }: Hit) => share <= 0.5));
  assert.deepEqual(refusal(await ask('/reports/catalogue-none/effects')), [404, 'not_found']);
});

test('effects of a report: has happened before, the newest first and nothing that came later', async () => {
  const { events } = await read('/reports/catalogue-us-huawei-direct-product-2020/effects');
  const days = events.before.map(({ report }: Beside) => report.content.event.announcedOn);
  assert.deepEqual(days, days.toSorted().toReversed());
  assert.ok(days.every((day: string) => day <= '2020-05-15'));
  const ids = idsOf(events.before);
  assert.ok(ids.includes('catalogue-us-huawei-2019') && ids.includes('catalogue-us-zte-denial-2018'));
  assert.ok(!ids.includes('catalogue-us-huawei-direct-product-2020'));
});

test('effects: an event that nobody has accepted, or that was dismissed, is no event', async () => {
  const made = await agency.ask('analyst', 'POST', '/reports', event({ announcedOn: '2021-10-10' }));
  const { id } = made.json().report;
  const standing = async () => idsOf((await read('/signals/a/effects')).events.standing);
  assert.deepEqual(await standing(), ['catalogue-cn-urea-2021']);
  await agency.ask('analyst', 'POST', `/reports/${id}/accept`, {});
  assert.deepEqual(await standing(), ['catalogue-cn-urea-2021', id]);
  await agency.ask('analyst', 'POST', `/reports/${id}/dismiss`, { reason: 'Said twice.' });
  assert.deepEqual(await standing(), ['catalogue-cn-urea-2021']);
});

test('effects of a bulletin: from its items, and none where the map knows nothing of them', async () => {
  const of = async (items: object[]) => read(`/bulletins/${await drafted(items)}/effects`);
  const known = await of(DRAFT.items);
  assert.deepEqual([known.origins, known.effects[0].place], [[UREA], SOLUTION]);
  const unknown = await of([{ name: { en: 'Bananas' }, hsCodes: ['080390'] }]);
  assert.deepEqual([unknown.origins, unknown.effects, unknown.items], [[], [], {}]);
});
