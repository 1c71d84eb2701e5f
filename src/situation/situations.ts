import type { Indicator, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { Report } from '../domain/report.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import { type Clock, dayOf } from '../domain/time.ts';
import type { Consequences } from './consequences.ts';
import { eventsBeside, readEvents } from './events.ts';
import { situationsOf, withoutRepeated } from './group.ts';
import { createLexicon } from './lexicon.ts';
import { nextOf } from './next.ts';
import { goodsOfSituation } from './occasion.ts';
import {
  type Part,
  partOfBulletin,
  partOfReport,
  partOfSignal,
  type Seer,
  sinceWhen,
  type View,
} from './part.ts';
import type {
  BulletinInForce,
  SignalInPlay,
  SituationBulletins,
  SituationReports,
  SituationSignals,
} from './port.ts';
import type { Situation } from './situation.ts';
import { type DraftSuggestion, suggestDraft } from './suggest-draft.ts';

/** One situation with what it is made of, who is next, and what could be done. */
export interface SituationDetail {
  readonly situation: Situation;
  readonly signals: readonly SignalInPlay[];
  readonly reports: readonly Report[];
  readonly bulletins: readonly BulletinInForce[];
  /** Who is next, and the policy events beside it. */
  readonly next: Consequences;
  readonly suggestion: DraftSuggestion | undefined;
  /** The bulletin that was drafted of it, and is neither issued nor withdrawn. */
  readonly draft: string | undefined;
}

/** The joint picture, computed from what the stores hold when somebody asks. */
export interface Situations {
  /** Those of a sector and of a suggested level, the most urgent first. */
  list(query: {
    readonly sector?: Sector;
    readonly level?: Level;
    readonly limit: number;
    readonly offset: number;
  }): Promise<Situation[]>;
  situation(id: string): Promise<SituationDetail | undefined>;
  /** The most urgent with all that they are made of, and how many there are. */
  details(limit: number): Promise<{ readonly total: number; readonly items: SituationDetail[] }>;
}

export interface SituationParts {
  readonly own: Seer;
  readonly map: SupplyMap;
  readonly signals: SituationSignals;
  readonly bulletins: SituationBulletins;
  readonly reports: SituationReports;
  readonly indicator: (code: string) => Promise<Indicator | undefined>;
  readonly peers: () => Promise<readonly (Seer & { readonly state: string })[]>;
  readonly business: Clock;
}

/** Of each kind the newest so many are looked at. */
const MOST = 1000;

/** What a moment holds. */
interface Held {
  readonly signals: readonly SignalInPlay[];
  readonly reports: readonly Report[];
  readonly bulletins: readonly BulletinInForce[];
  readonly peers: readonly (Seer & { readonly state: string })[];
  readonly view: View;
}

export function createSituations(parts: SituationParts): Situations {
  const { own, map, business } = parts;
  const lexicon = createLexicon(map);

  async function read(): Promise<Held> {
    const now = business.now();
    const { day, ...since } = sinceWhen(now);
    const [signals, reports, bulletins, peers] = await Promise.all([
      parts.signals.signalsInPlay({ ...since, limit: MOST }),
      parts.reports.reports({ state: 'accepted', from: day, limit: MOST, offset: 0 }),
      parts.bulletins.bulletinsInForce({ now, limit: MOST }),
      parts.peers(),
    ]);
    return { signals, reports, bulletins, peers, view: { own, peers, now, lexicon } };
  }

  async function indicatorsOf(signals: readonly SignalInPlay[]): Promise<Map<string, Indicator | undefined>> {
    const codes = [...new Set(signals.map(({ series }) => indicatorOfSeries(series)))];
    return new Map(
      await Promise.all(codes.map(async (code) => [code, await parts.indicator(code)] as const)),
    );
  }

  async function partsOf({ signals, reports, bulletins, view }: Held): Promise<Part[]> {
    const indicators = await indicatorsOf(signals);
    const all = [
      ...signals.map((each) => partOfSignal(each, indicators.get(indicatorOfSeries(each.series)), view)),
      ...reports.map((each) => partOfReport(each, view)),
      ...bulletins.map((each) => partOfBulletin(each, view)),
    ];
    return all.filter((part) => part !== undefined);
  }

  return {
    async list({ sector, level, limit, offset }) {
      const all = withoutRepeated(situationsOf(map, await partsOf(await read())));
      return all
        .filter((each) => sector === undefined || each.sector === sector)
        .filter((each) => level === undefined || each.suggested?.level === level)
        .slice(offset, offset + limit);
    },
    async details(limit) {
      const held = await read();
      const all = withoutRepeated(situationsOf(map, await partsOf(held)));
      const events = await readEvents(parts.reports);
      const items = all.slice(0, limit).map((each) => withDraft(detailOf(each, held, events)));
      return { total: all.length, items: await Promise.all(items) };
    },
    async situation(id) {
      const held = await read();
      const situation = situationsOf(map, await partsOf(held)).find((each) => each.id === id);
      if (situation === undefined) return undefined;
      return withDraft(detailOf(situation, held, await readEvents(parts.reports)));
    },
  };

  async function withDraft(detail: Omit<SituationDetail, 'draft'>): Promise<SituationDetail> {
    return { ...detail, draft: await parts.bulletins.openDraftOf(detail.situation.id) };
  }

  function detailOf(
    situation: Situation,
    { signals, reports, bulletins, peers, view }: Held,
    events: readonly Report[],
  ): Omit<SituationDetail, 'draft'> {
    const idsOf = (kind: Part['kind']) =>
      new Set(situation.parts.filter((part) => part.kind === kind).map(({ id }) => id));
    const [ofSignals, ofReports, ofBulletins] = [idsOf('signal'), idsOf('report'), idsOf('bulletin')];
    const next = nextOf(map, situation);
    const reading = { map, lexicon, day: dayOf(view.now) };
    const active = peers.filter(({ state }) => state !== 'left').map(({ node }) => node);
    return {
      situation,
      signals: signals.filter(({ id }) => ofSignals.has(id)),
      reports: reports.filter(({ id }) => ofReports.has(id)),
      bulletins: bulletins.filter(({ content }) => ofBulletins.has(content.id)),
      next: { ...next, events: eventsBeside(reading, goodsOfSituation(map, situation), next, events) },
      suggestion: suggestDraft(situation, next, { own, peers: active, bulletins, now: view.now }),
    };
  }
}
