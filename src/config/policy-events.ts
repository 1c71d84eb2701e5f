import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CataloguedEvent, PolicyEventCatalogue } from '../reports/catalogue.ts';
import type { NodePaths } from './paths.ts';
import { type Problem, requireNoProblems } from './problems.ts';
import { checkYaml, readYamlFile } from './yaml-file.ts';

const PROJECT_FILE = fileURLToPath(new URL('../../config/policy-events.yaml', import.meta.url));

/** What is wrong with the node's own catalogue of policy events, where it has one. */
export function policyEventProblems({ policyEventsFile: own }: NodePaths): readonly Problem[] {
  return existsSync(own) ? checkYaml(readYamlFile(own), PolicyEventCatalogue).problems : [];
}

/**
 * The catalogue of policy events: the node's own file, else that of the project. It is long, and few ask for it: it is
 * read when somebody does.
 * @throws EwsError `config_invalid`
 */
export function readPolicyEvents({ policyEventsFile: own }: NodePaths): readonly CataloguedEvent[] {
  const file = existsSync(own) ? own : PROJECT_FILE;
  const { value, problems } = checkYaml(readYamlFile(file), PolicyEventCatalogue);
  requireNoProblems(problems);
  return value ?? [];
}
