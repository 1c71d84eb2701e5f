import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { seeded } from '../../src/replay/random.ts';
import { createFolders, runEws } from './run-ews.ts';

const folders = createFolders();
after(folders.remove);

function folderOfSeries(): string {
  const folder = folders.make();
  const random = seeded(11);
  const rows = ['a', 'b'].flatMap((series) => {
    let value = 100;
    return Array.from({ length: 260 }, (_, at) => {
      value *= Math.exp((random() - 0.5) * 0.05);
      return `${series},${2000 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')},${value}`;
    });
  });
  writeFileSync(join(folder, 'series.csv'), ['series,period,value', ...rows, ''].join('\n'));
  writeFileSync(
    join(folder, 'index.csv'),
    'series,frequency,harmful_direction,publication_lag_days,node,scope\na,M,up,5,KR,public\nb,M,down,5,JP,public\n',
  );
  return folder;
}

describe('ews benchmark detectors', () => {
  const folder = folderOfSeries();
  const args = ['benchmark', 'detectors', '--data', folder, '--placements', '30'];

  it('says what each detector finds of each shock, beyond chance', async () => {
    const { code, stdout, stderr } = await runEws([...args, '--json']);
    assert.equal(code, 0, stderr);
    const { results, alarmTime } = JSON.parse(stdout);
    assert.equal(alarmTime, 0.06);
    const step = results.find(
      ({ detector, shock }: Record<string, unknown>) => detector === 'alert' && shock === 'step',
    );
    assert.equal(step.placements, 30);
    assert.ok(step.gain > 0.4, JSON.stringify(step));
    assert.equal((await runEws([...args, '--json'])).stdout, stdout);
  });

  it('shows a table to people', async () => {
    assert.match((await runEws(args)).stdout, /step\talert\t\d\.\d{3}\t/);
  });
});
