import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PolicyEvent, statusSince } from '../../src/domain/policy-event.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Place, placeKey } from '../../src/domain/supply-map.ts';
import { effectsOf } from '../../src/situation/effects.ts';
import { eventsBeside } from '../../src/situation/events.ts';
import { createLexicon } from '../../src/situation/lexicon.ts';
import { occasionOfPlaces, occasionOfReport, occasionOfSignal } from '../../src/situation/occasion.ts';
import { event, report } from '../reports/samples.ts';
import { mapOf, place } from './maps.ts';

const MAP = mapOf(
  {
    'CN/refining/urea → KR/use/solution': { share: 0.9 },
    'CN/refining/urea → JP/use/solution': { share: 0.4 },
    'CN/refining/urea → CN/use/solution': { share: 0.8 },
    'JP/materials/resist → KR/fabrication/chip': { share: 0.8 },
    'KR/fabrication/chip → US/use/board': { share: 0.5 },
    'QA/refining/helium → KR/fabrication/chip': { share: 0.3 },
  },
  { urea: ['310210'], resist: ['370710'], chip: ['854232'], helium: ['280429'] },
);
for (const item of ['urea', 'solution']) MAP.items[item]!.sector = 'critical-minerals';
const READING = { map: MAP, lexicon: createLexicon(MAP) };
const DAY = '2021-10-11';

let count = 0;
/** An accepted event of China on urea, unless it says otherwise. */
function accepted(dates: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): Report {
  count += 1;
  const at = '2021-10-11T00:00:00.000Z';
  const content = event({ status: 'in-force', ...dates }, rest);
  return { ...report(count), content, triage: { state: 'accepted', at, by: 'kim' } };
}

const CHIP = {
  country: 'KR',
  item: { en: 'Chips for memory' },
  hsCodes: ['854232'],
  sector: 'semiconductors',
};
const resistFails = { origins: [place('JP/materials/resist')], lost: 1, scope: 'output' } as const;
const keys = (places: readonly Place[]) => places.map(placeKey);

function besideResist(...reports: Report[]) {
  const occasion = occasionOfPlaces(MAP, resistFails.origins, 'output');
  return eventsBeside({ ...READING, day: DAY }, occasion, effectsOf(MAP, resistFails), reports);
}

/** Beside a signal on urea of China. */
function besideUrea(...reports: Report[]) {
  const indicator = { names: { en: 'Urea' }, hsCodes: ['310210'], sector: 'critical-minerals' as const };
  const occasion = occasionOfSignal(READING, 'UREA/KR.CN', {
    ...indicator,
    dimensions: ['reporter', 'partner'],
  });
  const effects = effectsOf(MAP, { ...occasion.failure, lost: 1 });
  const { standing, before } = eventsBeside({ ...READING, day: DAY }, occasion, effects, reports);
  return [standing, before].map((events) => events.map((each) => each.report.id));
}

test('events: on any place of the paths, by name or by code, of the country that acts', () => {
  const [onChip, elsewhere, onUrea] = [
    accepted({}, CHIP),
    accepted({}, { ...CHIP, country: 'TW' }),
    accepted(),
  ];
  const { standing, before } = besideResist(onUrea, elsewhere, onChip);
  assert.deepEqual(
    standing.map((each) => [each.report.id, keys(each.places), each.status]),
    [[onChip.id, ['KR/fabrication/chip'], 'in-force']],
  );
  assert.deepEqual(before, []);
});

test('events: those that stand, and those of the same goods that are over, suspended or elsewhere', () => {
  const stands = accepted();
  const announced = accepted({ status: 'announced', announcedOn: '2021-10-10', effectiveOn: '2021-12-01' });
  const ended = accepted({ announcedOn: '2015-01-01', endedOn: '2016-01-01', status: 'ended' });
  const suspended = accepted({ announcedOn: '2019-01-01', suspendedOn: '2019-05-01', status: 'suspended' });
  const elsewhere = accepted({ announcedOn: '2017-01-01' }, { country: 'RU' });
  const other = accepted({}, CHIP);
  const found = besideUrea(ended, other, suspended, announced, elsewhere, stands);
  assert.deepEqual(found, [
    [stands.id, announced.id],
    [suspended.id, elsewhere.id, ended.id],
  ]);
});

test('events: a disaster or a strike without an end is history after a year', () => {
  for (const type of ['disaster', 'strike', 'quota']) {
    const [recent, old] = ['2020-10-11', '2020-10-10'].map((announcedOn) => accepted({ type, announcedOn }));
    const isHistory = type !== 'quota';
    assert.deepEqual(
      besideUrea(old!, recent!),
      isHistory ? [[recent!.id], [old!.id]] : [[recent!.id, old!.id], []],
      type,
    );
  }
});

test('events: of goods that the map does not know, by code and country', () => {
  const antimony = { item: { en: 'Antimony' }, hsCodes: ['811010'] };
  const [here, elsewhere] = [accepted({}, antimony), accepted({}, { ...antimony, country: 'BO' })];
  const indicator = { names: { en: 'Imports' }, hsCodes: ['8110'], sector: 'critical-minerals' as const };
  const occasion = occasionOfSignal(READING, 'ANTIMONY/KR.CN', indicator);
  const effects = effectsOf(MAP, { ...occasion.failure, lost: 1 });
  const { standing, before } = eventsBeside({ ...READING, day: DAY }, occasion, effects, [elsewhere, here]);
  assert.deepEqual(
    [effects.origins, standing, before].map((list) => list.length),
    [0, 1, 1],
  );
  assert.deepEqual([standing[0]!.report.id, standing[0]!.places], [here.id, []]);
});

test('events: a sanction bears on those that it is aimed at', () => {
  const helium = { item: { en: 'Helium' }, hsCodes: ['280429'], country: 'SA', sector: 'semiconductors' };
  const [sanction, control] = ['sanction', 'export-control'].map((type) =>
    accepted({ type, affected: ['QA'] }, helium),
  );
  const origins = [place('QA/refining/helium')];
  const occasion = occasionOfPlaces(MAP, origins, 'output');
  const effects = effectsOf(MAP, { origins, lost: 1, scope: 'output' });
  const at = { ...READING, day: DAY };
  const { standing, before } = eventsBeside(at, occasion, effects, [control!, sanction!]);
  assert.deepEqual(
    standing.map((each) => [each.report.id, keys(each.places)]),
    [[sanction!.id, ['QA/refining/helium']]],
  );
  assert.deepEqual(
    before.map((each) => each.report.id),
    [control!.id],
  );
});

test('events beside an event: what came before it on the same goods, though it may be in force', () => {
  const own = accepted({ announcedOn: '2021-06-01' });
  const earlier = accepted({ announcedOn: '2019-01-01' });
  const first = accepted({ announcedOn: '2012-01-01', endedOn: '2013-01-01', status: 'ended' });
  const later = accepted({ announcedOn: '2021-09-01' });
  const over = accepted({ announcedOn: '2021-07-01', endedOn: '2021-08-01', status: 'ended' });
  const occasion = occasionOfReport(READING, own);
  const effects = effectsOf(MAP, { ...occasion.failure, lost: 1 });
  const all = [first, over, own, later, earlier];
  const { standing, before } = eventsBeside({ ...READING, day: DAY }, occasion, effects, all);
  const idsOf = (events: typeof before) => events.map((each) => each.report.id);
  assert.deepEqual(idsOf(before), [earlier.id, first.id]);
  assert.deepEqual(idsOf(standing), [later.id]);
});

test('effects of an event: exports, to whom it is aimed at; output where something was destroyed', () => {
  const hit = (dates: Record<string, unknown>, rest: Record<string, unknown> = {}) => {
    const { failure } = occasionOfReport(READING, accepted(dates, rest));
    return effectsOf(MAP, { ...failure, lost: 1 })
      .effects.map((each) => placeKey(each.place))
      .sort();
  };
  assert.deepEqual(hit({}), ['JP/use/solution', 'KR/use/solution']);
  assert.deepEqual(hit({ affected: ['KR'] }), ['KR/use/solution']);
  assert.deepEqual(hit({ affected: ['DE'] }), []);
  const everywhere = ['CN/use/solution', 'JP/use/solution', 'KR/use/solution'];
  assert.deepEqual(hit({ type: 'disaster', affected: ['KR'] }), everywhere);
  // Whoever supplies none stops nothing; of a sanction those that it is aimed at do.
  assert.deepEqual(hit({}, { country: 'RU' }), []);
  assert.deepEqual(hit({ type: 'sanction', affected: ['CN'] }, { country: 'US' }), [
    'JP/use/solution',
    'KR/use/solution',
  ]);
});

test('effects of a sign: all that the country supplies, else all who do', () => {
  const sign = (country: string) => {
    const { content, ...rest } = report(1, { country });
    return keys(occasionOfReport(READING, { ...rest, content }).failure.origins);
  };
  assert.deepEqual([sign('CN'), sign('KR')], [['CN/refining/urea'], ['CN/refining/urea']]);
});

test('goods: those that an event names, and those of its sector that only a code of it says', () => {
  const { sector } = MAP.items.chip!;
  const fire = (rest: Record<string, unknown>) =>
    keys(occasionOfReport(READING, accepted({ type: 'disaster' }, rest)).failure.origins);
  const both = { item: { en: 'Resist and other parts' }, hsCodes: ['370710', '854232'] };
  assert.deepEqual(fire({ ...both, sector, country: 'JP' }), ['JP/materials/resist']);
  assert.deepEqual(fire({ ...both, sector, country: 'KR' }), ['KR/fabrication/chip']);
  assert.deepEqual(fire({ ...both, sector: 'space', country: 'KR' }), []);
});

test('policy events: how one stands follows from its dates that have come since it was written down', () => {
  const of = (parts: Record<string, unknown>, day: string) =>
    statusSince(
      PolicyEvent.parse({ type: 'quota', announcedOn: '2021-01-01', status: 'announced', ...parts }),
      '2021-01-02',
      day,
    );
  const dated = { effectiveOn: '2021-02-01', suspendedOn: '2021-03-01', endedOn: '2021-04-01' };
  assert.deepEqual(
    ['2021-01-31', '2021-02-01', '2021-03-01', '2021-04-01'].map((day) => of(dated, day)),
    ['announced', 'in-force', 'suspended', 'ended'],
  );
  assert.equal(of({}, '2030-01-01'), 'announced');
  assert.equal(of({ status: 'in-force', suspendedOn: '2021-01-01' }, '2030-01-01'), 'in-force');
  assert.equal(of({ status: 'ended' }, '2021-01-02'), 'ended');
});
