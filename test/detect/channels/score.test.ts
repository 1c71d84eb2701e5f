import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Changes } from '../../../src/detect/channels/changes.ts';
import { isDense, PACES, type Pace } from '../../../src/detect/channels/pace.ts';
import { scoreMemory, scoreStream } from '../../../src/detect/channels/score.ts';
import { restoreState, stateOf } from '../../../src/detect/state-at-rest.ts';
import { seeded } from '../../../src/replay/random.ts';
import { plainDeviations } from './plain-deviations.ts';
import { wandering } from './wandering.ts';

const FIRST = 24_000;

function scores(values: readonly number[], pace: Pace = 'M', ordinals = values.map((_, at) => FIRST + at)) {
  const stream = scoreStream({ pace, direction: 'up' });
  return values.map((value, at) => ({
    ...stream.step(ordinals[at]!, value),
    members: stream.members(),
  }));
}

const PACE_NAMES = Object.keys(PACES) as Pace[];

test('score: a step depends on the points of the memory alone, bit for bit', () => {
  for (const pace of ['A', 'Q', 'M', 'W'] as const) {
    const memory = scoreMemory(PACES[pace]);
    const values = wandering(memory + 60, 5);
    // A value that is not positive is a matter of the memory too.
    values[10] = -3;
    const whole = scores(values, pace).at(-1);
    const tail = values.length - memory;
    const short = scores(
      values.slice(tail),
      pace,
      values.slice(tail).map((_, at) => FIRST + tail + at),
    ).at(-1);
    assert.deepEqual(short, whole, pace);
  }
});

/** With gaps, values that are not positive, and a flat run, now and then. */
function disturbed(length: number, seed: number): { readonly values: number[]; readonly ordinals: number[] } {
  const random = seeded(seed);
  const values = wandering(length, seed).map((value) => (random() < 0.01 ? -value : value));
  const flat = Math.floor(random() * length);
  values.fill(values[flat]!, flat, flat + 40);
  let ordinal = FIRST;
  const ordinals = values.map(() => (ordinal += random() < 0.03 ? 3 : 1));
  return { values, ordinals };
}

test('score: what is kept sorted and reckoned on says what reckoning all anew says, bit for bit', () => {
  for (const [index, pace] of (['A', 'Q', 'M', 'W', 'D'] as const).entries()) {
    const length = scoreMemory(PACES[pace]) + 80;
    const { values, ordinals } = disturbed(length, 20 + index);
    const changes = new Changes(PACES[pace]);
    for (let at = 0; at < length; at += 1) {
      const isJudged = changes.step(ordinals[at]!, values[at]!);
      const plain = plainDeviations(PACES[pace], ordinals.slice(0, at + 1), values.slice(0, at + 1));
      assert.equal(isJudged, plain !== undefined, `${pace} ${at}`);
      if (isJudged) assert.deepEqual({ change: changes.change, surprise: changes.surprise }, plain);
    }
  }
});

test('score: a stream that rested goes on as if it had not, and one that was cleared begins anew', () => {
  for (const pace of ['A', 'Q', 'M', 'W', 'D', 'N'] as const) {
    const { values, ordinals } = disturbed(400, 7);
    const through = scoreStream({ pace, direction: 'up' });
    const resting = scoreStream({ pace, direction: 'up' });
    let state = stateOf(resting);
    for (const [at, value] of values.entries()) {
      // Another series has its turn in between.
      restoreState(resting, state);
      const said = resting.step(ordinals[at]!, value);
      state = stateOf(resting);
      assert.deepEqual(said, through.step(ordinals[at]!, value), `${pace} ${at}`);
      resting.step(1, at);
    }
    resting.clear();
    assert.deepEqual(stateOf(resting), stateOf(scoreStream({ pace, direction: 'up' })));
  }
});

test('score: a monthly series at rest has few bytes', () => {
  const stream = scoreStream({ pace: 'M', direction: 'up' });
  for (const [at, value] of wandering(400, 1).entries()) stream.step(FIRST + at, value);
  assert.ok(stateOf(stream).byteLength < 1200);
});

test('score: what comes later changes nothing before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 40, max: 150 }), (seed, cut) => {
      const values = wandering(160, seed);
      const changed = values.map((value, at) => (at < cut ? value : value * 7 - 3));
      assert.deepEqual(scores(changed).slice(0, cut), scores(values).slice(0, cut));
    }),
    { numRuns: 20 },
  );
});

test('score: multiplying a positive series changes nothing but rounding', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      (seed, factor) => {
        const values = wandering(120, seed);
        const [plain, scaled] = [scores(values), scores(values.map((value) => value * factor))];
        for (const [at, { alert }] of plain.entries()) {
          if (alert === null) assert.equal(scaled[at]!.alert, null);
          else assert.ok(Math.abs(alert - scaled[at]!.alert!) < 1e-6);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('score: is null until there is enough history, then a finite number', () => {
  for (const pace of PACE_NAMES) {
    // Novelty needs as many distances as values, and a mean of twenty.
    const minimum = isDense(pace) ? 2 * 150 + 18 : PACES[pace].minimum;
    const said = scores(wandering(minimum + 30, 3), pace);
    assert.equal(
      said.findIndex(({ alert }) => alert !== null),
      minimum + 1,
      pace,
    );
    for (const { alert, caution } of said.slice(minimum + 1))
      assert.ok(Number.isFinite(alert) && Number.isFinite(caution));
  }
});

test('score: constant, negative and zero-heavy series have finite scores, and a constant one 0', () => {
  const random = seeded(9);
  const series = {
    constant: Array.from({ length: 100 }, () => 7),
    zero: Array.from({ length: 100 }, () => 0),
    negative: wandering(100, 1).map((value) => -value),
    zeroHeavy: Array.from({ length: 100 }, () => (random() < 0.8 ? 0 : random() * 1e6)),
    crossing: wandering(100, 2).map((value) => value - 100),
  };
  for (const [name, values] of Object.entries(series)) {
    for (const { alert, caution } of scores(values)) {
      assert.ok(alert === null || Number.isFinite(alert), name);
      assert.ok(caution === null || Number.isFinite(caution), name);
      assert.ok(!Object.is(alert, -0) && !Object.is(caution, -0), name);
    }
  }
  assert.equal(scores(series.constant).at(-1)!.alert, 0);
});

test('score: a step up is an alert the higher it is; one down counts for less, and a small one for nothing', () => {
  const values = wandering(90, 4);
  const stepped = (factor: number) => scores([...values, values.at(-1)! * factor]).at(-1)!.alert!;
  assert.ok(stepped(1.3) > stepped(1.15));
  assert.ok(stepped(1.2) > 2);
  assert.ok(stepped(1 / 1.5) > 0 && stepped(1 / 1.5) < 0.75 * stepped(1.5));
  assert.ok(stepped(0.97) < 0);
});

test('score: what is known of a series that swings back by nature is not a surprise', () => {
  const random = seeded(12);
  // Noise around a level: half of each change is taken back by the next.
  const noise = Array.from({ length: 200 }, () => 100 * Math.exp((random() - 0.5) * 0.2));
  const back = [...noise.slice(0, 198), 130, 100];
  const [risen, returned] = scores(back).slice(-2);
  assert.ok(risen!.members.z! > 3);
  // The change back is as large, and for the most part expected.
  assert.ok(returned!.members.z! < 0.5 * risen!.members.z!);
});

test('score: a missing month widens the change after it as that of a random walk', () => {
  const values = wandering(90, 6);
  const next = values.at(-1)! * 1.2;
  const ordinals = (gap: number) => [...values.map((_, at) => FIRST + at), FIRST + values.length - 1 + gap];
  const after = (gap: number) => scores([...values, next], 'M', ordinals(gap)).at(-1)!.members.z!;
  assert.ok(after(4) < after(1));
});

test('score: of shares differences count, of all else ratios', () => {
  // From about 1 to about 50 and on: a ratio of the last step as usual at 50 would be unheard of as a difference.
  const random = seeded(3);
  let value = 1;
  const values = Array.from({ length: 80 }, () => {
    value *= 1 + 0.1 * (random() - 0.45);
    return value;
  });
  const last = (kind: 'share' | 'price') => {
    const stream = scoreStream({ pace: 'M', direction: 'up', kind });
    let alert: number | null = null;
    for (const [at, each] of [...values, values.at(-1)! + 0.5].entries())
      alert = stream.step(FIRST + at, each).alert;
    return alert!;
  };
  assert.notEqual(last('share'), last('price'));
  const shifted = (by: number) => {
    const stream = scoreStream({ pace: 'M', direction: 'up', kind: 'share' });
    // The floor is a share of the value, so shifts are looked at where it does not matter.
    return values.map((each, at) => stream.step(FIRST + at, 10 * each + by).alert);
  };
  for (const [at, alert] of shifted(0).entries()) {
    if (alert !== null) assert.ok(Math.abs(alert - shifted(1)[at]!) < 1e-6);
  }
});
