import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { readReports } from '../../src/reports/csv.ts';
import { COLUMNS } from '../../src/reports/csv-columns.ts';
import { content, event } from './samples.ts';

const HEAD = 'kind,country,sector,text_en,item_en,hs_codes,source_kind,source_name,confidence,tlp,seen_on';
const ROW =
  'shortage,CN,critical-minerals,Two suppliers of urea in Shandong take no orders.,Urea,310210,mission,Mission in Qingdao,medium,AMBER,2021-10-10';
const read = (...lines: string[]) => readReports(Buffer.from(lines.join('\n')), 'a.csv');

test('csv: a row is the report that it says', () => {
  const { rows, faults, refused } = read(HEAD, ROW, '');
  assert.deepEqual([rows, faults, refused], [[{ line: 2, content: content() }], [], 0]);
});

test('csv: every column has its place, whatever the order', () => {
  const full: Record<string, string> = {
    ...{ kind: 'policy-event', country: 'CN', sector: 'critical-minerals' },
    ...{ text_en: 'Inspection, "for all"', text_ko: '검사', text_ja: '検査' },
    ...{ item_en: 'Urea', item_ko: '요소', item_ja: '尿素', hs_codes: '310210 2814' },
    ...{ source_kind: 'mission', source_name: 'Mission in Qingdao', confidence: 'high', tlp: 'AMBER+STRICT' },
    ...{ seen_on: '2021-10-10', url: 'https://example.org/a?b=c' },
    ...{ attachment_sha256: 'b'.repeat(64), attachment_name: 'notice.pdf', attachment_size: '1024' },
    ...{ event_type: 'export-control', event_affected: 'KR JP', event_announced_on: '2021-10-11' },
    ...{ event_effective_on: '2021-10-15', event_suspended_on: '2022-01-01', event_ended_on: '2022-02-01' },
    event_status: 'ended',
  };
  assert.deepEqual(Object.keys(full).sort(), [...COLUMNS].sort());
  const columns = COLUMNS.toReversed();
  const quoted = columns.map((column) => `"${full[column]?.replaceAll('"', '""')}"`);
  const { rows, faults } = read(columns.join(','), quoted.join(','));
  assert.deepEqual(faults, []);
  const dates = { announcedOn: '2021-10-11', effectiveOn: '2021-10-15', suspendedOn: '2022-01-01' };
  assert.deepEqual(
    rows[0]?.content,
    event(
      { ...dates, endedOn: '2022-02-01', status: 'ended', affected: ['KR', 'JP'] },
      {
        ...{ text: { en: 'Inspection, "for all"', ko: '검사', ja: '検査' }, confidence: 'high' },
        ...{ item: { en: 'Urea', ko: '요소', ja: '尿素' }, hsCodes: ['310210', '2814'], tlp: 'AMBER+STRICT' },
        attachments: [{ sha256: 'b'.repeat(64), name: 'notice.pdf', size: 1024 }],
        url: 'https://example.org/a?b=c',
      },
    ),
  );
});

test('csv: what is wrong with a row is told by line and column, and the others go on', () => {
  const { rows, faults, refused } = read(
    HEAD,
    ROW.replace('shortage', 'rumour'),
    ROW.replace('310210', '31.02'),
    ROW.replace('mission,', ','),
    ROW.replace('Two suppliers of urea in Shandong take no orders.', ''),
    ROW.replace('2021-10-10', '10 October'),
    `${ROW},more`,
    ROW.replace('Urea', '"Urea'),
    ROW.replace('shortage', 'policy-event'),
    ROW,
  );
  assert.equal(refused, 8);
  assert.deepEqual(
    rows.map(({ line }) => line),
    [10],
  );
  assert.deepEqual(
    faults.map(({ line, column, reason }) => [line, column, reason]),
    [
      [2, 'kind', 'invalid'],
      [3, 'hs_codes', 'invalid'],
      [4, 'source_kind', 'invalid'],
      [5, 'text_en', 'invalid'],
      [6, 'seen_on', 'invalid'],
      [7, undefined, 'malformed'],
      [8, undefined, 'malformed'],
      [9, 'event_type', 'invalid'],
    ],
  );
});

test('csv: a file that is none is refused as a whole', () => {
  const wrong: Record<string, Buffer> = {
    empty: Buffer.from('\n'),
    unknown: Buffer.from(`${HEAD},colour\n`),
    twice: Buffer.from(`${HEAD},kind\n`),
    missing: Buffer.from(HEAD.replace(',tlp', '')),
    bytes: Buffer.from([0xff, 0xfe, 0x41]),
  };
  for (const [name, bytes] of Object.entries(wrong))
    assert.throws(
      () => readReports(bytes, name),
      (error) => hasCode(error, 'invalid_input'),
      name,
    );
  assert.throws(
    () => read(HEAD, ...Array(5001).fill(ROW)),
    (error) => hasCode(error, 'too_large'),
  );
});
