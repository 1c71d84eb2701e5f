import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { DerivationKind, Frequency, type Indicator, IndicatorKind } from '../domain/indicator.ts';
import type { SeriesKey } from '../domain/series.ts';
import type { Detector, Fitted, Parameters } from './detectors/detector.ts';
import { DETECTORS } from './registry.ts';

/** Evidence holds at most this many points, so no detector may depend on more. */
const MAX_MEMORY = 2000;

/** When an episode ends, and which periods are recent enough to raise a signal. */
export const EpisodeSettings = z.strictObject({
  /** Points in a row below the level `attention` that close an episode. */
  quietSteps: z.number().int().min(1).max(500),
  /** Published later than as many periods ago, a value is history and raises nothing. */
  recentPeriods: z.number().int().min(1).max(500),
});
export type EpisodeSettings = z.infer<typeof EpisodeSettings>;

/**
 * The shape of config/detectors.yaml: what applies to each frequency. A detector without parameters for a
 * frequency does not run on it; a parameter that is left out has the detector's default. `kinds` and `derived`
 * limit a detector to indicators of these kinds, or that are derived so; `byKind` changes parameters for one kind,
 * or with `false` switches the detector off for it. One that is not `enabled` raises nothing by itself.
 */
export const DetectorSettings = z.strictObject({
  episodes: z.record(Frequency, EpisodeSettings),
  detectors: z.strictObject(
    Object.fromEntries([...DETECTORS.values()].map((detector) => [detector.name, ruleOf(detector)])),
  ),
});

type ByFrequency<T> = Readonly<Partial<Record<Frequency, T>>>;

/** Where a detector runs, and with what. */
export interface DetectorRule extends ByFrequency<Parameters> {
  /** Absent: yes. */
  readonly enabled?: boolean;
  readonly kinds?: readonly IndicatorKind[];
  readonly derived?: readonly DerivationKind[];
  /** Whole: what is changed for a kind, with all that is not. */
  readonly byKind?: Readonly<Partial<Record<IndicatorKind, ByFrequency<Parameters | false>>>>;
}

export interface DetectorSettings {
  readonly episodes: Readonly<Record<Frequency, EpisodeSettings>>;
  readonly detectors: Readonly<Record<string, DetectorRule>>;
}

function ruleOf(detector: Detector) {
  const parametersOf = byFrequency((frequency) => parametersFor(detector, frequency).optional());
  const changes = byFrequency(() =>
    z
      .union([z.literal(false), z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))])
      .optional(),
  );
  return z
    .strictObject({
      enabled: z.boolean().optional(),
      kinds: z.array(IndicatorKind).min(1).optional(),
      derived: z.array(DerivationKind).min(1).optional(),
      ...parametersOf,
      byKind: z.partialRecord(IndicatorKind, z.strictObject(changes)).optional(),
    })
    .transform((rule, context): DetectorRule => {
      const { byKind = {}, ...rest } = rule;
      const base = rest as DetectorRule;
      const whole = Object.entries(byKind).map(([kind, changed]) => {
        const ofKind = Object.entries(changed ?? {}).map(([frequency, change]) => {
          if (change === false || change === undefined) return [frequency, false];
          const together = { ...base[frequency as Frequency], ...change };
          const parsed = parametersFor(detector, frequency as Frequency).safeParse(together);
          for (const issue of parsed.error?.issues ?? [])
            context.addIssue({ ...issue, path: ['byKind', kind, frequency, ...issue.path] } as never);
          return [frequency, parsed.data];
        });
        return [kind, Object.fromEntries(ofKind)];
      });
      return whole.length === 0 ? base : { ...base, byKind: Object.fromEntries(whole) };
    })
    .default({});
}

function byFrequency<T>(of: (frequency: Frequency) => T): Record<Frequency, T> {
  return { A: of('A'), Q: of('Q'), M: of('M'), W: of('W'), D: of('D') };
}

function parametersFor(detector: Detector, frequency: Frequency): z.ZodType<Parameters> {
  return (detector.configured ?? detector.parameters).refine(
    (parameters) => detector.memory(parameters, frequency) <= MAX_MEMORY,
    `window, season and horizon reach over at most ${MAX_MEMORY} points`,
  );
}

/**
 * Reads what config/detectors.yaml holds.
 * @throws EwsError `config_invalid`, with every finding
 */
export function parseDetectorSettings(value: unknown): DetectorSettings {
  const parsed = DetectorSettings.safeParse(value);
  if (parsed.success) return parsed.data as DetectorSettings;
  throw new EwsError(
    'config_invalid',
    `The detector settings are not valid.\n${z.prettifyError(parsed.error)}`,
  );
}

/** A detector with the parameters that it runs with. */
export interface Applied {
  readonly detector: Detector;
  readonly parameters: Parameters;
}

/** The detectors that run on a series of this indicator, each with its parameters. */
export function detectorsFor(
  settings: DetectorSettings,
  indicator: Fitted & Pick<Indicator, 'frequency' | 'kind'>,
  series: SeriesKey,
): Applied[] {
  const { frequency, kind, derived } = indicator;
  return [...DETECTORS.values()].flatMap((detector) => {
    const rule = settings.detectors[detector.name];
    if (rule?.enabled === false) return [];
    if (rule?.kinds?.includes(kind) === false) return [];
    if (rule?.derived !== undefined && (derived === undefined || !rule.derived.includes(derived.kind)))
      return [];
    const stated = rule?.byKind?.[kind]?.[frequency] ?? rule?.[frequency];
    if (stated === undefined || stated === false) return [];
    const parameters = detector.fit === undefined ? stated : detector.fit(stated, indicator, series);
    return parameters === undefined ? [] : [{ detector, parameters }];
  });
}

/** A detector as the settings state it for series of a frequency. */
export interface StatedRule extends Applied {
  readonly frequency: Frequency;
  /** Absent: for all that no other rule of it names. */
  readonly kinds?: readonly IndicatorKind[];
  readonly derived?: readonly DerivationKind[];
}

/** All that the settings state, by frequency. */
export function statedRules({ detectors }: DetectorSettings): StatedRule[] {
  return Frequency.options.flatMap((frequency) =>
    [...DETECTORS.values()].flatMap((detector): StatedRule[] => {
      const { enabled, kinds, derived, byKind = {}, [frequency]: base } = detectors[detector.name] ?? {};
      if (enabled === false) return [];
      const where = derived === undefined ? {} : { derived };
      const own = Object.entries(byKind).flatMap(([kind, changed]): StatedRule[] => {
        const parameters = changed?.[frequency];
        if (parameters === undefined || parameters === false) return [];
        return [{ detector, frequency, kinds: [kind as IndicatorKind], ...where, parameters }];
      });
      if (base === undefined) return own;
      return [{ detector, frequency, ...(kinds && { kinds }), ...where, parameters: base }, ...own];
    }),
  );
}
