import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AssessedStep, assess, type EpisodeContext } from '../../src/detect/assess.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Level } from '../../src/domain/level.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { formatPeriod, periodOrdinal } from '../../src/domain/time.ts';

const FIRST = periodOrdinal('M', '2021-01');
const NOW = Date.parse('2021-12-06T00:00:00Z');
const QUIET = 3;

/** One letter a month from 2021-01: `-` below attention, then `a`, `c`, `l`, `s` for the four levels. */
function stepsOf(levels: string): AssessedStep[] {
  const names: Record<string, Level | undefined> = { a: 'attention', c: 'caution', l: 'alert', s: 'serious' };
  return [...levels].map((letter, index) => ({
    ordinal: FIRST + index,
    period: formatPeriod('M', FIRST + index),
    score: index,
    level: names[letter],
  }));
}

function judged(open: Signal | undefined, levels: string, from = 0) {
  const context: EpisodeContext = {
    series: 'UREA_PRICE/W.W',
    sector: 'critical-minerals',
    quietSteps: QUIET,
    judgeFrom: FIRST + from,
    now: NOW,
    signalId: (period) => `id-${period}`,
    ordinalOf: (period) => periodOrdinal('M', period),
    finding: ({ period }, level) => ({
      explanation: { en: `${level} in ${period}` },
      evidence: { detector: 'seasonal-z', period, level } as Evidence,
    }),
  };
  return assess(open, stepsOf(levels), context);
}

/** `opened id-2021-03 open caution 2021-04` for each change. */
function told(changes: ReturnType<typeof assess>): string[] {
  return changes.map(({ change, signal }) =>
    [change, signal.id, signal.state, signal.level, signal.period].join(' '),
  );
}

test('assess: nothing without a level', () => {
  assert.deepEqual(judged(undefined, '-----'), []);
});

test('assess: an episode opens, grows with the level, and keeps the evidence of the highest', () => {
  const changes = judged(undefined, '--acla');
  assert.deepEqual(told(changes), ['opened id-2021-03 open alert 2021-05']);
  assert.equal(changes[0]?.signal.explanation.en, 'alert in 2021-05');
  assert.equal(changes[0]?.signal.evidence.period, '2021-05');
  assert.equal(changes[0]?.signal.score, 4);
});

test('assess: a higher score of the same level changes nothing', () => {
  const [open] = judged(undefined, '-l');
  assert.deepEqual(judged(open?.signal, '-lll', 2), []);
});

test('assess: an open episode grows in a later run', () => {
  const [open] = judged(undefined, '-a');
  assert.deepEqual(told(judged(open?.signal, '-as', 2)), ['grown id-2021-02 open serious 2021-03']);
});

test('assess: it closes after the quiet steps, not before, and a new one opens after that', () => {
  const [open] = judged(undefined, '-l');
  assert.deepEqual(judged(open?.signal, '-l--', 2), []);
  assert.deepEqual(judged(open?.signal, '-l--a--', 2), []);
  assert.deepEqual(told(judged(open?.signal, '-l---', 2)), ['closed id-2021-02 closed alert 2021-02']);
  assert.deepEqual(told(judged(open?.signal, '-l---c', 2)), [
    'closed id-2021-02 closed alert 2021-02',
    'opened id-2021-06 open caution 2021-06',
  ]);
  assert.equal(judged(open?.signal, '-l---', 2)[0]?.signal.closedAt, '2021-12-06T00:00:00.000Z');
});

test('assess: quiet steps of earlier runs count', () => {
  const [open] = judged(undefined, '-l');
  assert.equal(judged(open?.signal, '-l---', 4).length, 1);
  assert.equal(judged(open?.signal, '-la--', 4).length, 0);
});

test('assess: steps before the first to judge raise nothing', () => {
  assert.deepEqual(judged(undefined, 'sss--', 3), []);
  assert.deepEqual(told(judged(undefined, 'sssa', 3)), ['opened id-2021-04 open attention 2021-04']);
});

for (const state of ['dismissed', 'drafted'] as const) {
  test(`assess: what was ${state} stays so until its episode closes, and no other opens`, () => {
    const [open] = judged(undefined, '-a');
    const signal: Signal = { ...open!.signal, state, reason: 'a strike that ended' };
    assert.deepEqual(judged(signal, '-aa-a', 2), []);
    assert.deepEqual(told(judged(signal, '-ac', 2)), [`grown id-2021-02 ${state} caution 2021-03`]);
    const [closed] = judged(signal, '-a---', 2);
    assert.deepEqual(told([closed!]), [`closed id-2021-02 ${state} attention 2021-02`]);
    assert.equal(closed?.signal.reason, 'a strike that ended');
    assert.equal(told(judged(signal, '-a---a', 2)).at(-1), 'opened id-2021-06 open attention 2021-06');
  });
}

test('assess: what was dismissed is open again once it is an alert; what was drafted stays drafted', () => {
  const [open] = judged(undefined, '-c');
  const as = (state: Signal['state']): Signal => ({ ...open!.signal, state });
  assert.deepEqual(told(judged(as('dismissed'), '-cl', 2)), ['grown id-2021-02 open alert 2021-03']);
  assert.deepEqual(told(judged(as('drafted'), '-cl', 2)), ['grown id-2021-02 drafted alert 2021-03']);
});

test('assess: a revision that takes the level away closes after the quiet steps that follow', () => {
  const [open] = judged(undefined, '--l');
  assert.deepEqual(judged(open?.signal, '---', 2), []);
  assert.deepEqual(judged(open?.signal, '-----', 3), []);
  assert.equal(judged(open?.signal, '------', 3)[0]?.change, 'closed');
});

test('assess: judging the last step again changes nothing', () => {
  for (const levels of ['--a', '-as', '-l---', '-l---c', '-l-']) {
    const changes = judged(undefined, levels);
    const open = changes.map(({ signal }) => signal).find(({ closedAt }) => closedAt === undefined);
    assert.deepEqual(judged(open, levels, levels.length - 1), [], levels);
  }
});
