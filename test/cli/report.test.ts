import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from '../http/agency.ts';
import { bringWeek } from '../situation-report/scene.ts';
import { runBatch } from './run-ews.ts';

let agency: TestAgency;
let url: string;
before(async () => {
  agency = await openAgency();
  await bringWeek(agency);
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(agency.app.server.address() as AddressInfo).port}`;
});
after(() => agency.close());

test('ews report: writes the page to a file or prints it, and its figures as JSON', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'ews-report-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'week.html');
  const [written, printed, figures, refused] = await runBatch(
    [
      ['report', '--lang', 'ja', '--output', file],
      ['report'],
      ['report', '--week', '2021-W40', '--json'],
      ['report', '--week', '2021-W50'],
    ],
    { EWS_URL: url, EWS_TOKEN: agency.tokens.viewer, LC_ALL: 'ko_KR.UTF-8' },
  );
  const page = readFileSync(file, 'utf8');
  assert.equal(written?.stdout, `${file}: ${Buffer.byteLength(page)} bytes.\n`);
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.match(page, /^<!doctype html>\n<html lang="ja">[\s\S]*<\/html>\n$/);
  assert.match(printed?.stdout ?? '', /^<!doctype html>\n<html lang="ko">[\s\S]*<\/html>\n$/);
  assert.equal(JSON.parse(figures?.stdout ?? '').week.name, '2021-W40');
  assert.deepEqual([refused?.stdout, refused?.code !== 0], ['', true]);
  assert.match(refused?.stderr ?? '', /2021-W50 has not begun/);
});
