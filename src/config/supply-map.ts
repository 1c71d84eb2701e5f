import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SupplyMap } from '../domain/supply-map.ts';
import type { NodePaths } from './paths.ts';
import type { Problem } from './problems.ts';
import { checkYaml, readYamlFile } from './yaml-file.ts';

/** The map that comes with the program. */
const PROJECT_MAP = fileURLToPath(new URL('../../config/supply-map.yaml', import.meta.url));

/** Where a node's map stands: where the configuration says, else beside it, else in the program. */
export function supplyMapFile(paths: NodePaths, stated: string | undefined): string {
  if (stated !== undefined) return resolve(paths.directory, stated);
  return existsSync(paths.supplyMapFile) ? paths.supplyMapFile : PROJECT_MAP;
}

export function readSupplyMap(file: string): {
  readonly value: SupplyMap | undefined;
  readonly problems: readonly Problem[];
} {
  return checkYaml(readYamlFile(file), SupplyMap);
}
