import { type Report, reportDay } from '../domain/report.ts';
import { dayAfter, shareHsCode } from '../domain/report-match.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import type { Signal } from '../domain/signal.ts';
import type { IndicatorReader, ReportStore, SignalSummary } from './port.ts';

/** By what one supports the other: goods in common, or the sector alone. */
export type MatchedBy = 'hs-code' | 'sector';

/** What was measured and what people say, of the same and at the same time; each in a list of its own kind. */
export interface Corroboration {
  /** Signals that support an accepted report, those on the same goods first; none for one that is not accepted. */
  signalsFor(report: Report): Promise<{ readonly matchedBy: MatchedBy; readonly signal: SignalSummary }[]>;
  /** Accepted reports that support a signal, those on the same goods first. */
  reportsFor(signal: Signal): Promise<{ readonly matchedBy: MatchedBy; readonly report: Report }[]>;
}

const MOST = 100;
const MOST_CANDIDATES = 1000;

export function createCorroboration(parts: {
  readonly store: Pick<ReportStore, 'signalsNear' | 'reports'>;
  readonly indicators: IndicatorReader;
  readonly days: number;
}): Corroboration {
  const { store, indicators, days } = parts;
  const around = (day: string) => [dayAfter(day, -days), dayAfter(day, days)] as const;
  return {
    async signalsFor({ content, triage }) {
      if (triage.state !== 'accepted') return [];
      const [fromDay, toDay] = around(reportDay(content));
      const onGoods = await indicatorsOn(content.hsCodes, indicators);
      const near = { fromDay, toDay, sector: content.sector, indicators: onGoods, limit: MOST_CANDIDATES };
      const found = (await store.signalsNear(near)).map((signal) => ({
        matchedBy: matched(onGoods.includes(indicatorOfSeries(signal.series))),
        signal,
      }));
      return goodsFirst(found);
    },
    async reportsFor({ series, sector, raisedAt }) {
      const [from, to] = around(raisedAt.slice(0, 10));
      const codes = (await indicators.indicator(indicatorOfSeries(series)))?.hsCodes ?? [];
      const candidates = await store.reports({
        state: 'accepted',
        from,
        to,
        limit: MOST_CANDIDATES,
        offset: 0,
      });
      const found = candidates.flatMap((report) => {
        const isOnGoods = shareHsCode(codes, report.content.hsCodes);
        if (!isOnGoods && report.content.sector !== sector) return [];
        return [{ matchedBy: matched(isOnGoods), report }];
      });
      return goodsFirst(found);
    },
  };
}

async function indicatorsOn(codes: readonly string[], indicators: IndicatorReader): Promise<string[]> {
  if (codes.length === 0) return [];
  const all = await indicators.indicators();
  return all.filter(({ hsCodes }) => shareHsCode(codes, hsCodes)).map(({ code }) => code);
}

function matched(isOnGoods: boolean): MatchedBy {
  return isOnGoods ? 'hs-code' : 'sector';
}

function goodsFirst<Found extends { readonly matchedBy: MatchedBy }>(found: readonly Found[]): Found[] {
  const by = Object.groupBy(found, ({ matchedBy }) => matchedBy);
  return [...(by['hs-code'] ?? []), ...(by.sector ?? [])].slice(0, MOST);
}
