import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { initNode } from '../../src/cli/init-node.ts';
import { createFolders, runEws } from './run-ews.ts';

const CATALOGUE = `indicators:
  - code: UREA_PRICE
    names: { en: Urea price }
    sector: critical-minerals
    unit: USD/t
    frequency: M
    kind: price
    harmful: up
    grade: A
    source: { publisher: Customs, licence: open }
    tlp: CLEAR
    publicationLagDays: 5
    dimensions: [reporter, partner]
mappings:
  customs:
    format: csv
    period: { header: YYYY.MM }
    series:
      - indicator: UREA_PRICE
        dimensions: { reporter: KR, partner: { column: Land, values: { China: CN, Vietnam: VN } } }
`;
const WIDE = 'Land,2021.08,2021.09\nChina,400,418\nVietnam,390,\nAtlantis,1,2\n';

const folders = createFolders();
after(folders.remove);

describe('ews ingest and ews series export', () => {
  let folder: string;
  const ews = (...args: string[]) => runEws([...args, '--dir', folder]);
  before(async () => {
    folder = folders.make();
    await initNode(folder, {
      id: 'kr.ews.example',
      country: 'KR',
      admin: { name: 'admin', password: 'correct horse battery' },
      now: Date.now(),
    });
    mkdirSync(join(folder, 'config', 'indicators'));
    writeFileSync(join(folder, 'config', 'indicators', 'all.yaml'), CATALOGUE);
  });

  it('read a compressed file of a publisher by a mapping', async () => {
    for (const [name, bytes, stored] of [
      ['wide.gz', gzipSync(WIDE), 3],
      ['wide.zst', zstdCompressSync(WIDE), 0],
    ] as const) {
      const file = join(folder, name);
      writeFileSync(file, bytes);
      const run = await ews('ingest', file, '--mapping', 'customs', '--json');
      assert.equal(run.code, 1, run.stderr);
      const report = JSON.parse(run.stdout);
      assert.deepEqual([report.stored, report.unchanged, report.refused], [stored, 3 - stored, 1]);
      assert.match(report.refusals[0].message, /line 4, column Land/);
    }
  });

  it('refuse a mapping that there is not', async () => {
    const run = await ews('ingest', join(folder, 'wide.gz'), '--mapping', 'custom');
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /customs/);
  });

  it('write what they read, in every format by the name of the file', async () => {
    for (const ending of ['csv', 'ndjson', 'json', 'sdmx.csv']) {
      const file = join(folder, `out.${ending}`);
      const run = await ews('series', 'export', '--out', file, '--vintages', 'all', '--json');
      assert.equal(run.code, 0, run.stderr);
      assert.equal(JSON.parse(run.stdout).bytes, readFileSync(file).length);
      assert.ok(!existsSync(`${file}.part`));
      const back = await ews('ingest', file, '--json');
      const report = JSON.parse(back.stdout);
      assert.deepEqual([report.rows, report.unchanged], [3, 3], ending);
    }
    const file = join(folder, 'out.parquet');
    await ews('series', 'export', '--out', file);
    assert.equal(readFileSync(file).subarray(0, 4).toString(), 'PAR1');
  });

  it('write to standard output, and nothing where they refuse', async () => {
    const some = await ews('series', 'export', '--series', 'UREA_PRICE/KR.CN', '--from-period', '2021-09');
    assert.match(
      some.stdout,
      /^series,period,value,status,known_at\nUREA_PRICE\/KR\.CN,2021-09,418,A,\S+\n$/,
    );
    const file = join(folder, 'none.csv');
    for (const more of [
      ['--indicator', 'NO_SUCH'],
      ['--from-period', '2021'],
      ['--format', 'xlsx'],
    ]) {
      const run = await ews('series', 'export', '--out', file, ...more);
      assert.notEqual(run.code, 0);
      assert.ok(!existsSync(file));
    }
  });
});
