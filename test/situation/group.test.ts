import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalisedText } from '../../src/domain/indicator.ts';
import { situationsOf, withoutRepeated } from '../../src/situation/group.ts';
import { partOfBulletin, partOfReport, partOfSignal } from '../../src/situation/part.ts';
import type { Situation } from '../../src/situation/situation.ts';
import { report } from '../reports/samples.ts';
import { indicator } from '../store/build.ts';
import { bulletin, JP, MAP, ofBulletin, ofReport, ofSignal, RESIST, resistSignal, US, VIEW } from './seen.ts';

type Parts = Parameters<typeof situationsOf>[1];

const goods = (name: LocalisedText, ...hsCodes: string[]) => ({ items: [{ name, hsCodes }] });
const found = (...parts: Parts) =>
  Object.fromEntries(
    situationsOf(MAP, parts).map(({ id, parts: own }) => [id, own.map((part) => part.id.slice(-2)).sort()]),
  );
const listed = (...parts: Parts) => withoutRepeated(situationsOf(MAP, parts)).map(({ id }) => id);
const one = (...parts: Parts): Situation => {
  const [only, ...others] = situationsOf(MAP, parts);
  assert.ok(only !== undefined && others.length === 0, `${1 + others.length} situations`);
  return only;
};

test('situations: an item of the map, by its names in any language and by a code that is its own', () => {
  const parts = [
    ofBulletin(1),
    ofBulletin(2, { issuer: US.node, ...goods({ ja: '先端フォトレジスト' }) }),
    ofBulletin(3, { issuer: US.node, ...goods({ en: 'Resin for lithography' }, '37079010') }),
    ofSignal('s4'),
    ofReport(5, { sector: 'semiconductors', item: { ko: '포토레지스트' }, hsCodes: [] }),
  ];
  assert.deepEqual(found(...parts), { 'item-photoresist': ['01', '02', '03', '05', 's4'] });
  const { names, hsCodes, sector, corroboration, seenBy, since } = one(...parts);
  assert.deepEqual([names?.ko, hsCodes, sector], ['포토레지스트', ['370710', '370790'], 'batteries']);
  assert.equal(corroboration, 3);
  assert.deepEqual(
    seenBy.map(({ by, own, level, signals, reports, bulletins }) => [
      by,
      own,
      level,
      signals,
      reports,
      bulletins,
    ]),
    [
      ['KR', true, 'alert', 1, 1, 0],
      ['JP', false, 'alert', 0, 0, 1],
      ['US', false, 'alert', 0, 0, 2],
    ],
  );
  assert.equal(since, Date.parse('2021-10-05T00:00:00Z'));
});

test('situations: the longer of two names is meant', () => {
  assert.deepEqual(
    found(ofBulletin(1, goods({ en: 'Urea solution' })), ofBulletin(2, goods({ ko: '요소' }))),
    {
      'item-urea-solution': ['01'],
      'item-urea': ['02'],
    },
  );
});

test('situations: a code that several items share stands for itself, and counts with each that somebody names', () => {
  const gases = ofBulletin(1, goods({ en: 'Rare gases' }, '280429'));
  assert.deepEqual(found(gases), { 'goods-280429': ['01'] });
  assert.deepEqual(found(gases, ofBulletin(2, goods({ en: 'Neon' }, '280429'))), {
    'goods-280429': ['01', '02'],
    'item-neon': ['01', '02'],
  });
});

test('situations: codes match by their beginning, and chapters match nothing', () => {
  const coarse = ofBulletin(1, goods({ en: 'Iron ores' }, '2601'));
  const fine = ofBulletin(2, { issuer: US.node, ...goods({ en: 'Ores, agglomerated' }, '260112') });
  const other = ofBulletin(3, goods({ en: 'Pyrites, roasted' }, '260120'));
  const parts = [coarse, fine, other];
  assert.deepEqual(found(...parts), {
    'goods-2601': ['01', '02', '03'],
    'goods-260112': ['01', '02'],
    'goods-260120': ['01', '03'],
  });
  assert.equal(listed(...parts).length, 3);
  assert.match(one(ofBulletin(4, goods({ en: 'Ores' }, '26'))).id, /^name-/);
});

test('situations: a list leaves out goods that it shows under a finer code, or as an item', () => {
  const coarse = ofBulletin(1, goods({ en: 'Iron ores' }, '2601'));
  const fine = ofBulletin(2, goods({ en: 'Iron ores' }, '260112'));
  assert.deepEqual(listed(coarse, fine), ['goods-260112']);
  const gases = ofBulletin(3, goods({ en: 'Rare gases' }, '280429'));
  assert.deepEqual(listed(gases, ofBulletin(4, goods({ en: 'Neon' }, '280429'))), ['item-neon']);
  const both = ofBulletin(5, {
    items: [
      { name: { en: 'Iron ores' }, hsCodes: ['2601'] },
      { name: { en: 'Neon' }, hsCodes: ['280429'] },
    ],
  });
  assert.deepEqual(listed(both).sort(), ['goods-2601', 'item-neon']);
});

test('situations: without codes the name decides within the sector, and without a name the sector', () => {
  const finance = { sector: 'finance', ...goods({ en: 'KRW per USD' }) } as const;
  const named = [
    ofBulletin(1, finance),
    ofBulletin(2, { ...finance, issuer: US.node, items: [{ name: { en: 'ＫＲＷ per usd ' }, hsCodes: [] }] }),
    ofBulletin(3, { ...finance, sector: 'ai' }),
  ];
  const ids = Object.entries(found(...named));
  assert.deepEqual(ids.map(([, parts]) => parts).sort(), [['01', '02'], ['03']]);
  assert.match(ids.map(([id]) => id).sort()[1]!, /^name-finance-[0-9a-f]{16}$/);
  const nothing = { item: undefined, hsCodes: [], sector: 'logistics' };
  assert.deepEqual(found(ofReport(4, nothing), ofReport(5, { ...nothing, country: 'US' })), {
    'sector-logistics': ['04', '05'],
  });
});

test('situations: what is of disputed origin is shown, and counts for nothing', () => {
  const disputed = ofBulletin(1, { level: 'serious' }, { disputedOrigin: true });
  const alone = one(disputed);
  assert.deepEqual([alone.suggested, alone.corroboration, alone.seenBy], [undefined, 0, []]);
  assert.deepEqual(
    alone.disputedBy.map(({ by, level }) => [by, level]),
    [['JP', 'serious']],
  );
  const beside = one(disputed, ofBulletin(2, { issuer: US.node, level: 'attention' }));
  assert.deepEqual([beside.suggested?.level, beside.corroboration], ['attention', 1]);
});

test('situations: a node whose country is not known stands for itself', () => {
  assert.equal(one(ofBulletin(1, { issuer: 'tw.ews.example' })).seenBy[0]?.by, 'tw.ews.example');
});

test('parts: exercises, tests, cancellations and what has expired count for nothing', () => {
  const count = (parts: object) => partOfBulletin(bulletin(1, parts), VIEW) !== undefined;
  assert.ok(count({}));
  const reference = { id: bulletin(2).content.id, log: `${JP.node}/log/1`, seq: 0, digest: 'A'.repeat(43) };
  for (const parts of [
    { status: 'exercise' },
    { status: 'test' },
    { type: 'cancel', references: [reference] },
    { expires: '2021-10-11T00:00:00.000Z' },
  ])
    assert.ok(!count(parts), JSON.stringify(parts));
});

test('parts: signals count while they go on and for 60 days more, unless they are dismissed or a year old', () => {
  const count = (parts: object) => partOfSignal(resistSignal('a', parts), RESIST, VIEW) !== undefined;
  assert.ok(count({}) && count({ state: 'drafted', bulletin: 'b' }));
  assert.ok(count({ state: 'closed', closedAt: '2021-08-12T00:00:00.000Z' }));
  assert.ok(!count({ state: 'closed', closedAt: '2021-08-11T23:59:59.000Z' }));
  assert.ok(!count({ state: 'dismissed', reason: 'Noise.' }));
  assert.ok(!count({ raisedAt: '2020-10-10T00:00:00.000Z' }));
});

test('parts: a report counts once it is accepted, for 60 days, and an event until it is over', () => {
  const accepted = { state: 'accepted', at: '2021-10-11T00:00:00.000Z', by: 'kim' } as const;
  const count = (parts: Record<string, unknown>) =>
    partOfReport({ ...report(1, parts), triage: accepted }, VIEW) !== undefined;
  assert.equal(partOfReport(report(1), VIEW), undefined);
  assert.ok(count({}) && count({ seenOn: '2021-08-12' }) && !count({ seenOn: '2021-08-11' }));
  const event = (status: string) => ({
    kind: 'policy-event',
    event: { type: 'quota', announcedOn: '2021-09-01', status },
  });
  assert.ok(count(event('in-force')) && count(event('announced')));
  assert.ok(!count(event('ended')) && !count(event('suspended')));
});

test('parts: an indicator that is no longer in the catalogue leaves its code as a name', () => {
  const part = partOfSignal(resistSignal('a'), undefined, VIEW);
  assert.deepEqual(part?.goods[0]?.said, ['resist_imports']);
  const other = indicator({ names: { en: 'Index' } });
  assert.equal(ofSignal('b', {}, other).pointsTo[0], 'JP');
});
