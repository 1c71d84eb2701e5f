import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Grade } from '../../src/domain/indicator.ts';
import { LEVELS } from '../../src/domain/level.ts';
import { Stage } from '../../src/domain/supply-map.ts';
import { lineOf } from '../../src/queue/cut.ts';
import { type Matter, rank } from '../../src/queue/rank.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Few values of each, so that many are alike. */
const matter = fc.record({
  level: fc.constantFrom(...LEVELS),
  grade: maybe(fc.constantFrom(...Grade.options)),
  concentration: maybe(fc.oneof(fc.constantFrom(0, 0.7, 1), fc.double({ min: 0, max: 1, noNaN: true }))),
  stage: maybe(fc.constantFrom<Stage>('mining', 'parts', 'use')),
  downstream: fc.nat(3),
  beyond: maybe(fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 50, noNaN: true }))),
  raisedAt: fc.nat(3),
});

const matters: fc.Arbitrary<Matter[]> = fc
  .array(matter, { maxLength: 25 })
  .map((all) => all.map((each, index) => ({ id: `s${index}`, ...each })));

const ids = (all: readonly Matter[]) => rank(all).map(({ id }) => id);

test('queue: everything has one place, whatever the order in which it comes', () => {
  fc.assert(
    fc.property(
      matters.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        assert.deepEqual(ids(shuffled), ids(all));
        assert.deepEqual(ids(all).sort(), all.map(({ id }) => id).sort());
      },
    ),
  );
});

test('queue: two stand in the same order whatever else waits', () => {
  fc.assert(
    fc.property(
      matters.chain((all) => fc.tuple(fc.constant(all), fc.subarray(all))),
      ([all, some]) => {
        const kept = new Set(some.map(({ id }) => id));
        assert.deepEqual(
          ids(some),
          ids(all).filter((id) => kept.has(id)),
        );
      },
    ),
  );
});

/** For each criterion a change that makes a signal matter no less by it. */
const MORE: Readonly<Record<string, (matter: Matter, by: number) => Matter>> = {
  level: (one, by) => ({ ...one, level: LEVELS[Math.min(3, LEVELS.indexOf(one.level) + by)]! }),
  grade: (one, by) => ({
    ...one,
    grade: Grade.options[Math.max(0, (one.grade ? Grade.options.indexOf(one.grade) : 4) - by)]!,
  }),
  concentration: (one, by) => ({ ...one, concentration: Math.min(1, (one.concentration ?? 0) + by / 7) }),
  stage: (one, by) => ({
    ...one,
    stage: Stage.options[Math.max(0, (one.stage ? Stage.options.indexOf(one.stage) : 14) - by)]!,
  }),
  downstream: (one, by) => ({ ...one, downstream: one.downstream + by }),
  beyond: (one, by) => ({ ...one, beyond: (one.beyond ?? 0) + by }),
  age: (one, by) => ({ ...one, raisedAt: one.raisedAt - by }),
};

for (const [criterion, more] of Object.entries(MORE)) {
  test(`queue: what matters more by its ${criterion} stands no further back`, () => {
    fc.assert(
      fc.property(
        matters.filter(({ length }) => length > 0),
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        (all, at, by) => {
          const chosen = all[at % all.length]!;
          const raised = all.map((one) => (one === chosen ? more(one, by) : one));
          assert.ok(ids(raised).indexOf(chosen.id) <= ids(all).indexOf(chosen.id));
        },
      ),
    );
  });
}

const BASE: Matter = {
  ...{ id: 'x', level: 'alert', grade: 'B', concentration: 0.55, stage: 'parts' },
  ...{ downstream: 4, beyond: 1.5, raisedAt: 1000 },
};

test('queue: a weightier criterion outweighs all lighter ones together', () => {
  const lighter: readonly Partial<Matter>[] = [
    { level: 'serious' },
    { grade: 'A' },
    { concentration: 0.6 },
    { stage: 'refining' },
    { downstream: 5 },
    { beyond: 1.6 },
    { raisedAt: 999 },
    { id: 'w' },
  ];
  const best: Partial<Matter> = {
    ...{ level: 'serious', grade: 'A', concentration: 1, stage: 'mining' },
    ...{ downstream: 99, beyond: 99, raisedAt: 0, id: 'a' },
  };
  lighter.forEach((advantage, index) => {
    const behind = Object.fromEntries(
      lighter
        .slice(index + 1)
        .flatMap((each) => Object.keys(each).map((key) => [key, best[key as keyof Matter]])),
    );
    const [winner, loser] = [
      { ...BASE, ...advantage },
      { ...BASE, ...behind },
    ];
    assert.equal(rank([loser, winner])[0], winner, Object.keys(advantage).join());
  });
});

test('queue: a share is compared by tenths, and one that nobody knows comes last', () => {
  const of = (id: string, concentration: number | undefined): Matter => ({ ...BASE, id, concentration });
  // 0.7 and 0.71 are alike, so that the id decides.
  assert.deepEqual(ids([of('a', undefined), of('b', 0), of('c', 0.71), of('d', 0.7), of('e', 0.69)]), [
    ...['c', 'd', 'e', 'b', 'a'],
  ]);
});

test('queue: the cut lets as many through as can be judged, and what is below alert is on neither side', () => {
  const lines = ['serious', 'alert', 'alert', 'caution'] as const;
  const cut = (left: number) => lines.map((level, index) => lineOf(index + 1, level, left));
  assert.deepEqual(cut(2), ['today', 'today', 'cut-off', 'below-alert']);
  assert.deepEqual(cut(0), ['cut-off', 'cut-off', 'cut-off', 'below-alert']);
  assert.deepEqual(cut(9), ['today', 'today', 'today', 'below-alert']);
});
