import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { compute } from '../../src/derive/compute.ts';
import type { Derivation } from '../../src/domain/indicator.ts';
import { hasValue, ObservationStatus } from '../../src/domain/series.ts';
import { knownOf, type Row, vintagesOf } from './build.ts';

const SHARE: Derivation = { kind: 'share', of: 'IN', over: 'partner' };
const HERFINDAHL: Derivation = { kind: 'herfindahl', of: 'IN', over: 'partner' };
const TOTAL: Derivation = { kind: 'sum', of: 'IN', over: 'partner' };
const BOTH: Derivation = { kind: 'sum', of: ['IN', 'IN2'] };
const PRICE: Derivation = { kind: 'unit-price', of: 'IN', by: 'IN2', factor: 1000 };
const LARGEST: Derivation = { kind: 'largest-share', of: 'IN', over: 'partner' };
const DIVERGENCE: Derivation = { kind: 'divergence', of: 'IN', by: 'IN2' };
const GROWTH: Derivation = { kind: 'year-on-year', of: 'IN' };

type Known = { value: number; status: ObservationStatus } | undefined;

/** The formulas once more, as plainly as they can be written, on what is known at one time. */
function expected(derived: Derivation, inputs: readonly Known[], output: number): Known {
  const there = inputs.filter((each) => each !== undefined);
  const needsAll = 'by' in derived || derived.kind === 'year-on-year' || Array.isArray(derived.of);
  if (there.length === 0 || (needsAll && there.length < inputs.length)) return undefined;
  if (derived.kind === 'share' && inputs[output] === undefined) return undefined;
  const missing: Known = { value: Number.NaN, status: 'M' };
  if (there.some(({ status }) => !hasValue(status))) return missing;
  const order = 'AJDBSKNGPVIEUF';
  const status = there.map((each) => each.status).sort((a, b) => order.indexOf(b) - order.indexOf(a))[0]!;
  const values = there.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const [first = 0, second = 0] = values;
  const value = {
    share: () => (sum > 0 ? (100 * inputs[output]!.value) / sum : Number.NaN),
    herfindahl: () =>
      sum > 0 ? values.reduce((total, each) => total + ((100 * each) / sum) ** 2, 0) : Number.NaN,
    'largest-share': () => (sum > 0 ? (100 * Math.max(...values)) / sum : Number.NaN),
    sum: () => sum,
    'unit-price': () => (first / second) * 1000,
    'year-on-year': () => (second > 0 ? 100 * (first / second - 1) : Number.NaN),
    divergence: () =>
      values.every((each) => each > 0)
        ? 100 * (Math.log(first / second) - Math.log(values[2]! / values[3]!))
        : Number.NaN,
  }[derived.kind]();
  return Number.isFinite(value) ? { value: value + 0, status } : missing;
}

const arbitraryRow = fc
  .record({
    ordinal: fc.integer({ min: 100, max: 116 }),
    value: fc.integer({ min: -3, max: 9 }),
    status: fc.constantFrom<ObservationStatus>('A', 'A', 'A', 'P', 'E', 'M', 'Q', 'X'),
    knownAt: fc.integer({ min: 1, max: 6 }),
  })
  .map((row): Row => ({ ...row, value: hasValue(row.status) ? row.value : Number.NaN }));

const arbitraryInputs = (length: number) =>
  fc
    .array(fc.array(arbitraryRow, { maxLength: 25 }), { minLength: length, maxLength: length })
    .map((all) => all.map((rows, index) => vintagesOf(`IN/KR.P${index}`, rows)));

for (const [name, derived, length] of [
  ['share', SHARE, 3],
  ['herfindahl', HERFINDAHL, 3],
  ['largest share', LARGEST, 3],
  ['sum over a dimension', TOTAL, 3],
  ['sum of indicators', BOTH, 2],
  ['unit price', PRICE, 2],
  ['year on year', GROWTH, 1],
  ['divergence', DIVERGENCE, 2],
] as const) {
  test(`derive: a ${name} as of any time is the formula on the inputs as of that time`, () => {
    fc.assert(
      fc.property(arbitraryInputs(length), (inputs) => {
        const outputs = compute(derived, inputs, -1000);
        assert.equal(outputs.length, derived.kind === 'share' ? length : 1);
        for (const [place, output] of outputs.entries()) {
          for (let ordinal = 100; ordinal <= 128; ordinal++) {
            for (let at = 0; at <= 7; at++) {
              const known = inputs.map((input) => knownOf(input, ordinal, at));
              const base = inputs.map((input) => knownOf(input, ordinal - 12, at));
              const isGrowth = derived.kind === 'year-on-year' || derived.kind === 'divergence';
              const taken = isGrowth ? known.flatMap((each, index) => [each, base[index]]) : known;
              assert.deepEqual(knownOf(output, ordinal, at), expected(derived, taken, place));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test(`derive: a ${name} has no vintage that says nothing new, and none that no input has`, () => {
    fc.assert(
      fc.property(arbitraryInputs(length), (inputs) => {
        const times = new Set(inputs.flatMap(({ knownAt }) => [...knownAt]));
        for (const { ordinals, values, statuses, knownAt } of compute(derived, inputs, -1000)) {
          for (let row = 0; row < ordinals.length; row++) {
            assert.ok(times.has(knownAt[row]!));
            if (ordinals[row] !== ordinals[row - 1]) continue;
            assert.ok(knownAt[row]! > knownAt[row - 1]!);
            assert.ok(!Object.is(values[row], values[row - 1]) || statuses[row] !== statuses[row - 1]);
          }
        }
      }),
    );
  });

  test(`derive: a ${name} from some period on is the end of the whole`, () => {
    fc.assert(
      fc.property(arbitraryInputs(length), fc.integer({ min: 95, max: 130 }), (inputs, from) => {
        const [whole, part] = [compute(derived, inputs, -1000), compute(derived, inputs, from)];
        for (const [place, output] of whole.entries()) {
          const rows = output.ordinals.map((ordinal, row) => [
            ordinal,
            output.values[row],
            output.knownAt[row],
          ]);
          const end = part[place]!;
          assert.deepEqual(
            end.ordinals.map((ordinal, row) => [ordinal, end.values[row], end.knownAt[row]]),
            rows.filter(([ordinal]) => ordinal! >= from),
          );
        }
      }),
    );
  });
}

const SHARE_ZERO: Derivation = { ...SHARE, absent: 'zero' };

test('derive: a share with zeros is that without, and 0 only for what was known to be there before', () => {
  let zeros = 0;
  fc.assert(
    fc.property(arbitraryInputs(3), fc.integer({ min: 95, max: 120 }), (inputs, from) => {
      const [plain, filled] = [compute(SHARE, inputs, -1000), compute(SHARE_ZERO, inputs, -1000)];
      const end = compute(SHARE_ZERO, inputs, from);
      for (const [place, output] of filled.entries()) {
        for (let ordinal = 100; ordinal <= 118; ordinal++) {
          for (let at = 0; at <= 7; at++) {
            const [known, before] = [knownOf(output, ordinal, at), knownOf(plain[place]!, ordinal, at)];
            if (ordinal >= from) assert.deepEqual(knownOf(end[place]!, ordinal, at), known);
            if (before !== undefined || known === undefined) {
              assert.deepEqual(known, before);
              continue;
            }
            zeros += 1;
            assert.ok(known.value === 0 || known.status === 'M');
            const { ordinals, values, knownAt } = inputs[place]!;
            const wasThere = (each: number, row: number) =>
              each < ordinal && knownAt[row]! <= at && !Number.isNaN(values[row]);
            assert.ok(ordinals.some(wasThere));
          }
        }
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(zeros > 100, `${zeros}`);
});

describe('derive: what comes of', () => {
  const input = (partner: string, ...rows: (readonly [number, number, ObservationStatus?, number?])[]) =>
    vintagesOf(
      `IN/KR.${partner}`,
      rows.map(([ordinal, value, status = 'A', knownAt = 1]) => ({ ordinal, value, status, knownAt })),
    );
  const shown = (derived: Derivation, inputs: ReturnType<typeof input>[]) =>
    compute(derived, inputs, 0).map((output) =>
      output.ordinals.map((ordinal, row) => {
        const status = ObservationStatus.options[output.statuses[row]!];
        return `${ordinal} ${output.values[row]} ${status} @${output.knownAt[row]}`;
      }),
    );

  it('shares and their concentration', () => {
    const inputs = [input('CN', [1, 90]), input('JP', [1, 10])];
    assert.deepEqual(shown(SHARE, inputs), [['1 90 A @1'], ['1 10 A @1']]);
    assert.deepEqual(shown(HERFINDAHL, inputs), [['1 8200 A @1']]);
    assert.deepEqual(shown(LARGEST, inputs), [['1 90 A @1']]);
    assert.deepEqual(shown(TOTAL, inputs), [['1 100 A @1']]);
  });

  it('a partner that is learnt of later', () => {
    const inputs = [input('CN', [1, 90]), input('JP', [1, 10, 'P', 5])];
    assert.deepEqual(shown(SHARE, inputs), [['1 100 A @1', '1 90 P @5'], ['1 10 P @5']]);
  });

  it('a partner that is withdrawn', () => {
    const inputs = [input('CN', [1, 90]), input('JP', [1, 10], [1, Number.NaN, 'X', 3])];
    assert.deepEqual(shown(SHARE, inputs), [
      ['1 90 A @1', '1 100 A @3'],
      ['1 10 A @1', '1 NaN X @3'],
    ]);
  });

  it('a partner that has gone, for two years, where zeros are asked for', () => {
    const [all, some] = [Array.from({ length: 30 }, (_, index) => [index, 50] as const), [[1, 50]] as const];
    const [, gone] = shown(SHARE_ZERO, [input('CN', ...all), input('JP', ...some)]);
    const zeros = Array.from({ length: 24 }, (_, index) => `${index + 2} 0 A @1`);
    assert.deepEqual(gone, ['1 50 A @1', ...zeros]);
    assert.deepEqual(shown(SHARE, [input('CN', ...all), input('JP', ...some)])[1], ['1 50 A @1']);
  });

  it('a partner that comes is no zero before', () => {
    const outputs = shown(SHARE_ZERO, [input('CN', [1, 50], [2, 50]), input('JP', [2, 50])]);
    assert.deepEqual(outputs[1], ['2 50 A @1']);
  });

  it('a unit price in other units, and one over no volume', () => {
    const inputs = [input('CN', [1, 5], [2, 5]), input('CN', [1, 10], [2, 0])];
    assert.deepEqual(shown(PRICE, inputs), [['1 500 A @1', '2 NaN M @1']]);
  });

  it('a price that doubles while its volume halves, each against the year before', () => {
    const [price, volume] = [input('CN', [1, 50], [13, 100]), input('CN', [1, 8], [13, 4, 'P', 3])];
    assert.deepEqual(shown(DIVERGENCE, [price, volume]), [[`13 ${200 * Math.LN2} P @3`]]);
    assert.deepEqual(shown(DIVERGENCE, [price, input('CN', [1, 8], [13, 0])]), [['13 NaN M @1']]);
  });

  it('a year, and a revision of the year before', () => {
    const inputs = [input('CN', [1, 100], [1, 50, 'A', 9], [13, 150, 'A', 2])];
    assert.deepEqual(shown(GROWTH, inputs), [['13 50 A @2', '13 200 A @9']]);
  });
});
