import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from '../http/agency.ts';
import { runBatch } from './run-ews.ts';

let agency: TestAgency;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'ews-reports-'));
before(async () => {
  agency = await openAgency();
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(agency.app.server.address() as AddressInfo).port}`;
});
after(async () => {
  await agency.close();
  rmSync(folder, { recursive: true });
});

const run = (...lines: string[]) =>
  runBatch(
    lines.map((line) => ['reports', ...line.split(' ')]),
    { EWS_URL: url, EWS_TOKEN: agency.tokens.analyst },
  );

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEAD = 'kind,country,sector,text_en,hs_codes,source_kind,source_name,confidence,tlp,seen_on';
const ROW = 'shortage,CN,critical-minerals,No urea to be had,310210,mission,Qingdao,high,AMBER,2021-10-10';
const YAML = `kind: price
text: { ko: 요소 가격이 두 배가 되었다. }
country: CN
sector: critical-minerals
source: { kind: company, name: A company }
confidence: low
tlp: GREEN
seenOn: 2021-10-09
`;

test('ews reports: brings, shows and judges reports at a running node', async () => {
  const csv = file('a.csv', [HEAD, ROW, ROW, ROW.replace('high', 'sure')].join('\n'));
  const [imported, again, added] = await run(
    `import ${csv}`,
    `import ${csv} --json`,
    `add ${file('a.yaml', YAML)}`,
  );
  assert.equal(imported?.stdout, '3 offered: 1 stored, 1 duplicate, 1 refused.\n');
  assert.match(imported?.stderr ?? '', /^line 4, confidence: /);
  assert.equal(imported?.code, 1);
  const { faults, ...counts } = JSON.parse(again?.stdout ?? '');
  assert.deepEqual([counts, faults.length], [{ offered: 3, stored: 0, duplicate: 2, refused: 1 }, 1]);
  const id = /^(report-\S+) is kept\.\n$/.exec(added?.stdout ?? '')?.[1];
  assert.ok(id !== undefined, added?.stdout);

  const [listed] = await run('list --state new --json');
  const [first, second] = JSON.parse(listed?.stdout ?? '').items;
  assert.deepEqual([first.content.kind, first.copies, second.id], ['shortage', 3, id]);
  const [accepted, dismissed, shown, table] = await run(
    `accept ${id}`,
    `dismiss ${first.id} --reason noise`,
    `show ${id} --json`,
    'list',
  );
  assert.equal(accepted?.stdout, `${id} is accepted.\n`);
  assert.equal(dismissed?.stdout, `${first.id} is dismissed.\n`);
  const detail = JSON.parse(shown?.stdout ?? '');
  assert.deepEqual([detail.triage.state, detail.similar, detail.signals], ['accepted', [], []]);
  assert.equal(table?.stdout.split('\n').length, 4);
});

test('ews reports: loads the catalogue, and lists policy events', async () => {
  const [catalogue, loaded, wrong, events] = await run(
    'catalogue --json',
    'import --catalogue --json',
    'import',
    'events --type quota --json',
  );
  const { offered, stored, later } = JSON.parse(loaded?.stdout ?? '');
  assert.equal(offered, JSON.parse(catalogue?.stdout ?? '').items.length);
  assert.ok(stored > 0 && stored + later === offered);
  assert.notEqual(wrong?.code, 0);
  const { items } = JSON.parse(events?.stdout ?? '');
  assert.deepEqual(
    items.map((each: { id: string }) => each.id),
    ['catalogue-cn-rare-earth-quota-2010'],
  );
});
