import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Environment, environmentOverrides, unknownVariables } from './config/environment.ts';
import { type NodePaths, nodePaths } from './config/paths.ts';
import { type Problem, requireNoProblems } from './config/problems.ts';
import { NodeFile } from './config/schema.ts';
import { readSessionSecret } from './config/session-secret.ts';
import { checkYaml, readYamlFile } from './config/yaml-file.ts';
import { DetectorSettings } from './detect/parameters.ts';
import { Indicator } from './domain/indicator.ts';

/** Everything that a node is told from outside, checked and frozen. */
export interface Config extends NodeFile {
  /** The catalogue files of the node's folder, in one list; empty where there are none. */
  readonly indicators: readonly Indicator[];
  /** The node's own `config/detectors.yaml`, else that of the project. */
  readonly detectors: DetectorSettings;
  readonly paths: NodePaths;
  readonly secrets: { readonly sessionSecret: string };
}

/**
 * Reads the configuration of the node in a folder, and what the environment puts in its place.
 * @throws EwsError `config_invalid`; `detail.problems` lists every problem with file, line and key
 */
export function loadConfig(directory: string, environment: Environment = process.env): Config {
  const paths = nodePaths(directory);
  const node = checkYaml(readYamlFile(paths.nodeFile), NodeFile, environmentOverrides(environment));
  const detectors = checkYaml(readYamlFile(detectorsFile(paths)), DetectorSettings);
  const catalogue = readCatalogue(paths.indicatorsFolder);
  const secret = readSessionSecret(environment, paths.sessionSecret);
  requireNoProblems([
    ...unknownVariables(environment),
    ...node.problems,
    ...detectors.problems,
    ...catalogue.problems,
    ...('problem' in secret ? [secret.problem] : []),
  ]);
  const sessionSecret = (secret as { value: string }).value;
  return freeze({
    ...(node.value as NodeFile),
    indicators: catalogue.indicators,
    detectors: detectors.value as DetectorSettings,
    paths,
    secrets: { sessionSecret },
  });
}

const PROJECT_DETECTORS = fileURLToPath(new URL('../config/detectors.yaml', import.meta.url));

function detectorsFile({ detectorsFile: own }: NodePaths): string {
  return existsSync(own) ? own : PROJECT_DETECTORS;
}

/** The indicators of `config/indicators/*.yaml`. Each code stands in one place. */
function readCatalogue(folder: string): { indicators: Indicator[]; problems: Problem[] } {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const placeOf = new Map<string, string>();
  const indicators: Indicator[] = [];
  const problems: Problem[] = [];
  for (const file of names.sort().map((name) => join(folder, name))) {
    const yaml = readYamlFile(file);
    const checked = checkYaml(yaml, z.array(Indicator));
    problems.push(...checked.problems);
    for (const [index, indicator] of (checked.value ?? []).entries()) {
      const line = yaml.lineOf([index, 'code']);
      const first = placeOf.get(indicator.code);
      const message = `${indicator.code} stands at ${first} too`;
      if (first !== undefined) problems.push({ file, line, key: `${index}.code`, message });
      placeOf.set(indicator.code, first ?? `${file}:${line}`);
      indicators.push(indicator);
    }
  }
  return { indicators, problems };
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part);
  }
  return Object.freeze(value);
}
