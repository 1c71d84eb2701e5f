import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createFolders, runBatch } from './run-ews.ts';

const SHIPPED = new URL('../../config/supply-map.yaml', import.meta.url).pathname;

const folders = createFolders();
after(folders.remove);

test('ews supply-map: works on a file without a node', async () => {
  const [check, show, effects, table, exposure] = await runBatch([
    ['supply-map', 'check', SHIPPED, '--json'],
    ['supply-map', 'show', '--file', SHIPPED, '--json'],
    [
      'supply-map',
      'effects',
      '--file',
      SHIPPED,
      '--country',
      'CN',
      '--item',
      'urea',
      '--lost',
      '0.5',
      '--json',
    ],
    ['supply-map', 'effects', '--file', SHIPPED, '--hs', '2504', '--scope', 'exports'],
    ['supply-map', 'exposure', '--file', SHIPPED, '--hit', 'JP', '--json'],
  ]);
  for (const run of [check, show, effects, table, exposure]) assert.equal(run!.code, 0, run!.stderr);
  const { errors, edges } = JSON.parse(check!.stdout);
  assert.deepEqual([errors, edges], [0, JSON.parse(show!.stdout).edges.length]);
  assert.equal(JSON.parse(effects!.stdout).effects[0].share, 0.488);
  assert.match(table!.stdout, /KR\/electrodes\/anode-material\t97\.7 %\t97\.7 %\t30–90/);
  assert.match(table!.stdout, /CN\/refining\/natural-graphite → KR\/electrodes\/anode-material → KR\/cells/);
  for (const { hits } of JSON.parse(exposure!.stdout).exposures) assert.equal(hits[0].country, 'JP');
});

test('ews supply-map: says what is wrong with a file or a choice, and where', async () => {
  const folder = folders.make();
  mkdirSync(folder, { recursive: true });
  const bad = join(folder, 'map.yaml');
  const text = readFileSync(SHIPPED, 'utf8').replace('share: 0.85', 'share: 85');
  writeFileSync(bad, text);
  const line = text.split('\n').findIndex((each) => each.includes('share: 85')) + 1;
  const [check, effects, none, nobody, country] = await runBatch([
    ['supply-map', 'check', bad],
    ['supply-map', 'effects', '--file', bad, '--item', 'urea'],
    ['supply-map', 'effects', '--file', SHIPPED],
    ['supply-map', 'effects', '--file', SHIPPED, '--item', 'unobtainium', '--json'],
    ['supply-map', 'exposure', '--file', SHIPPED, '--country', 'china'],
  ]);
  assert.equal(check!.code, 1);
  assert.ok(check!.stdout.includes(`map.yaml:${line}: edges.0.share`), check!.stdout);
  assert.deepEqual(
    [effects, none, nobody, country].map((run) => run!.code),
    [1, 1, 1, 1],
  );
  assert.match(effects!.stderr, /config_invalid/);
  assert.match(none!.stderr, /--country/);
  assert.match(nobody!.stderr + nobody!.stdout, /not_found/);
  assert.match(country!.stderr, /--country/);
});
