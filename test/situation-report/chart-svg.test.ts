import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frequency } from '../../src/domain/indicator.ts';
import { chartSvg } from '../../src/situation-report/chart-svg.ts';
import { sayIn } from '../../src/situation-report/say.ts';
import type { Chart } from '../../src/situation-report/schema.ts';
import { signal } from '../http/samples.ts';

type Points = readonly (readonly [period: string, value: number])[];

function drawn(points: Points, parts: { frequency?: Frequency; episode?: Chart['episode'] } = {}): string {
  const { evidence: _evidence, ...line } = signal('s1');
  const [last] = points.at(-1)!;
  const chart: Chart = {
    ...{ signal: line, unit: 'USD/t', publisher: 'Customs', frequency: 'M' },
    points: points.map(([period, value]) => ({ period, value })),
    episode: { from: last, peak: last },
    ...parts,
  };
  return chartSvg(chart, 'c', sayIn('en')).toString();
}

/** The line as its pieces, each a list of places. */
function pieces(svg: string): string[][] {
  const path = /class="line" d="([^"]*)"/.exec(svg)?.[1] ?? '';
  return path
    .split('M')
    .slice(1)
    .map((piece) => piece.split('L'));
}

test('chart: places are proportional to periods and values', () => {
  const svg = drawn([
    ['2021-01', 10],
    ['2021-02', 20],
    ['2021-04', 15],
  ]);
  const places = [...svg.matchAll(/class="point" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  const [[x1, y1] = [], [x2, y2] = [], [x3, y3] = []] = places;
  assert.ok(Math.abs((x3! - x1!) / (x2! - x1!) - 3) < 0.01);
  assert.ok(Math.abs((y1! - y3!) / (y1! - y2!) - 0.5) < 0.01);
});

test('chart: a line is broken where a period is missing, and not over a weekend', () => {
  assert.deepEqual(
    pieces(
      drawn([
        ['2021-01', 1],
        ['2021-02', 2],
        ['2021-04', 3],
      ]),
    ).map(({ length }) => length),
    [2, 1],
  );
  const days: Points = [
    ['2021-10-07', 1],
    ['2021-10-08', 2],
    ['2021-10-11', 3],
    ['2021-10-18', 4],
  ];
  assert.deepEqual(
    pieces(drawn(days, { frequency: 'D' })).map(({ length }) => length),
    [3, 1],
  );
});

test('chart: one point, equal values, and an episode older than what is drawn are drawn too', () => {
  const old = { from: '2020-01', peak: '2020-01' };
  for (const svg of [
    drawn([['2021-01', 5]]),
    drawn([
      ['2021-01', 0],
      ['2021-02', 0],
    ]),
    drawn(
      [
        ['2021-01', -1e-9],
        ['2021-02', 1e15],
      ],
      { episode: old },
    ),
  ]) {
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|="-/);
    assert.match(svg, /<rect /);
  }
  assert.doesNotMatch(
    drawn(
      [
        ['2021-01', 5],
        ['2021-02', 6],
      ],
      { episode: old },
    ),
    /class="peak"/,
  );
});
