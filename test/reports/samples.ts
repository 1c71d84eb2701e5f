import { type Report, ReportContent } from '../../src/domain/report.ts';

/** A report that a mission sends, on the day before 2021-10-11. */
export function content(parts: Record<string, unknown> = {}): ReportContent {
  return ReportContent.parse({
    kind: 'shortage',
    text: { en: 'Two suppliers of urea in Shandong take no orders.' },
    country: 'CN',
    sector: 'critical-minerals',
    item: { en: 'Urea' },
    hsCodes: ['310210'],
    source: { kind: 'mission', name: 'Mission in Qingdao' },
    confidence: 'medium',
    tlp: 'AMBER',
    seenOn: '2021-10-10',
    ...parts,
  });
}

export function event(
  parts: Record<string, unknown> = {},
  rest: Record<string, unknown> = {},
): ReportContent {
  const dates = { type: 'export-control', announcedOn: '2021-10-11', status: 'announced', ...parts };
  return content({ kind: 'policy-event', event: dates, ...rest });
}

export function report(number: number, parts: Record<string, unknown> = {}): Report {
  return {
    id: `report-2021-10-11-${String(number).padStart(12, '0')}`,
    content: content(parts),
    way: 'api',
    receivedFrom: 'kim',
    receivedAt: '2021-10-11T00:00:00.000Z',
    triage: { state: 'new' },
    copies: 0,
  };
}
