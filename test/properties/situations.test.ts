import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BulletinContent } from '../../src/domain/bulletin.ts';
import { LEVELS, levelRank } from '../../src/domain/level.ts';
import { situationsOf } from '../../src/situation/group.ts';
import { type Part, partOfBulletin, type View } from '../../src/situation/part.ts';
import { bulletin, MAP, ofReport, ofSignal, VIEW } from '../situation/seen.ts';

const COUNTRIES = ['kr', 'jp', 'us', 'tw', 'nl'];
const node = (country: string) => `${country}.ews.example`;
const view: View = {
  ...VIEW,
  peers: COUNTRIES.slice(1).map((country) => ({ node: node(country), country: country.toUpperCase() })),
};

/** Names and codes that overlap in many ways. */
const GOODS: BulletinContent['items'] = [
  { name: { en: 'Photoresist' }, hsCodes: ['370790'] },
  { name: { ko: '포토레지스트' }, hsCodes: [] },
  { name: { en: 'Rare gases' }, hsCodes: ['280429'] },
  { name: { en: 'Neon' }, hsCodes: ['280429'] },
  { name: { en: 'Iron ores' }, hsCodes: ['2601'] },
  { name: { en: 'Iron ores, agglomerated' }, hsCodes: ['260112', '310210'] },
  { name: { en: 'Exchange rate' }, hsCodes: [] },
  { name: { ja: '為替', en: 'Exchange rate' }, hsCodes: ['26'] },
];

const body = fc.record({
  issuer: fc.constantFrom(...COUNTRIES.map(node)),
  level: fc.constantFrom(...LEVELS),
  sector: fc.constantFrom('semiconductors', 'batteries' as const),
  items: fc.subarray(GOODS, { minLength: 1 }),
});
const bulletins = fc.array(fc.tuple(body, fc.boolean(), fc.nat(100)), { maxLength: 8 }).map((all) =>
  all.map(([parts, disputed, day], index) =>
    bulletin(index + 1, parts, {
      sent: new Date(Date.UTC(2021, 5, 1 + day)).toISOString(),
      ...(disputed ? { disputedOrigin: true } : {}),
    }),
  ),
);
const others = fc.subarray([
  ofSignal('s1'),
  ofSignal('s2', { level: 'attention' }),
  ofReport(1, { item: { en: 'Photoresist' }, hsCodes: [] }),
  ofReport(2, { item: undefined, hsCodes: ['260120'] }),
  ofReport(3, { item: undefined, hsCodes: [], sector: 'semiconductors' }),
]);
const parts: fc.Arbitrary<Part[]> = fc
  .tuple(bulletins, others)
  .map(([all, more]) => [...all.flatMap((each) => partOfBulletin(each, view) ?? []), ...more]);

test('situations: the order of what comes makes no difference', () => {
  fc.assert(
    fc.property(
      parts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => assert.deepEqual(situationsOf(MAP, shuffled), situationsOf(MAP, all)),
    ),
  );
});

test('situations: every part stands in at least one, and an exercise in none', () => {
  fc.assert(
    fc.property(parts, body, fc.constantFrom('exercise', 'test' as const), (all, drilled, status) => {
      const situations = situationsOf(MAP, all);
      for (const part of all) assert.ok(situations.some((situation) => situation.parts.includes(part)));
      for (const { id, parts: own } of situations) assert.ok(own.length > 0, id);
      const drill = partOfBulletin(bulletin(99, { ...drilled, status }), view);
      assert.deepEqual(situationsOf(MAP, drill === undefined ? all : [...all, drill]), situations);
    }),
  );
});

test('situations: one part more splits and joins none, and lowers neither level nor corroboration', () => {
  fc.assert(
    fc.property(parts, body, (all, more) => {
      const added = partOfBulletin(bulletin(99, more), view)!;
      const after = new Map(situationsOf(MAP, [...all, added]).map((situation) => [situation.id, situation]));
      for (const before of situationsOf(MAP, all)) {
        const grown = after.get(before.id);
        assert.ok(grown !== undefined, before.id);
        assert.deepEqual(
          grown.parts.filter((part) => part !== added),
          before.parts,
        );
        assert.ok(grown.corroboration >= before.corroboration);
        if (before.corroboration > 0) assert.ok(grown.since <= before.since);
        const rank = ({ suggested }: typeof before) =>
          suggested === undefined ? -1 : levelRank(suggested.level);
        assert.ok(rank(grown) >= rank(before));
      }
    }),
  );
});

test('situations: what is of disputed origin changes neither level, corroboration nor who sees it', () => {
  fc.assert(
    fc.property(parts, body, (all, more) => {
      const doubtful = partOfBulletin(bulletin(99, more, { disputedOrigin: true }), view)!;
      const after = new Map(
        situationsOf(MAP, [...all, doubtful]).map((situation) => [situation.id, situation]),
      );
      for (const before of situationsOf(MAP, all)) {
        const { suggested, seenBy } = after.get(before.id)!;
        assert.deepEqual([suggested, seenBy], [before.suggested, before.seenBy]);
        if (seenBy.length === 0) continue;
        const { names, sector, since } = after.get(before.id)!;
        assert.deepEqual([names, sector, since], [before.names, before.sector, before.since]);
      }
    }),
  );
});
