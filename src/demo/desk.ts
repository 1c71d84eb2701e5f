import { headlineOf } from '../bulletin/headline.ts';
import type { OwnBulletin } from '../bulletin/port.ts';
import type { BulletinDraftInput } from '../domain/bulletin.ts';
import { levelRank, requiredApprovals } from '../domain/level.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import type { Signal } from '../domain/signal.ts';
import { DAY_MS } from '../domain/time.ts';
import type { StagedNode } from './stage.ts';

/** A bulletin that a country issued in the demonstration. */
export interface IssuedBulletin {
  readonly id: string;
  readonly by: StagedNode;
  readonly type: 'issue' | 'update' | 'cancel';
  readonly level: Signal['level'];
  readonly audience: '*' | readonly string[];
  readonly seq: number;
  readonly business: string;
  readonly headline: string;
}

/** What a desk remembers of a bulletin that stands. */
interface Standing {
  readonly indicator: string;
  readonly bulletin: IssuedBulletin;
  readonly signal: string;
  readonly level: Signal['level'];
}

/** The analyst and the two approvers of a node at work, by a simple rule. */
export interface Desk {
  /** Judges the signals that are open and releases what the rule says. Returns what was issued. */
  judge(business: number): Promise<IssuedBulletin[]>;
  /** Looks after what stands: updates what grew, takes back what did not last. */
  followUp(business: number): Promise<IssuedBulletin[]>;
}

/** What one desk drafts of cautions in a year; of alerts it is twice as much. */
const DRAFTS_PER_YEAR = 1;
/** An episode that ended within this time was no sign: the bulletin is taken back. */
const TAKE_BACK_DAYS = 60;
const MOST_CANCELLATIONS = 3;

export function createDesk(node: StagedNode): Desk {
  const standing: Standing[] = [];
  const draftedIn = new Map<number, number>();
  const warned = new Set<string>();
  let cancellations = 0;

  async function followUp(business: number): Promise<IssuedBulletin[]> {
    const issued: IssuedBulletin[] = [];
    for (const one of [...standing]) {
      const follow = await followOne(one, business);
      if (follow !== undefined) issued.push(follow);
    }
    return issued;
  }

  async function judge(business: number): Promise<IssuedBulletin[]> {
    const issued: IssuedBulletin[] = [];
    const { items } = await node.as.analyst.get<{ items: Signal[] }>('/signals?state=open&limit=100');
    for (const signal of items) if (isWorth(signal, business)) issued.push(await draft(signal));
    return issued;
  }

  /** Alerts always; cautions while the year's budget lasts; an indicator's first attention, for those who follow it. */
  function isWorth(signal: Signal, business: number): boolean {
    // That a publisher is silent is for the agency to look after; it is no news for peers.
    if (signal.detector === 'overdue') return false;
    if (business - Date.parse(signal.updatedAt) > 8 * DAY_MS) return false;
    const indicator = indicatorOfSeries(signal.series);
    if (standing.some((one) => one.indicator === indicator)) return false;
    const year = new Date(business).getUTCFullYear();
    const spent = draftedIn.get(year) ?? 0;
    const first = !warned.has(indicator);
    const worth =
      levelRank(signal.level) >= 2
        ? spent < 2 * DRAFTS_PER_YEAR
        : spent < DRAFTS_PER_YEAR && (levelRank(signal.level) === 1 || first);
    if (!worth) return false;
    draftedIn.set(year, spent + 1);
    warned.add(indicator);
    return true;
  }

  async function draft(signal: Signal): Promise<IssuedBulletin> {
    const indicator = indicatorOfSeries(signal.series);
    const only = node.country.closelyHeld[indicator];
    const parts: Partial<BulletinDraftInput> = only === undefined ? {} : { tlp: 'AMBER', audience: [only] };
    const bulletin = await release(
      await node.as.analyst.send('POST', `/signals/${encodeURIComponent(signal.id)}/draft`, { parts }),
    );
    standing.push({ indicator, bulletin, signal: signal.id, level: signal.level });
    return bulletin;
  }

  /** A signal that grew is an update; one that ended soon takes its bulletin back. */
  async function followOne(one: Standing, business: number): Promise<IssuedBulletin | undefined> {
    const signal = await node.as.analyst.get<Signal>(`/signals/${encodeURIComponent(one.signal)}`);
    const age = business - Date.parse(one.bulletin.business);
    const path = `/bulletins/${encodeURIComponent(one.bulletin.id)}`;
    if (levelRank(signal.level) > levelRank(one.level)) {
      const parts = {
        level: signal.level,
        headline: headlineOf(signal),
        text: signal.explanation,
        evidence: [signal.evidence],
      };
      const bulletin = await release(await node.as.analyst.send('POST', `${path}/updates`, { parts }));
      replace(one, { ...one, bulletin, level: signal.level });
      return bulletin;
    }
    if (
      signal.closedAt !== undefined &&
      age < TAKE_BACK_DAYS * DAY_MS &&
      cancellations < MOST_CANCELLATIONS &&
      one.level !== 'serious'
    ) {
      cancellations += 1;
      replace(one);
      const reason = {
        en: `The series came back in ${signal.closedAt.slice(0, 10)}: the sign did not last.`,
      };
      return release(await node.as.analyst.send('POST', `${path}/cancellation`, { reason }));
    }
    if (signal.closedAt !== undefined || age > 400 * DAY_MS) replace(one);
    return undefined;
  }

  function replace(old: Standing, by?: Standing): void {
    standing.splice(standing.indexOf(old), 1, ...(by === undefined ? [] : [by]));
  }

  /** Submitted by the analyst, approved by as many others as the level asks for, issued. */
  async function release({ content, digest }: OwnBulletin): Promise<IssuedBulletin> {
    const path = `/bulletins/${encodeURIComponent(content.id)}`;
    await node.as.analyst.send('POST', `${path}/submit`, { digest });
    await node.as['approver-1'].send('POST', `${path}/approve`, { digest });
    if (requiredApprovals(content.level) === 2)
      await node.as['approver-2'].send('POST', `${path}/approve`, { digest });
    const { life } = await node.as['approver-1'].send<OwnBulletin>('POST', `${path}/issue`);
    if (life.state !== 'issued') throw new Error(`${content.id} was issued and is ${life.state}`);
    return {
      id: content.id,
      by: node,
      type: content.type,
      level: content.level,
      audience: content.audience,
      seq: life.issued.reference.seq,
      business: life.issued.sent,
      headline: content.headline.en ?? content.id,
    };
  }

  return { judge, followUp };
}
