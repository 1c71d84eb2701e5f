import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readCrises } from '../../src/backtest/crises.ts';
import { readIndex } from '../../src/backtest/series-index.ts';
import { EwsError } from '../../src/domain/errors.ts';
import { createFolders } from '../cli/run-ews.ts';
import { day } from './build.ts';

const folders = createFolders();
after(folders.remove);

const CRISES = 'id,title,affected,start,announced,peak,series';
const INDEX = 'series,frequency,harmful_direction,publication_lag_days,node,scope';

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folders.make(), name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** What is said to be wrong, place by place. */
async function issues(reading: Promise<unknown>): Promise<string[]> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    assert.equal(error.code, 'invalid_input');
    return ((error.detail.issues ?? []) as { path: string }[]).map(({ path }) => path);
  }
  throw new Error('it was read');
}

describe('crises', () => {
  it('are read with columns in any order, quotes, and columns that nobody needs', async () => {
    const file = fileOf(
      'crises.csv',
      'kind,series,peak,announced,start,affected,title,id',
      'fx,a b,2011-03-17,2011-03-18,2011-03-14,JP US,"Yen, up",D05',
      'fx,,2012-01-01,2012-01-01,2012-01-01,KR,Unseen,D06',
    );
    const [first, second] = await readCrises(file);
    assert.deepEqual(first, {
      id: 'D05',
      title: 'Yen, up',
      affected: ['JP', 'US'],
      start: day('2011-03-14'),
      announced: day('2011-03-18'),
      peak: day('2011-03-17'),
      series: ['a', 'b'],
    });
    assert.deepEqual(second?.series, []);
  });

  it('are refused as a whole, with the line and column of each problem', async () => {
    const good = 'D01,t,KR,2020-01-01,2020-01-02,2020-01-03,a';
    const file = fileOf(
      'crises.csv',
      CRISES,
      good,
      'D02,t,KR,2020-02-30,2020-01-02,2020-03-03,a',
      'D03,t,Korea,2020-01-01,2020-1-2,2020-01-03,a',
      'D04,t,KR KR,2020-01-01,2020-01-02,2020-01-03,a a',
      'D05,t,KR,2020-01-01,2020-01-02,2019-12-31,a',
      good,
      'D07,t,,2020-01-01,2020-01-02,2020-01-03,a',
      'D08,t,KR',
    );
    assert.deepEqual(await issues(readCrises(file)), [
      'crises.csv, line 3, start',
      'crises.csv, line 4, affected',
      'crises.csv, line 4, announced',
      'crises.csv, line 5, affected',
      'crises.csv, line 5, series',
      'crises.csv, line 6, peak',
      'crises.csv, line 7, id',
      'crises.csv, line 8, affected',
      'crises.csv, line 9',
    ]);
  });

  it('are refused without a column, without rows, without a file', async () => {
    await assert.rejects(readCrises(fileOf('crises.csv', 'id,title,affected,start,announced,series', 'x')), {
      code: 'invalid_input',
      message: /no column peak/,
    });
    await assert.rejects(readCrises(fileOf('crises.csv', CRISES)), {
      code: 'invalid_input',
      message: /no rows/,
    });
    await assert.rejects(readCrises('/nonexistent/crises.csv'), { code: 'ENOENT' });
  });
});

describe('the index', () => {
  it('is read', async () => {
    const index = await readIndex(
      fileOf('index.csv', INDEX, 'a,M,down,16,US,national', 'b,D,up,0.5,US,public'),
    );
    assert.deepEqual(index.get('a'), {
      series: 'a',
      pace: 'M',
      direction: 'down',
      lagDays: 16,
      node: 'US',
      scope: 'national',
      item: 'a',
    });
    assert.equal(index.get('b')?.lagDays, 0.5);
  });

  it('may say which series are related, and which are of one item', async () => {
    const index = await readIndex(
      fileOf(
        'index.csv',
        `${INDEX},name,sector,item`,
        'a,M,up,1,US,public,"Won per dollar, monthly",finance,',
        'b,D,up,1,US,public,"Won per dollar, daily",,',
        'c,M,up,1,US,public,"Natural gas, Europe",,gas',
      ),
    );
    assert.deepEqual(
      [...index.values()].map(({ sector, item }) => [sector, item]),
      [
        ['finance', 'Won per dollar'],
        [undefined, 'Won per dollar'],
        [undefined, 'gas'],
      ],
    );
  });

  it('may say what kind of measure a series is', async () => {
    const index = await readIndex(
      fileOf('index.csv', `${INDEX},kind`, 'a,M,up,1,US,public,share', 'b,M,up,1,US,public,'),
    );
    assert.deepEqual([index.get('a')?.kind, index.get('b')?.kind], ['share', undefined]);
    const wrong = readIndex(fileOf('index.csv', `${INDEX},kind`, 'a,M,up,1,US,public,colour'));
    assert.deepEqual(await issues(wrong), ['index.csv, line 2, kind']);
  });

  it('is refused with the line and column of each problem', async () => {
    const file = fileOf(
      'index.csv',
      INDEX,
      'a,X,up,1,US,public',
      'b,M,sideways,1,US,public',
      'c,M,up,-1,US,public',
      'd,M,up,1e3,US,public',
      'e,M,up,1,us,public',
      'f,M,up,1,US,secret',
      ',M,up,1,US,public',
    );
    assert.deepEqual(await issues(readIndex(file)), [
      'index.csv, line 2, frequency',
      'index.csv, line 3, harmful_direction',
      'index.csv, line 4, publication_lag_days',
      'index.csv, line 5, publication_lag_days',
      'index.csv, line 6, node',
      'index.csv, line 7, scope',
      'index.csv, line 8, series',
    ]);
  });
});
