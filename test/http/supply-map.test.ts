import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

test('effects of a bulletin: from its items, and none where the map knows nothing of them', async () => {
  const of = async (items: object[]) => {
    const made = await agency.ask('analyst', 'POST', '/bulletins', { ...DRAFT, items, evidence: [] });
    assert.equal(made.statusCode, 201, made.body);
    return read(`/bulletins/${encodeURIComponent(made.json().content.id)}/effects`);
  };
  const known = await of(DRAFT.items);
  assert.deepEqual([known.origins, known.effects[0].place], [[UREA], SOLUTION]);
  const unknown = await of([{ name: { en: 'Bananas' }, hsCodes: ['080390'] }]);
  assert.deepEqual([unknown.origins, unknown.effects, unknown.items], [[], [], {}]);
});
