import { EwsError } from '../domain/errors.ts';
import { alert } from './detectors/alert.ts';
import { caution } from './detectors/caution.ts';
import { concentration } from './detectors/concentration.ts';
import { cusum } from './detectors/cusum.ts';
import type { Detector } from './detectors/detector.ts';
import { divergence } from './detectors/divergence.ts';
import { ewma } from './detectors/ewma.ts';
import { importDrop } from './detectors/import-drop.ts';
import { levelChange } from './detectors/level-change.ts';
import { novelty } from './detectors/novelty.ts';
import { overdue } from './detectors/overdue.ts';
import { pageHinkley } from './detectors/page-hinkley.ts';
import { seasonalZ } from './detectors/seasonal-z.ts';
import { supplierChange } from './detectors/supplier-change.ts';
import { threshold } from './detectors/threshold.ts';
import { volatility } from './detectors/volatility.ts';

/** The detectors that judge the points of series, by the name that configuration and evidence use. */
export const DETECTORS: ReadonlyMap<string, Detector> = new Map(
  [
    // The channels. The single detectors that follow are older and simpler; what suits a kind comes after them.
    alert,
    caution,
    seasonalZ,
    cusum,
    ewma,
    pageHinkley,
    novelty,
    importDrop,
    divergence,
    supplierChange,
    threshold,
    // These never say more than caution.
    volatility,
    levelChange,
    concentration,
  ].map((detector): [string, Detector] => [detector.name, detector as unknown as Detector]),
);

/** These, and what judges silence. */
const ALL: ReadonlyMap<string, Detector> = new Map([...DETECTORS, [overdue.name, overdue]]);

/** @throws EwsError `invalid_input`: no such detector, or not in this version */
export function requireDetector(name: string, version: number): Detector {
  const detector = ALL.get(name);
  if (detector?.version === version) return detector;
  throw new EwsError('invalid_input', `This node has no detector ${name} in version ${version}.`, {
    detector: name,
    version,
  });
}
