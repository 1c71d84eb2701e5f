import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Backtest } from '../../src/backtest/backtest.ts';
import { createRandom } from '../helpers/random.ts';
import { createFolders, type Run, runBatch } from './run-ews.ts';

const folders = createFolders();
after(folders.remove);

const INDEX = [
  'series,name,frequency,harmful_direction,publication_lag_days,node,scope',
  'price,"Price, spot",M,up,5,KR,public',
  'output,Output,M,down,16,US,national',
  'spare,Nothing comes of it,M,up,5,JP,public',
];
const CRISES = [
  'id,title,affected,start,announced,peak,series',
  'X1,A shortage,KR US,2015-07-10,2015-08-20,2015-10-31,output price elsewhere',
];

/** Ten years of months, usual but for one of them. */
function months(series: string, seed: number, jumpAt: number, jump: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: 120 }, (_, month) => {
    const year = 2008 + Math.floor(month / 12);
    const period = `${year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
    const value = (100 + 4 * random()) * (month >= jumpAt ? jump : 1);
    return `${series},${period},${value.toFixed(3)}`;
  });
}

function dataFolder(index: readonly string[] = INDEX): string {
  const folder = folders.make();
  // Month 88 is May 2015, month 89 June 2015.
  const table = [
    ...months('output', 1, 88, 0.5),
    ...months('price', 2, 89, 2),
    ...months('unlisted', 3, 999, 1),
  ];
  writeFileSync(join(folder, 'series.csv'), `${['series,period,value', ...table].join('\n')}\n`);
  writeFileSync(join(folder, 'index.csv'), `${index.join('\n')}\n`);
  writeFileSync(join(folder, 'crises.csv'), `${CRISES.join('\n')}\n`);
  return folder;
}

function command(folder: string, ...more: string[]): string[] {
  return ['backtest', '--data', folder, '--crises', join(folder, 'crises.csv'), ...more];
}

describe('ews backtest', () => {
  let runs: Run[];

  before(async () => {
    const bad = dataFolder([...INDEX, 'extra,Extra,M,up,soon,KR,public']);
    const folder = dataFolder();
    const early = dataFolder();
    writeFileSync(join(early, 'crises.csv'), `${CRISES.join('\n').replaceAll('2015-', '1915-')}\n`);
    runs = await runBatch([
      command(folder, '--federated', '--json'),
      command(folder, '--federated', '--human-delay-days', '7', '--json'),
      command(folder, '--federated', '--json'),
      command(folder),
      command(bad, '--json'),
      command(join(folder, 'none'), '--json'),
      ['backtest', '--data', folder],
      command(folder, '--human-delay-days', 'one'),
      command(folder, '--margin-days', '9999', '--json'),
      command(early, '--json'),
    ]);
  });

  it('says when each country was warned, and what a peer gained it', () => {
    const { crises, counts, federation } = JSON.parse(runs[0]!.stdout) as Backtest;
    const [kr, us] = crises[0]!.countries;
    // May's output is published on June 17; June's price on July 6.
    assert.deepEqual(us?.alone.alert.first, {
      series: 'output',
      channel: 'alert',
      date: '2015-06-17',
      daysBefore: 64,
    });
    assert.equal(kr?.alone.alert.first?.date, '2015-07-06');
    assert.deepEqual([kr?.alone.alert.early, kr?.alone.alert.inWindow], [true, false]);
    assert.equal(kr?.federated?.bulletin?.received, '2015-06-18');
    assert.deepEqual(kr?.federated?.gainedDays, { publicShared: 18, statedAllocation: 18 });
    assert.deepEqual(us?.federated?.gainedDays, { publicShared: 0, statedAllocation: 0 });
    assert.equal(federation?.n, 2);
    assert.equal(federation?.publicShared.meanDays.value, 9);
    assert.deepEqual([counts.crises, counts.series, counts.judgedSeries], [1, 3, 2]);
  });

  it('sets each figure beside chance', () => {
    const { channels, rocArea, settings } = JSON.parse(runs[0]!.stdout) as Backtest;
    assert.deepEqual([settings.shifts, settings.alarmTime], [1000, 0.03]);
    assert.deepEqual([channels.alert.early.value, channels.alert.inWindow.value], [1, 0]);
    assert.ok(channels.alert.early.chance.mean > 0.05 && channels.alert.early.chance.mean < 0.9);
    assert.ok(channels.alert.early.chance.standardDeviation > 0);
    assert.equal(channels.alert.alarmsPerSeriesYear.chance.standardDeviation, 0);
    assert.ok(rocArea.alert.value > 0.5 && rocArea.alert.value < 1);
    assert.equal(rocArea.alertMinusEwma.value, rocArea.alert.value - rocArea.ewma.value);
  });

  it('looks at two years before and after the crises, or as far as is asked, and at the data', () => {
    const [usual, wider] = [runs[0]!, runs[8]!].map(
      ({ stdout }) => (JSON.parse(stdout) as Backtest).settings,
    );
    // Two years before July 10, 2015 and after October 31, 2015.
    assert.deepEqual([usual?.from, usual?.until], ['2013-07-10', '2017-10-30']);
    assert.ok(wider!.from < '2012' && wider!.from > '2010');
    assert.equal(wider?.until, '2018-01-17');
    assert.equal(JSON.parse(runs[9]!.stderr).code, 'invalid_input');
  });

  it('counts the days that people take', () => {
    const [kr] = (JSON.parse(runs[1]!.stdout) as Backtest).crises[0]!.countries;
    assert.equal(kr?.federated?.bulletin?.received, '2015-06-24');
    assert.deepEqual(kr?.federated?.gainedDays, { publicShared: 12, statedAllocation: 12 });
  });

  it('says the same each time', () => {
    assert.ok(runs[0]!.stdout.length > 1000);
    assert.equal(runs[2]!.stdout, runs[0]!.stdout);
  });

  it('has tables for people, without federation unless asked', () => {
    const { code, stdout, stderr } = runs[3]!;
    assert.equal(code, 0);
    assert.match(stdout, /X1\tA shortage\t2015-08-20\tKR\t\+45 price \(2015-07-06\)/);
    assert.match(stdout, /alert\tcrises with an early alarm\t1 of 1\t/);
    assert.doesNotMatch(stdout, /federation|Bulletin/);
    assert.match(stderr, /index\.csv does not list them: unlisted\./);
    assert.match(stderr, /without a value: spare\./);
    assert.match(stderr, /not listed: elsewhere\./);
  });

  it('refuses bad files by line, and bad command lines', () => {
    assert.deepEqual([runs[4]!.code, runs[4]!.stdout], [1, '']);
    const problem = JSON.parse(runs[4]!.stderr);
    assert.equal(problem.code, 'invalid_input');
    assert.equal(problem.issues[0].path, 'index.csv, line 5, publication_lag_days');
    assert.equal(runs[5]!.code, 1);
    assert.deepEqual([runs[6]!.code, runs[7]!.code], [2, 2]);
  });
});
