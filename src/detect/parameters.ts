import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { Frequency } from '../domain/indicator.ts';
import type { Detector, Parameters } from './detectors/detector.ts';
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
 * frequency does not run on it; a parameter that is left out has the detector's default.
 */
export const DetectorSettings = z.strictObject({
  episodes: z.record(Frequency, EpisodeSettings),
  detectors: z.strictObject(
    Object.fromEntries([...DETECTORS.values()].map((detector) => [detector.name, byFrequency(detector)])),
  ),
});

export interface DetectorSettings {
  readonly episodes: Readonly<Record<Frequency, EpisodeSettings>>;
  readonly detectors: Readonly<Record<string, Readonly<Partial<Record<Frequency, Parameters>>>>>;
}

function byFrequency(detector: Detector) {
  const parametersFor = (frequency: Frequency) =>
    detector.parameters.refine(
      (parameters) => detector.memory(parameters, frequency) <= MAX_MEMORY,
      `window, season and horizon reach over at most ${MAX_MEMORY} points`,
    );
  return z
    .strictObject({
      A: parametersFor('A').optional(),
      Q: parametersFor('Q').optional(),
      M: parametersFor('M').optional(),
      W: parametersFor('W').optional(),
      D: parametersFor('D').optional(),
    })
    .default({});
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

/** The detectors that run on series of this frequency, each with its parameters. */
export function detectorsFor(
  settings: DetectorSettings,
  frequency: Frequency,
): { readonly detector: Detector; readonly parameters: Parameters }[] {
  return [...DETECTORS.values()].flatMap((detector) => {
    const parameters = settings.detectors[detector.name]?.[frequency];
    return parameters === undefined ? [] : [{ detector, parameters }];
  });
}
