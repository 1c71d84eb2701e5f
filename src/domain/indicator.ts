import { z } from 'zod';
import { Tlp } from './tlp.ts';

/** What the agreement covers. */
export const Sector = z.enum([
  'semiconductors',
  'batteries',
  'critical-minerals',
  'logistics',
  'finance',
  'technology-protection',
  'ai',
  'space',
  'quantum',
]);
export type Sector = z.infer<typeof Sector>;

/** Where in its chain an indicator looks. */
export const IndicatorRole = z.enum([
  'materials',
  'parts',
  'equipment',
  'foundational-technology',
  'manufacturing',
  'supply',
]);

/** SDMX code list CL_FREQ, as far as it is used here. */
export const Frequency = z.enum(['A', 'Q', 'M', 'W', 'D']);
export type Frequency = z.infer<typeof Frequency>;

export const IndicatorKind = z.enum([
  'price',
  'volume',
  'output',
  'stock',
  'lead-time',
  'share',
  'fx',
  'count',
  'index',
]);
export type IndicatorKind = z.infer<typeof IndicatorKind>;

/** In which direction a change does harm. */
export const HarmfulDirection = z.enum(['up', 'down', 'both']);
export type HarmfulDirection = z.infer<typeof HarmfulDirection>;

/** How often an indicator has to be checked: A weekly, B every two weeks, C monthly, D quarterly. */
export const Grade = z.enum(['A', 'B', 'C', 'D']);
export type Grade = z.infer<typeof Grade>;

/** Code of an indicator: capitals, digits and underscores, e.g. `UREA_PRICE`. */
export const IndicatorCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,63}$/, 'capitals, digits and _, starting with a capital');

/** One part of a series key by name, e.g. `partner`. */
const Dimension = z.string().regex(/^[a-z][a-z-]{0,30}$/);

/**
 * How an indicator follows from others; docs/catalogue.md has the formulas. `of` (and `by`) are codes of inputs of the
 * same frequency. `over`: the dimension whose values are put together, e.g. `partner`; the derived indicator of a
 * `herfindahl`, a `largest-share` and of a `sum` over a dimension lacks it, all others have the dimensions of their
 * inputs.
 */
export const Derivation = z.discriminatedUnion('kind', [
  /** The value of each over the sum of all, in per cent. `largest-share` is that of the largest alone. */
  z.strictObject({
    kind: z.literal('share'),
    of: IndicatorCode,
    over: Dimension,
    /** What has no row where others have, within two years of its last value, has a share of 0. */
    absent: z.literal('zero').optional(),
  }),
  z.strictObject({ kind: z.literal('largest-share'), of: IndicatorCode, over: Dimension }),
  /** Sum of the squared shares in per cent: near 0 many alike, 10,000 one alone. */
  z.strictObject({ kind: z.literal('herfindahl'), of: IndicatorCode, over: Dimension }),
  /** `of` / `by` · `factor`: a value over a volume. A factor of 1000 makes USD/t of USD and kg. */
  z.strictObject({
    kind: z.literal('unit-price'),
    of: IndicatorCode,
    by: IndicatorCode,
    factor: z.number().positive().max(1e12).default(1),
  }),
  /** Change against the same period of the year before, in per cent. */
  z.strictObject({ kind: z.literal('year-on-year'), of: IndicatorCode }),
  /** A price `of` against a volume `by`: logarithm of the change of the price over a year less that of the volume · 100. */
  z.strictObject({ kind: z.literal('divergence'), of: IndicatorCode, by: IndicatorCode }),
  /** Of one indicator over a dimension, or of several indicators. */
  z
    .strictObject({
      kind: z.literal('sum'),
      of: z.union([IndicatorCode, z.array(IndicatorCode).min(2).max(20)]),
      over: Dimension.optional(),
    })
    .refine(({ of, over }) => Array.isArray(of) === (over === undefined), {
      path: ['over'],
      message: 'goes with one code in `of`; a list of codes goes without',
    }),
]);
export type Derivation = z.infer<typeof Derivation>;

export const DerivationKind = z.enum([
  'share',
  'largest-share',
  'herfindahl',
  'unit-price',
  'year-on-year',
  'divergence',
  'sum',
] satisfies Derivation['kind'][]);
export type DerivationKind = z.infer<typeof DerivationKind>;

/** The value of an indicator from which on, in its harmful direction, a level is reached, such as days of stock. */
export const IndicatorThreshold = z.strictObject({
  attention: z.number().optional(),
  caution: z.number().optional(),
  alert: z.number().optional(),
  serious: z.number().optional(),
});
export type IndicatorThreshold = z.infer<typeof IndicatorThreshold>;

/** Code of a Harmonized System item: two to ten digits. */
export const HsCode = z.string().regex(/^[0-9]{2,10}$/, 'two to ten digits');

/** A text in one or more of the three languages. */
export const LocalisedText = z
  .strictObject({
    en: z.string().min(1).max(20_000).optional(),
    ko: z.string().min(1).max(20_000).optional(),
    ja: z.string().min(1).max(20_000).optional(),
  })
  .refine(
    (text) => text.en !== undefined || text.ko !== undefined || text.ja !== undefined,
    'needs en, ko or ja',
  );
export type LocalisedText = z.infer<typeof LocalisedText>;

/** What is measured. One indicator has one series for each combination of its dimensions. */
export const Indicator = z.strictObject({
  code: IndicatorCode,
  names: LocalisedText,
  sector: Sector,
  role: IndicatorRole.optional(),
  hsCodes: z.array(HsCode).max(100).default([]),
  unit: z.string().min(1).max(60),
  frequency: Frequency,
  kind: IndicatorKind,
  harmful: HarmfulDirection,
  grade: Grade,
  source: z.strictObject({
    publisher: z.string().min(1).max(300),
    url: z.url().optional(),
    licence: z.string().min(1).max(120),
  }),
  tlp: Tlp,
  /** From the end of a period to its publication. */
  publicationLagDays: z.number().int().min(0).max(1000),
  /** How long after its expected release a value may be missing; absent: as long as the grade says. */
  overdueAfterDays: z.number().int().min(1).max(1000).optional(),
  /** The names of the parts of a series key, in their order. */
  dimensions: z.array(Dimension).min(1).max(8).default(['reporter', 'partner']),
  /** Stated beforehand, in its unit; `harmful` says on which side a level is reached, so it is not `both`. */
  threshold: IndicatorThreshold.optional(),
  /** Present: the node computes it itself, and nobody else puts values in. */
  derived: Derivation.optional(),
});
export type Indicator = z.infer<typeof Indicator>;
