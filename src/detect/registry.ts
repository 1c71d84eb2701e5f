import { EwsError } from '../domain/errors.ts';
import { cusum } from './detectors/cusum.ts';
import type { Detector } from './detectors/detector.ts';
import { overdue } from './detectors/overdue.ts';
import { seasonalZ } from './detectors/seasonal-z.ts';

/** The detectors that judge the points of series, by the name that configuration and evidence use. */
export const DETECTORS: ReadonlyMap<string, Detector> = new Map(
  [seasonalZ, cusum].map((detector): [string, Detector] => [detector.name, detector]),
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
