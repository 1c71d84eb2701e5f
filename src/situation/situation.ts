import { type LocalisedText, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import type { EpochMs } from '../domain/time.ts';
import { isAbout, type KnownGoods } from './goods.ts';
import type { Part } from './part.ts';
import { type Subject, subjectId } from './subject.ts';
import { highest, type SuggestedLevel, suggestLevel } from './suggest-level.ts';

/** What one country sees of a situation. */
export interface Sight {
  readonly by: string;
  readonly own: boolean;
  /** The highest of its signals and bulletins; reports alone have none. */
  readonly level: Level | undefined;
  /** The first of its parts. */
  readonly since: EpochMs;
  readonly signals: number;
  readonly reports: number;
  readonly bulletins: number;
}

/** What several countries say of the same goods, put together. */
export interface Situation {
  readonly id: string;
  readonly subject: Subject;
  /** Absent of a whole sector, and where its parts have no name in these languages. */
  readonly names: LocalisedText | undefined;
  readonly hsCodes: readonly string[];
  readonly sector: Sector;
  readonly suggested: SuggestedLevel | undefined;
  readonly since: EpochMs;
  /** By country; nothing of disputed origin is in here. */
  readonly seenBy: readonly Sight[];
  /** By country: what is of disputed origin. */
  readonly disputedBy: readonly Sight[];
  /** How many countries see it. */
  readonly corroboration: number;
  readonly parts: readonly Part[];
}

/** The situation of a subject out of its parts, in whatever order they come. At least one part is needed. */
export function situationOf(map: SupplyMap, subject: Subject, given: readonly Part[]): Situation {
  const parts = given.toSorted(inOrder);
  const sure = parts.filter(({ disputed }) => !disputed);
  const seenBy = sightsOf(sure);
  // Of doubtful parts alone something has to be shown; beside others they have no say.
  const heard = sure.length > 0 ? sure : parts;
  return {
    id: subjectId(subject),
    subject,
    ...wordsOf(map, subject, heard),
    sector: sectorOf(map, subject, heard),
    suggested: suggestLevel(parts),
    since: Math.min(...heard.map(({ since }) => since)),
    seenBy,
    disputedBy: sightsOf(parts.filter(({ disputed }) => disputed)),
    corroboration: seenBy.length,
    parts,
  };
}

/** The first who saw it first. */
function sightsOf(parts: readonly Part[]): Sight[] {
  const sights = [...Map.groupBy(parts, ({ by }) => by)].map(([by, of]): Sight => {
    const count = (kind: Part['kind']) => of.filter((part) => part.kind === kind).length;
    return {
      ...{ by, own: of.some(({ own }) => own), level: highest(of) },
      since: Math.min(...of.map(({ since }) => since)),
      ...{ signals: count('signal'), reports: count('report'), bulletins: count('bulletin') },
    };
  });
  return sights.sort((a, b) => a.since - b.since || (a.by < b.by ? -1 : 1));
}

/** What it is called and which codes it has: as the map says, else as its parts say. */
function wordsOf(map: SupplyMap, subject: Subject, parts: readonly Part[]) {
  if (subject.kind === 'item') {
    const { names, hsCodes = [] } = map.items[subject.item] ?? {};
    return { names, hsCodes };
  }
  const goods = parts.flatMap((part) => part.goods.filter((each) => isAbout(map, each, subject)));
  const hsCodes = subject.kind === 'goods' ? [subject.code] : [];
  return { names: subject.kind === 'sector' ? undefined : nameOf(goods), hsCodes };
}

/** The name that most have, so that one who writes it oddly does not choose it. */
function nameOf(goods: readonly KnownGoods[]): LocalisedText | undefined {
  const named = goods.flatMap(({ names }) => (names === undefined ? [] : [names]));
  // Read by readGoods, so their members come in one order.
  return mostOften(named, JSON.stringify);
}

function sectorOf(map: SupplyMap, subject: Subject, parts: readonly Part[]): Sector {
  if (subject.kind === 'item') return map.items[subject.item]?.sector ?? Sector.options[0]!;
  if (subject.kind === 'goods')
    return (
      mostOften(
        parts.map(({ sector }) => sector),
        String,
      ) ?? Sector.options[0]!
    );
  return subject.sector;
}

/** Of those that come equally often the one whose text comes first. */
function mostOften<Value>(values: readonly Value[], text: (value: Value) => string): Value | undefined {
  const groups = [...Map.groupBy(values, text)];
  const [first] = groups.sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
  return first?.[1][0];
}

function inOrder(a: Part, b: Part): number {
  return a.since - b.since || (key(a) < key(b) ? -1 : 1);
}

function key({ kind, id }: Part): string {
  return `${kind} ${id}`;
}
