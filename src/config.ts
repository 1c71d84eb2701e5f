import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueFiles, readCatalogue } from './config/catalogue.ts';
import { type Environment, environmentOverrides, unknownVariables } from './config/environment.ts';
import { type NodePaths, nodePaths } from './config/paths.ts';
import { policyEventProblems } from './config/policy-events.ts';
import { type Problem, requireNoProblems } from './config/problems.ts';
import { readReportSecrets } from './config/report-secrets.ts';
import { NodeFile } from './config/schema.ts';
import { readMetricsToken, readSessionSecret } from './config/secrets.ts';
import { readSources } from './config/sources.ts';
import { readSupplyMap, supplyMapFile } from './config/supply-map.ts';
import { checkYaml, readYamlFile } from './config/yaml-file.ts';
import { DetectorSettings } from './detect/parameters.ts';
import type { Indicator } from './domain/indicator.ts';
import type { Mapping } from './domain/mapping.ts';
import type { SupplyMap } from './domain/supply-map.ts';
import { isLoopbackHost } from './domain/url.ts';
import type { SourceSettings } from './sources/settings.ts';

/** Everything that a node is told from outside, checked and frozen. */
export interface Config extends Omit<NodeFile, 'supplyMap'> {
  /** The catalogue files of the node's folder, in one list; empty where there are none. */
  readonly indicators: readonly Indicator[];
  /** How files of publishers are read, by the names that `ews ingest --mapping` says. */
  readonly mappings: ReadonlyMap<string, Mapping>;
  /** The node's own `config/detectors.yaml`, else that of the project. */
  readonly detectors: DetectorSettings;
  /** Which country's item feeds which country's stage: the node's own map, else that of the project. */
  readonly supplyMap: SupplyMap;
  /** The files of `config/sources/`, in one list. */
  readonly sourceCatalogue: readonly SourceSettings[];
  readonly paths: NodePaths;
  readonly secrets: {
    readonly sessionSecret: string;
    /** Asked of whoever reads `/metrics`; absent: nothing is asked, and only this machine can read it. */
    readonly metricsToken: string | undefined;
    /** Keys that sources gave this node, by the name of the source. */
    readonly sourceKeys: ReadonlyMap<string, string>;
    /** Keys of those who may send reports, by the name of the sender. */
    readonly reportKeys: ReadonlyMap<string, readonly Uint8Array[]>;
  };
}

/**
 * Reads the configuration of the node in a folder, and what the environment puts in its place.
 * @throws EwsError `config_invalid`; `detail.problems` lists every problem with file, line and key
 */
export function loadConfig(directory: string, environment: Environment = process.env): Config {
  const paths = nodePaths(directory);
  const node = checkYaml(readYamlFile(paths.nodeFile), NodeFile, environmentOverrides(environment));
  const detectors = checkYaml(readYamlFile(detectorsFile(paths)), DetectorSettings);
  const supplyMap = readSupplyMap(supplyMapFile(paths, node.value?.supplyMap));
  const catalogue = readCatalogue(catalogueFiles(paths.indicatorsFolder));
  const sources = readSources(paths.sourcesFolder, {
    allow: node.value?.sources.allow ?? [],
    directory: paths.directory,
    mappings: catalogue.mappings,
  });
  const secret = readSessionSecret(environment, paths.sessionSecret);
  const tokenFile = node.value?.metrics?.tokenFile;
  const token = readMetricsToken(environment, tokenFile && resolve(paths.directory, tokenFile));
  const reports = readReportSecrets(environment, node.value?.reports.senders ?? [], {
    file: paths.nodeFile,
    directory: paths.directory,
  });
  requireNoProblems([
    ...unknownVariables(environment),
    ...node.problems,
    ...detectors.problems,
    ...supplyMap.problems,
    ...catalogue.problems.filter(({ severity }) => severity === 'error'),
    // Without a readable node.yaml nothing is known of what is allowed.
    ...(node.value === undefined ? [] : sources.problems),
    ...reports.problems,
    ...policyEventProblems(paths),
    ...('problem' in secret ? [secret.problem] : []),
    ...('problem' in token ? [token.problem] : []),
  ]);
  const sessionSecret = (secret as { value: string }).value;
  const metricsToken = (token as { value: string | undefined }).value;
  requireNoProblems(openMetrics(paths.nodeFile, node.value?.metrics?.host, metricsToken));
  return freeze({
    ...(node.value as NodeFile),
    indicators: catalogue.indicators,
    mappings: catalogue.mappings,
    detectors: detectors.value as DetectorSettings,
    supplyMap: supplyMap.value as SupplyMap,
    sourceCatalogue: sources.sources,
    paths,
    secrets: { sessionSecret, metricsToken, sourceKeys: sources.keys, reportKeys: reports.keys },
  });
}

/** Metrics tell an outsider about traffic: without a token they stay on this machine. */
function openMetrics(file: string, host: string | undefined, token: string | undefined): Problem[] {
  if (host === undefined || token !== undefined || isLoopbackHost(host)) return [];
  const message =
    'others than this machine can reach it, so it needs a token: metrics.tokenFile, EWS_METRICS_TOKEN_FILE or EWS_METRICS_TOKEN';
  return [{ file, key: 'metrics.host', message }];
}

const PROJECT_DETECTORS = fileURLToPath(new URL('../config/detectors.yaml', import.meta.url));

function detectorsFile({ detectorsFile: own }: NodePaths): string {
  return existsSync(own) ? own : PROJECT_DETECTORS;
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part);
  }
  return Object.freeze(value);
}
