import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { initNode } from '../../src/cli/init-node.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { createFolders, runEws } from './run-ews.ts';

const PASSWORD = 'correct horse battery';
const INDICATOR = `- code: UREA_PRICE
  names: { en: Urea price }
  sector: critical-minerals
  unit: USD/t
  frequency: M
  kind: price
  harmful: up
  grade: A
  source: { publisher: World Bank, licence: CC BY 4.0 }
  tlp: CLEAR
  publicationLagDays: 5
  dimensions: [reporter, partner]
`;
const ROWS = 'series,period,value\nUREA_PRICE/W.W,2021-01,265\nUREA_PRICE/W.W,2021-02,335.1\n';

const folders = createFolders();
after(folders.remove);

async function makeNode(replayFrom?: string): Promise<string> {
  const folder = folders.make();
  await initNode(folder, {
    id: 'kr.ews.example',
    country: 'KR',
    ...(replayFrom === undefined ? {} : { business: 'replay', replayFrom }),
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
  });
  mkdirSync(join(folder, 'config', 'indicators'));
  writeFileSync(join(folder, 'config', 'indicators', 'all.yaml'), INDICATOR);
  return folder;
}

describe('ews ingest', () => {
  let folder: string;
  const ingest = (args: string[], input: string) =>
    runEws(['ingest', ...args, '--dir', folder, '--json'], { input });
  before(async () => {
    folder = await makeNode();
  });

  it('stores what is good, reports the rest, and says so by its exit code', async () => {
    const file = join(folder, 'prices.csv');
    writeFileSync(file, `${ROWS}UREA_PRICE/W.W,2021-13,1\n`);
    const first = await ingest([file], '');
    assert.equal(first.code, 1, first.stderr);
    const report = JSON.parse(first.stdout);
    assert.deepEqual([report.stored, report.refused, report.refusals[0].line], [2, 1, 4]);
    const again = await ingest([file], '');
    assert.deepEqual(JSON.parse(again.stdout).unchanged, 2);
  });

  it('reads standard input in a stated format', async () => {
    const row = { series: 'UREA_PRICE/W.W', period: '2021-03', value: 352.9 };
    const run = await ingest(['-', '--format', 'ndjson'], `${JSON.stringify(row)}\n`);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(JSON.parse(run.stdout).stored, 1);
  });

  it('stores nothing with --dry-run, nor with --strict and a bad row', async () => {
    const good = 'series,period,value\nUREA_PRICE/W.W,2020-01,215\n';
    const dry = await ingest(['-', '--format', 'csv', '--dry-run'], good);
    assert.deepEqual([dry.code, JSON.parse(dry.stdout).stored], [0, 1]);
    const strict = await ingest(['-', '--format', 'csv', '--strict'], `${good}bad\n`);
    assert.deepEqual([strict.code, JSON.parse(strict.stdout).stored], [1, 0]);
    const then = await ingest(['-', '--format', 'csv'], good);
    assert.equal(JSON.parse(then.stdout).stored, 1);
  });

  it('refuses a file that it cannot read, and a format that it does not know', async () => {
    const [missing, unknown] = await Promise.all([ingest(['/nonexistent.csv'], ''), ingest(['-'], '')]);
    assert.deepEqual([missing.code, unknown.code], [1, 1]);
    assert.equal(JSON.parse(unknown.stderr).code, 'unsupported_media_type');
  });

  it('writes the audit trail', async () => {
    const stores = await openStoresInline(join(folder, 'data'));
    const records = await stores.people.auditRecords(1, 100);
    await stores.close();
    const ingested = records.filter(({ action }) => action === 'observations.ingested');
    assert.equal(ingested.length, 5, 'a dry run is not recorded');
    assert.match(ingested[0]?.actor.name ?? '', /^ews:/);
  });

  it('takes the business time of a replay for what is known when', async () => {
    folder = await makeNode('2021-02-15T00:00:00Z');
    const run = await ingest(['-', '--format', 'csv'], `${ROWS}UREA_PRICE/W.W,2021-04,1\n`);
    const report = JSON.parse(run.stdout);
    assert.equal(report.refusedByReason.future, report.refused);
    assert.ok(report.refused > 0);
    const stores = await openStoresInline(join(folder, 'data'));
    const [first] = await stores.observations.history('UREA_PRICE/W.W', '2021-01');
    await stores.close();
    assert.equal(first?.knownAt, Date.parse('2021-02-15T00:00:00Z'));
  });
});

describe('ews account', () => {
  it('adds, lists and changes', async () => {
    const folder = await makeNode();
    const account = (args: string[], input = '') =>
      runEws(['account', ...args, '--dir', folder, '--json'], { input });
    const password = ['--password-file', '-'];
    const added = await account(['add', 'j.kim', '--role', 'analyst', ...password], `${PASSWORD}\n`);
    assert.equal(added.code, 0, added.stderr);
    assert.equal(JSON.parse(added.stdout).password, undefined);
    const random = await account(['add', 'm.lee', '--role', 'approver']);
    assert.match(JSON.parse(random.stdout).password, /^[A-Za-z0-9_-]{20}$/);

    const changed = await account(['change', 'j.kim', '--role', 'operator', '--disable']);
    assert.deepEqual(
      [JSON.parse(changed.stdout).role, JSON.parse(changed.stdout).disabled],
      ['operator', true],
    );
    const { items } = JSON.parse((await account(['list'])).stdout);
    assert.deepEqual(items.map(({ name }: { name: string }) => name).sort(), ['admin', 'j.kim', 'm.lee']);
    assert.ok(items.every((item: object) => !('passwordHash' in item)));
  });

  it('refuses what cannot be', async () => {
    const folder = await makeNode();
    const codes = await Promise.all(
      [
        { args: ['add', 'admin', '--role', 'viewer'], code: 'already_exists' },
        { args: ['add', 'Kim!', '--role', 'viewer'], code: 'invalid_input' },
        { args: ['change', 'nobody', '--disable'], code: 'not_found' },
        { args: ['change', 'admin'], code: 'invalid_input' },
      ].map(async ({ args, code }) => {
        const run = await runEws(['account', ...args, '--dir', folder, '--json']);
        assert.equal(run.code, 1);
        assert.equal(JSON.parse(run.stderr).code, code, args.join(' '));
      }),
    );
    assert.equal(codes.length, 4);
  });
});
