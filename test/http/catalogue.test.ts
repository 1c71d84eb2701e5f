import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from './agency.ts';
import { INDICATOR } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

const put = (...items: object[]) => agency.ask('operator', 'PUT', '/indicators', { items });
const SHARE = {
  ...INDICATOR,
  code: 'UREA_SHARE',
  derived: { kind: 'share', of: 'UREA_PRICE', over: 'partner' },
};

test('catalogue: a derivation that does not fit is refused, with its place, and nothing is stored', async () => {
  const answer = await put(SHARE, { ...INDICATOR, code: 'TIN_PRICE' });
  assert.equal(answer.statusCode, 400);
  const { code, issues } = answer.json();
  assert.equal(code, 'invalid_input');
  assert.deepEqual(
    issues.map(({ path }: { path: string }) => path),
    ['items.0.derived.of'],
  );
  assert.deepEqual((await agency.ask('viewer', 'GET', '/indicators')).json().items, []);
});

test('catalogue: circles and HS codes that no tariff has are refused', async () => {
  const round = { ...INDICATOR, derived: { kind: 'year-on-year', of: 'UREA_PRICE' } };
  assert.equal((await put(round)).json().issues[0].path, 'items.0.derived');
  assert.equal((await put({ ...INDICATOR, hsCodes: ['31021'] })).json().issues[0].path, 'items.0.hsCodes.0');
});

test('catalogue: a derivation and its input may come together, or one after the other', async () => {
  assert.deepEqual((await put(SHARE, INDICATOR)).json(), { changed: 2 });
  const growth = { ...SHARE, code: 'UREA_GROWTH', derived: { kind: 'year-on-year', of: 'UREA_SHARE' } };
  assert.deepEqual((await put(growth)).json(), { changed: 1 });
  const { derived } = (await agency.ask('viewer', 'GET', '/indicators/UREA_SHARE')).json();
  assert.deepEqual(derived, SHARE.derived);
});

test('catalogue: an input cannot be changed so that what is derived from it does not fit', async () => {
  const answer = await put({ ...INDICATOR, dimensions: ['reporter'] });
  assert.equal(answer.statusCode, 400);
  assert.equal(answer.json().issues[0].path, 'UREA_SHARE.derived.over');
});

test('catalogue: a name that is missing is no reason to refuse', async () => {
  const { ja: _none, ...names } = { ja: '', ...INDICATOR.names };
  assert.equal((await put({ ...INDICATOR, code: 'NEON_PRICE', names })).statusCode, 200);
});
