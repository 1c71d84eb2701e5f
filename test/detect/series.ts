import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Detector, SeriesDescription, Step } from '../../src/detect/detectors/detector.ts';
import { type Applied, parseDetectorSettings } from '../../src/detect/parameters.ts';
import { DETECTORS } from '../../src/detect/registry.ts';
import type { Frequency, Indicator } from '../../src/domain/indicator.ts';
import type { SeriesPoint } from '../../src/domain/series.ts';
import { formatPeriod, periodEnd } from '../../src/domain/time.ts';

export const FREQUENCIES: readonly Frequency[] = ['A', 'Q', 'M', 'W', 'D'];

const shippedText = readFileSync(new URL('../../config/detectors.yaml', import.meta.url), 'utf8');

/** The settings that the project ships. */
export const SHIPPED = parseDetectorSettings(parse(shippedText));

/** The same with the single detectors in place of the channels. */
export const SETTINGS = singleDetectors();

/** All of them at once. */
export const EVERY = parseDetectorSettings({
  episodes: SETTINGS.episodes,
  detectors: { ...SETTINGS.detectors, alert: SHIPPED.detectors.alert, caution: SHIPPED.detectors.caution },
});

function singleDetectors() {
  const { episodes, detectors } = parse(shippedText);
  const { alert: _, caution: __, ...single } = detectors;
  for (const name of ['seasonal-z', 'cusum', 'novelty']) single[name].enabled = true;
  return parseDetectorSettings({ episodes, detectors: single });
}

export const UREA: Indicator = {
  code: 'UREA_PRICE',
  names: { en: 'Urea price', ko: '요소 가격', ja: '尿素価格' },
  sector: 'critical-minerals',
  hsCodes: ['310210'],
  unit: 'USD/t',
  frequency: 'M',
  kind: 'price',
  harmful: 'up',
  grade: 'A',
  source: { publisher: 'World Bank', licence: 'CC BY 4.0' },
  tlp: 'CLEAR',
  publicationLagDays: 5,
  dimensions: ['reporter', 'partner'],
};

/** A detector with the shipped parameters for a frequency. */
export function shipped(name: string, frequency: Frequency): Applied {
  const found = allShipped(frequency).find(({ detector }) => detector.name === name);
  if (found === undefined) throw new Error(`${name} has no parameters for ${frequency}`);
  return found;
}

/** Every detector that has parameters for a frequency, whether or not and on whichever kinds it runs. */
export function allShipped(frequency: Frequency): Applied[] {
  return [...DETECTORS.values()].flatMap((detector) => {
    const parameters = SHIPPED.detectors[detector.name]?.[frequency];
    if (parameters === undefined) return [];
    if (detector.channel !== undefined)
      return [{ detector, parameters: detector.parameters.parse(FROZEN[detector.channel]) }];
    const indicator = { ...UREA, threshold: STATED };
    const fitted = detector.fit?.(parameters, indicator, 'UREA_PRICE/W.W');
    return [{ detector, parameters: fitted ?? parameters }];
  });
}

/** What evidence of a channel could hold. */
const FROZEN = {
  alert: { alarmTime: 0.03, attention: 1.4, caution: 1.9, alert: 2.6, serious: 4 },
  caution: { alarmTime: 0.06, attention: 1.9, caution: 2.6 },
};

/** Limits that an indicator could state for itself. */
const STATED = { attention: 51, caution: 55, serious: 900 };

/** Numbers in [0, 1) from a seed: the same in every run (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from a seed (Box–Muller). */
export function normal(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** A price that walks at random: its logarithm moves by `sigma` a step, plus what `shock` adds. */
export function randomWalk(
  length: number,
  sigma: number,
  seed: number,
  shock: (index: number) => number = () => 0,
): number[] {
  const next = normal(seed);
  let log = Math.log(100);
  return Array.from({ length }, (_, index) => {
    log += sigma * next() + shock(index);
    return Math.exp(log);
  });
}

export function run(
  detector: Detector,
  parameters: Parameters<Detector['stream']>[0],
  values: readonly number[],
  series: Partial<SeriesDescription> = {},
): Step[] {
  const stream = detector.stream(parameters, { frequency: 'M', kind: 'price', harmful: 'up', ...series });
  return values.map((value, index) => stream.step({ ordinal: 24_000 + index, value }));
}

/** Points whose last one is of the period `last` and which became known when their period ended. */
export function pointsOf(frequency: Frequency, values: readonly number[], last: number): SeriesPoint[] {
  return values.map((value, index) => {
    const ordinal = last - values.length + 1 + index;
    const period = formatPeriod(frequency, ordinal);
    return { period, ordinal, value, knownAt: periodEnd(frequency, period) };
  });
}
