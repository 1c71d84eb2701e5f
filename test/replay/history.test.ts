import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../src/domain/time.ts';
import { type ReplayOptions, type Row, replay } from '../../src/replay/history.ts';
import { seeded } from '../../src/replay/random.ts';

const OPTIONS: ReplayOptions = { pace: 'M', direction: 'up', budget: { alarmTime: 0.06 } };

function rowsOf(length: number): Row[] {
  const random = seeded(21);
  return Array.from({ length }, (_, at) => ({
    period: String(at),
    ordinal: 24_000 + at,
    value: 100 * Math.exp(random() * 0.3),
    availableAt: at * 30 * DAY_MS,
  }));
}

test('replay: a revision counts for what comes after it became known, and not before', () => {
  const rows = rowsOf(80);
  const revision: Row = { ...rows[50]!, value: rows[50]!.value * 3, availableAt: 70.5 * 30 * DAY_MS };
  const said = [...replay([...rows, revision], OPTIONS)];
  const plain = [...replay(rows, OPTIONS)];
  const revised = [
    ...replay(
      rows.map((row, at) => (at === 50 ? { ...revision, availableAt: row.availableAt } : row)),
      OPTIONS,
    ),
  ];
  assert.equal(said.length, 80);
  assert.deepEqual(said.slice(0, 71), plain.slice(0, 71));
  assert.deepEqual(
    said.slice(71).map(({ findings }) => findings),
    revised.slice(71).map(({ findings }) => findings),
  );
});

test('replay: a period that comes late is judged by what is known up to it, and the next ones with it', () => {
  const rows = rowsOf(80);
  const late = rows.map((row, at) => (at === 60 ? { ...row, availableAt: 65.5 * 30 * DAY_MS } : row));
  const said = [...replay(late, OPTIONS)];
  assert.equal(said.length, 80);
  assert.equal(said[65]!.row.period, '60');
  const inOrder = [...replay(rows, OPTIONS)];
  assert.deepEqual(said[65]!.findings, inOrder[60]!.findings);
  assert.deepEqual(said.slice(66), inOrder.slice(66));
});

test('replay: the order of the rows does not matter', () => {
  const rows = rowsOf(60);
  assert.deepEqual([...replay([...rows].reverse(), OPTIONS)], [...replay(rows, OPTIONS)]);
});

test('replay: what is known from the date on changes no threshold', () => {
  const rows = rowsOf(120);
  const until = rows[60]!.availableAt;
  const wild = rows.map((row, at) => (at < 60 ? row : { ...row, value: row.value * (at % 2 === 0 ? 5 : 1) }));
  const levels = (options: ReplayOptions) =>
    [...replay(wild, options)]
      .slice(60)
      .filter(({ findings }) => ['alert', 'serious'].includes(findings[0]!.level ?? '')).length;
  assert.ok(levels({ ...OPTIONS, calibrateUntil: until }) > levels(OPTIONS));
});
