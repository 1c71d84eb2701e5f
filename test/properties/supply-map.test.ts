import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Place, placeKey, type SupplyEdge, type SupplyMap } from '../../src/domain/supply-map.ts';
import { type Effects, effectsOf } from '../../src/situation/effects.ts';
import { place } from '../situation/maps.ts';

/** Several make the same item, so that ways add up. */
const PLACES = ['CN/mining/a', 'KR/mining/a', 'JP/mining/a', 'KR/cells/b', 'JP/cells/b', 'US/use/c'];
const SOURCE = { title: 'A table', publisher: 'An office', url: 'https://example.org/', year: 2023 };

/** Roundings of sums that were taken in another order. */
const EPSILON = 1e-9;

const edge: fc.Arbitrary<SupplyEdge> = fc
  .record({
    ends: fc.shuffledSubarray(PLACES, { minLength: 2, maxLength: 2 }),
    share: fc.oneof(fc.constant(1), fc.double({ min: 0.001, max: 1, noNaN: true })),
    days: fc.tuple(fc.nat(100), fc.nat(100)),
    bearsOn: fc.constantFrom('output', 'output', 'output', 'capacity'),
    replaced: fc.option(fc.double({ min: 0.001, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ ends, share, days: [from, more], bearsOn, replaced }) => ({
    from: place(ends[0]!),
    to: place(ends[1]!),
    ...{ share, bearsOn, shareOf: 'use', source: SOURCE, leadTimeBasis: 'estimate' },
    leadTimeDays: { from, to: from + more },
    substitutes: replaced === undefined ? [] : [{ name: { en: 'Another' }, share: replaced }],
  }));

/** Dense enough that most of them have loops, and several ways between two places. */
const edges = fc.uniqueArray(edge, {
  maxLength: 18,
  selector: ({ from, to }) => `${placeKey(from)} ${placeKey(to)}`,
});
const origins = fc.subarray(PLACES, { minLength: 1 }).map((keys) => keys.map(place));
const lost = fc.double({ min: 0.001, max: 1, noNaN: true });

const of = (all: readonly SupplyEdge[], from: Place[], share: number): Effects =>
  effectsOf({ items: {}, edges: all } as unknown as SupplyMap, {
    origins: from,
    lost: share,
    scope: 'output',
  });

const sharesOf = ({ effects }: Effects) =>
  new Map(effects.map(({ place: hit, bearsOn, share }) => [`${placeKey(hit)} ${bearsOn}`, share]));

test('effects: end whatever the loops, lie between 0 and 1, and last no more than they hit', () => {
  fc.assert(
    fc.property(edges, origins, lost, (all, from, share) => {
      for (const effect of of(all, from, share).effects) {
        assert.ok(effect.share > 0 && effect.share <= 1);
        assert.ok(effect.lasting >= 0 && effect.lasting <= effect.share + EPSILON);
        assert.ok(!from.some((origin) => placeKey(origin) === placeKey(effect.place)));
      }
    }),
  );
});

test('effects: are never less when more is lost', () => {
  fc.assert(
    fc.property(edges, origins, lost, lost, (all, from, one, other) => {
      const less = sharesOf(of(all, from, Math.min(one, other)));
      const more = sharesOf(of(all, from, Math.max(one, other)));
      for (const [key, share] of less) assert.ok((more.get(key) ?? 0) >= share - EPSILON, key);
    }),
  );
});

test('effects: are never less with one edge more', () => {
  fc.assert(
    fc.property(edges, edge, origins, lost, (all, added, from, share) => {
      const before = sharesOf(of(all, from, share));
      const after = sharesOf(of([...all, added], from, share));
      for (const [key, amount] of before) assert.ok((after.get(key) ?? 0) >= amount - EPSILON, key);
    }),
  );
});

test('effects: along a path days never fall, what is carried never grows, and no place comes twice', () => {
  fc.assert(
    fc.property(edges, origins, lost, (all, from, share) => {
      for (const effect of of(all, from, share).effects) {
        assert.ok(effect.paths.length > 0 && effect.paths.length <= effect.pathCount);
        for (const { steps, share: carried, days } of effect.paths) {
          const sums = steps.reduce(
            (sum, { leadTimeDays }) => {
              assert.ok(leadTimeDays.from >= 0 && leadTimeDays.to >= leadTimeDays.from);
              return { from: sum.from + leadTimeDays.from, to: sum.to + leadTimeDays.to };
            },
            { from: 0, to: 0 },
          );
          assert.deepEqual(days, sums);
          assert.ok(effect.days.from <= days.from && days.to <= effect.days.to);
          assert.ok(carried <= share + EPSILON && carried <= effect.share + EPSILON);
          const passed = [steps[0]!.from, ...steps.map(({ to }) => to)].map(placeKey);
          assert.equal(new Set(passed).size, passed.length);
          assert.equal(passed.at(-1), placeKey(effect.place));
        }
      }
    }),
  );
});
