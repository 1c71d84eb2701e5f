import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { initNode } from '../../src/cli/init-node.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { until } from '../helpers/until.ts';
import { createFolders, runEws, startEws } from './run-ews.ts';

const INDICATOR = `- code: FREIGHT
  names: { en: Freight rate }
  sector: logistics
  unit: USD
  frequency: D
  kind: price
  harmful: up
  grade: A
  source: { publisher: Exchange, licence: CC BY 4.0 }
  tlp: CLEAR
  publicationLagDays: 1
  dimensions: [route]
`;
const SERIES = 8;
const DAYS = 15_000;
const ROWS = SERIES * DAYS;

const folders = createFolders();
after(folders.remove);

async function makeNode(): Promise<string> {
  const folder = folders.make();
  await initNode(folder, {
    id: 'kr.ews.example',
    country: 'KR',
    business: 'replay',
    replayFrom: '2021-10-11T00:00:00.000Z',
    admin: { name: 'admin', password: 'correct horse battery' },
    now: Date.now(),
  });
  mkdirSync(join(folder, 'config', 'indicators'));
  writeFileSync(join(folder, 'config', 'indicators', 'all.yaml'), INDICATOR);
  return folder;
}

function series(from: number, to: number): string {
  const rows: string[] = [];
  for (let at = from * DAYS; at < to * DAYS; at += 1) {
    const day = at % DAYS;
    rows.push(`FREIGHT/R${Math.floor(at / DAYS)},${formatPeriod('D', day - 5_000)},${at / 8}\n`);
  }
  return rows.join('');
}

/** Reads the store of a node as another process does. */
async function read<T>(
  folder: string,
  ask: (stores: Awaited<ReturnType<typeof openStoresInline>>) => Promise<T>,
) {
  const stores = await openStoresInline(join(folder, 'data'));
  try {
    return await ask(stores);
  } finally {
    await stores.close();
  }
}

const countOf = (folder: string) => read(folder, ({ observations }) => observations.countObservations());

const everything = (folder: string) =>
  read(folder, ({ observations }) =>
    Promise.all(Array.from({ length: SERIES }, (_, at) => observations.vintages(`FREIGHT/R${at}`))),
  );

test('ews ingest: killed in the middle, and run again, it leaves what it would have left in one go', async () => {
  const [killed, whole] = await Promise.all([makeNode(), makeNode()]);
  const head = 'series,period,value\n';
  const [most, rest] = [series(0, SERIES - 2), series(SERIES - 2, SERIES)];

  const child = startEws(['ingest', '-', '--format', 'csv', '--dir', killed]);
  child.stdin!.on('error', () => undefined);
  // The end is held back: it cannot come to it.
  child.stdin!.write(head + most);
  const seen = await until('something is stored', async () => (await countOf(killed)) || undefined);
  child.kill('SIGKILL');
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  const held = await countOf(killed);
  assert.ok(held >= seen && held < ROWS, `${held} of ${ROWS}`);

  const file = join(folders.make(), 'freight.csv');
  writeFileSync(file, head + most + rest);
  const again = async (folder: string) =>
    JSON.parse((await runEws(['ingest', file, '--dir', folder, '--json'])).stdout);
  const report = await again(killed);
  assert.deepEqual([report.rows, report.stored, report.unchanged], [ROWS, ROWS - held, held]);
  assert.deepEqual([report.revised, report.superseded, report.refused], [0, 0, 0]);
  assert.equal((await again(killed)).unchanged, ROWS);

  assert.equal((await again(whole)).stored, ROWS);
  assert.deepEqual(await everything(killed), await everything(whole));
});
