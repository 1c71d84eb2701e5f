import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventDates, eventAsOf } from '../../src/domain/policy-event.ts';
import { ReportContent, reportDay } from '../../src/domain/report.ts';
import { reportDigest } from '../../src/domain/report-digest.ts';
import { isSimilar, shareHsCode } from '../../src/domain/report-match.ts';
import { content, event } from '../reports/samples.ts';

test('report: an event goes with its kind, and only with it', () => {
  const { kind: _kind, ...rest } = event();
  assert.equal(ReportContent.safeParse({ ...rest, kind: 'shortage' }).success, false);
  assert.equal(ReportContent.safeParse({ ...content(), kind: 'policy-event' }).success, false);
  assert.equal(ReportContent.safeParse(event()).success, true);
  const ended = { ...event(), event: { ...event().event, endedOn: '2021-10-10' } };
  assert.equal(ReportContent.safeParse(ended).success, false);
});

test('report: refuses what is not in its one form', () => {
  const wrong: [string, unknown][] = [
    ['seenOn', '2021-02-30'],
    ['seenOn', '2021-10-10T00:00:00Z'],
    ['country', 'kr'],
    ['hsCodes', ['31.02']],
    ['text', { en: '   ' }],
    ['text', { fr: 'Urée' }],
    ['text', { en: 'x'.repeat(4001) }],
    ['url', 'javascript:alert(1)'],
    ['attachments', [{ sha256: 'A'.repeat(64), name: 'a.pdf', size: 1 }]],
    ['attachments', [{ sha256: 'a'.repeat(64), name: 'a.pdf', size: -1 }]],
    ['source', { kind: 'mission', name: ' ' }],
    ['confidence', 'certain'],
    ['unknown', 1],
  ];
  const accepted = wrong.filter(
    ([name, value]) => ReportContent.safeParse({ ...content(), [name]: value }).success,
  );
  assert.deepEqual(accepted, []);
});

test('report: the order of codes makes no other report, another source does', () => {
  const digest = reportDigest(content({ hsCodes: ['310210', '2814'] }));
  assert.equal(reportDigest(content({ hsCodes: ['2814', '310210', '2814'] })), digest);
  assert.notEqual(reportDigest(content({ hsCodes: ['310210'] })), digest);
  const other = { kind: 'mission', name: 'Mission in Dalian' };
  assert.notEqual(reportDigest(content({ hsCodes: ['310210', '2814'], source: other })), digest);
});

test('report: codes are shared where one is the beginning of the other, of four digits or more', () => {
  assert.equal(shareHsCode(['310210'], ['3102']), true);
  assert.equal(shareHsCode(['31'], ['310210']), false);
  assert.equal(shareHsCode(['310210'], ['310280']), false);
  assert.equal(shareHsCode([], ['3102']), false);
});

test('report: similar ones have kind, country, item and days in common', () => {
  const one = content();
  const differing: Record<string, boolean> = {
    same: isSimilar(one, content({ text: { ko: '요소 주문 중단' }, hsCodes: ['3102'] })),
    fortnight: isSimilar(one, content({ seenOn: '2021-09-26' })),
    later: isSimilar(one, content({ seenOn: '2021-09-25' })),
    kind: isSimilar(one, content({ kind: 'price' })),
    country: isSimilar(one, content({ country: 'VN' })),
    code: isSimilar(one, content({ hsCodes: ['2804'] })),
    name: isSimilar(one, content({ hsCodes: [], item: { ko: '요소', en: 'UREA' } })),
    otherName: isSimilar(one, content({ hsCodes: [], item: { en: 'Ammonia' } })),
    noItem: isSimilar(one, content({ hsCodes: [], item: undefined })),
    sector: isSimilar(one, content({ hsCodes: [], sector: 'batteries' })),
  };
  const similar = Object.keys(differing).filter((name) => differing[name]);
  assert.deepEqual(similar, ['same', 'fortnight', 'name']);
});

test('report: events are similar where their types are, by the days of their announcement', () => {
  const one = event({}, { seenOn: '2021-01-01' });
  assert.equal(reportDay(one), '2021-10-11');
  assert.equal(isSimilar(one, event({ announcedOn: '2021-10-15' })), true);
  assert.equal(isSimilar(one, event({ type: 'quota' })), false);
});

test('event: nothing is known of it before it happens', () => {
  const dates = EventDates.parse({
    ...{ type: 'export-control', announcedOn: '2024-12-03', effectiveOn: '2024-12-10' },
    ...{ suspendedOn: '2025-11-09', endedOn: '2026-01-01' },
  });
  const known = ['2024-12-03', '2024-12-10', '2025-11-08', '2025-11-09', '2026-01-01'].map((day) => {
    const { status, suspendedOn, endedOn } = eventAsOf(dates, day);
    return [status, suspendedOn, endedOn];
  });
  assert.deepEqual(known, [
    ['announced', undefined, undefined],
    ['in-force', undefined, undefined],
    ['in-force', undefined, undefined],
    ['suspended', '2025-11-09', undefined],
    ['ended', '2025-11-09', '2026-01-01'],
  ]);
});
