import { z } from 'zod';
import { HsCode, type IndicatorRole, LocalisedText, Sector } from './indicator.ts';
import type { Language } from './language.ts';
import { CountryCode } from './node-id.ts';

/** Where in its chain a place is, in the order of the chains. */
export const Stage = z.enum([
  'mining',
  'refining',
  'materials',
  'precursors',
  'parts',
  'electrodes',
  'equipment',
  'design',
  'wafers',
  'fabrication',
  'assembly-test',
  'cells',
  'packs',
  'use',
]);
export type Stage = z.infer<typeof Stage>;

/** What they are called. */
export const STAGE_NAMES: Readonly<Record<Stage, Readonly<Record<Language, string>>>> = {
  mining: { en: 'mining', ko: '채굴', ja: '採掘' },
  refining: { en: 'refining', ko: '제련', ja: '精製' },
  materials: { en: 'materials', ko: '소재', ja: '素材' },
  precursors: { en: 'precursors', ko: '전구체', ja: '前駆体' },
  parts: { en: 'parts', ko: '부품', ja: '部品' },
  electrodes: { en: 'electrodes', ko: '전극', ja: '電極' },
  equipment: { en: 'equipment', ko: '장비', ja: '装置' },
  design: { en: 'design', ko: '설계', ja: '設計' },
  wafers: { en: 'wafers', ko: '웨이퍼', ja: 'ウエハ' },
  fabrication: { en: 'fabrication', ko: '제조', ja: '製造' },
  'assembly-test': { en: 'assembly and test', ko: '조립·검사', ja: '組立・検査' },
  cells: { en: 'cells', ko: '셀', ja: 'セル' },
  packs: { en: 'packs', ko: '팩', ja: 'パック' },
  use: { en: 'use', ko: '사용', ja: '使用' },
};

/** What the indicators of a stage are called. */
export const STAGE_ROLES: Readonly<Record<Stage, z.infer<typeof IndicatorRole>>> = {
  mining: 'materials',
  refining: 'materials',
  materials: 'materials',
  precursors: 'materials',
  parts: 'parts',
  electrodes: 'parts',
  equipment: 'equipment',
  design: 'foundational-technology',
  wafers: 'materials',
  fabrication: 'manufacturing',
  'assembly-test': 'manufacturing',
  cells: 'manufacturing',
  packs: 'supply',
  use: 'supply',
};

/** Key of an item of the map: `lithium-hydroxide`. */
export const ItemKey = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'small letters, digits and -, such as lithium-hydroxide');

/** A place of a chain: what a stage of a country's industry makes, or uses where the chain ends. */
export const Place = z.strictObject({ country: CountryCode, stage: Stage, item: ItemKey });
export type Place = z.infer<typeof Place>;

const Share = z.number().gt(0).max(1);
const Days = z.number().int().min(0).max(3650);
const Note = z.string().min(1).max(1000);
const Source = z.strictObject({
  title: z.string().min(1).max(300),
  publisher: z.string().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }).max(1000),
  /** The year that the figure is of, not of the publication. */
  year: z.number().int().min(1990).max(2100),
});

/** What could stand in for what an edge brings. Without a share nobody knows how far. */
const Substitute = z.strictObject({
  name: LocalisedText,
  /** Of what the edge brings. */
  share: Share.optional(),
  afterDays: Days.optional(),
  note: Note.optional(),
});
export type Substitute = z.infer<typeof Substitute>;

/**
 * What a share is a share of: `imports` of the receiver's country; `use`, all that the receiver takes; `world`, output or
 * capacity of the world, from which the receiver is taken to buy as the world does; `derived`: of the receiver's use,
 * put together from several figures as the note says.
 */
export const ShareOf = z.enum(['imports', 'use', 'world', 'derived']);

/** `output`: without it less is made; `capacity`: without it nothing is built, renewed or developed further. */
export const BearsOn = z.enum(['output', 'capacity']);
export type BearsOn = z.infer<typeof BearsOn>;

const Span = z
  .strictObject({ from: Days, to: Days })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'not before `from`' });

/** A stage of one country takes an item from a stage of another, or of the same. */
export const SupplyEdge = z.strictObject({
  from: Place,
  to: Place,
  /** What customs call what is traded, where that is not what the item has. */
  hsCodes: z.array(HsCode).min(1).max(20).optional(),
  /** Of all that the receiver takes of the item; see `ShareOf`. */
  share: Share,
  shareOf: ShareOf,
  bearsOn: BearsOn.default('output'),
  /** From when nothing is sent until the receiver feels it: stocks, and what is on its way. */
  leadTimeDays: Span,
  /** `published`: the note says by whom. */
  leadTimeBasis: z.enum(['published', 'estimate']).default('estimate'),
  substitutes: z.array(Substitute).max(10).default([]),
  source: Source,
  note: Note.optional(),
});
export type SupplyEdge = z.infer<typeof SupplyEdge>;

const Item = z.strictObject({
  names: LocalisedText,
  sector: Sector,
  hsCodes: z.array(HsCode).max(20).default([]),
});

/** Figures of different years and publishers add up to a little more than all. */
const MOST = 1.02;

/** `config/supply-map.yaml`. */
export const SupplyMap = z
  .strictObject({
    items: z.record(ItemKey, Item).refine((items) => Object.keys(items).length <= 1000, 'at most 1000 items'),
    edges: z.array(SupplyEdge).max(2000),
  })
  .superRefine(checkItems)
  .superRefine(checkEdges);
export type SupplyMap = z.infer<typeof SupplyMap>;

/** One text for one place. */
export function placeKey({ country, stage, item }: Place): string {
  return `${country}/${stage}/${item}`;
}

type Parts = { readonly items: Readonly<Record<string, unknown>>; readonly edges: readonly SupplyEdge[] };

function checkItems({ items, edges }: Parts, context: z.RefinementCtx): void {
  const used = new Set(edges.flatMap(({ from, to }) => [from.item, to.item]));
  edges.forEach((edge, index) => {
    for (const end of ['from', 'to'] as const) {
      if (Object.hasOwn(items, edge[end].item)) continue;
      refuse(context, ['edges', index, end, 'item'], `there is no item ${edge[end].item}`);
    }
  });
  for (const key of Object.keys(items)) {
    if (!used.has(key)) refuse(context, ['items', key], 'no edge has this item');
  }
}

function checkEdges({ edges }: Parts, context: z.RefinementCtx): void {
  const ways = new Set<string>();
  const taken = new Map<string, number>();
  edges.forEach(({ from, to, share, bearsOn }, index) => {
    const way = `${placeKey(from)} → ${placeKey(to)}`;
    if (placeKey(from) === placeKey(to)) refuse(context, ['edges', index, 'to'], 'leads to itself');
    if (ways.has(way)) refuse(context, ['edges', index], `${way} stands twice`);
    ways.add(way);
    const taking = `${placeKey(to)} ${from.item} ${bearsOn}`;
    const sum = (taken.get(taking) ?? 0) + share;
    taken.set(taking, sum);
    if (sum > MOST)
      refuse(
        context,
        ['edges', index, 'share'],
        `with this, ${placeKey(to)} takes more than all ${from.item}`,
      );
  });
}

function refuse(context: z.RefinementCtx, path: (string | number)[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}
