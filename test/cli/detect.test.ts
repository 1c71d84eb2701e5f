import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { seeded } from '../../src/replay/random.ts';
import { createFolders, runEws } from './run-ews.ts';

const folders = createFolders();
after(folders.remove);

/** Monthly values that wander, and jump up in the last month. */
function tableOf(months: number): string {
  const random = seeded(7);
  let value = 100;
  const rows = Array.from({ length: months }, (_, at) => {
    value *= Math.exp((random() - 0.5) * 0.05);
    const month = `${2010 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
    return `copper,${month}-01,${at === months - 1 ? value * 1.4 : value}`;
  });
  return ['series,period,value', ...rows, ''].join('\n');
}

function tableFile(text: string): string {
  const file = join(folders.make(), 'table.csv');
  writeFileSync(file, text);
  return file;
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('ews detect', () => {
  const file = tableFile(tableOf(80));

  it('says of each step and channel what it was, as it was known then', async () => {
    const { code, stdout, stderr } = await runEws([
      'detect',
      file,
      '--direction',
      'up',
      '--lag-days',
      '5',
      '--json',
    ]);
    assert.equal(code, 0, stderr);
    const lines = linesOf(stdout);
    assert.equal(lines.length, 160);
    assert.deepEqual(lines[0], {
      series: 'copper',
      period: '2010-01-01',
      availableAt: '2010-02-06T00:00:00.000Z',
      detector: 'alert',
      score: null,
      level: 'none',
      alarm: false,
    });
    const alert = lines.at(-2)!;
    assert.deepEqual([alert.detector, alert.period, alert.alarm], ['alert', '2016-08-01', true]);
    assert.ok((alert.score as number) > 3);
    assert.match(stderr, /1 series, 80 values; 0 rows without a value, 0 refused/);
  });

  it('has the single detectors too with --all', async () => {
    const { stdout } = await runEws(['detect', file, '--all', '--json']);
    const detectors = new Set(linesOf(stdout).map(({ detector }) => detector));
    for (const name of ['alert', 'caution', 'z', 'ewma-2', 'volatility'])
      assert.ok(detectors.has(name), name);
  });

  it('lists the alarms for people', async () => {
    const { code, stdout } = await runEws(['detect', file, '--direction', 'up']);
    assert.equal(code, 0);
    assert.match(stdout, /copper\t2016-08-01\t.*\talert\t/);
  });

  it('goes on after a bad row, says which, and ends with 1', async () => {
    const { code, stdout, stderr } = await runEws([
      'detect',
      tableFile(`${tableOf(40)}copper,2013-05-01,much\n`),
      '--json',
    ]);
    assert.equal(code, 1);
    assert.equal(linesOf(stdout).length, 80);
    assert.match(stderr, /line 42: "much" is not a number/);
  });

  it('refuses a table without the columns, and options that contradict', async () => {
    const odd = await runEws(['detect', tableFile('a,b\n1,2\n'), '--json']);
    assert.equal(odd.code, 1);
    assert.match(odd.stderr, /no column series, period, value/);
    const both = await runEws(['detect', file, '--alarm-time', '0.03', '--false-alarms-per-year', '1']);
    assert.equal(both.code, 2);
    assert.equal((await runEws(['detect', file, '--alarm-time', '2'])).code, 2);
    assert.equal((await runEws(['detect', file, '--frequency', 'X'])).code, 2);
  });
});
