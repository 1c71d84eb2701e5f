import { type Report, reportDay } from '../domain/report.ts';
import { dayAfter, daysApart, isSimilar, SIMILAR_DAYS } from '../domain/report-match.ts';
import type { ReportStore } from './port.ts';

const MOST = 10;
const MOST_CANDIDATES = 500;

/** Reports that may be about the same sign as one; those that were dismissed or merged are not asked again. */
export async function similarTo(report: Report, store: Pick<ReportStore, 'reports'>): Promise<Report[]> {
  const { content } = report;
  const day = reportDay(content);
  const candidates = await store.reports({
    kind: content.kind,
    country: content.country,
    from: dayAfter(day, -SIMILAR_DAYS),
    to: dayAfter(day, SIMILAR_DAYS),
    limit: MOST_CANDIDATES,
    offset: 0,
  });
  const distance = (other: Report) => daysApart(day, reportDay(other.content));
  return candidates
    .filter(({ id, triage }) => id !== report.id && (triage.state === 'new' || triage.state === 'accepted'))
    .filter((other) => isSimilar(content, other.content))
    .sort((one, other) => distance(one) - distance(other) || (one.id < other.id ? -1 : 1))
    .slice(0, MOST);
}
