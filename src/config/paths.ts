import { join, resolve } from 'node:path';

/** Where the parts of a node's folder are; all absolute. */
export interface NodePaths {
  readonly directory: string;
  /** `config/node.yaml`: what the node is and where it listens. */
  readonly nodeFile: string;
  /** `config/detectors.yaml`, where the node has settings of its own. */
  readonly detectorsFile: string;
  /** `config/supply-map.yaml`, where the node has a map of its own and the configuration names no other. */
  readonly supplyMapFile: string;
  /** `config/indicators/`: catalogue files, where there are any. */
  readonly indicatorsFolder: string;
  /** `config/sources/`: data that are fetched by a schedule, where there are any. */
  readonly sourcesFolder: string;
  /** `config/policy-events.yaml`, where the node has a catalogue of its own. */
  readonly policyEventsFile: string;
  /** Private keys, JWK, 0600. */
  readonly keys: string;
  readonly logKey: string;
  readonly cosignerKey: string;
  readonly requestKey: string;
  readonly encryptionKey: string;
  readonly sessionSecret: string;
  /** Private root keys: needed to make keys, never by a running node; they belong elsewhere. */
  readonly offlineRoot: string;
  readonly rootKey: string;
  readonly nextRootKey: string;
  /** `identity/statements.json`: the key statements that make the node's keys valid. */
  readonly statements: string;
  /** Held by whoever changes keys: an empty file. */
  readonly keysLock: string;
  /** Folder of the two database files. */
  readonly data: string;
  /** `fence/log.json`: the last signed size and root, outside the database and its backups. */
  readonly fence: string;
}

export function nodePaths(directory: string): NodePaths {
  const at = (...parts: string[]) => join(resolve(directory), ...parts);
  return {
    directory: at(),
    nodeFile: at('config', 'node.yaml'),
    detectorsFile: at('config', 'detectors.yaml'),
    supplyMapFile: at('config', 'supply-map.yaml'),
    indicatorsFolder: at('config', 'indicators'),
    sourcesFolder: at('config', 'sources'),
    policyEventsFile: at('config', 'policy-events.yaml'),
    keys: at('keys'),
    logKey: at('keys', 'log.json'),
    cosignerKey: at('keys', 'cosigner.json'),
    requestKey: at('keys', 'request.json'),
    encryptionKey: at('keys', 'encryption.json'),
    sessionSecret: at('keys', 'session-secret'),
    offlineRoot: at('offline-root'),
    rootKey: at('offline-root', 'root.json'),
    nextRootKey: at('offline-root', 'next-root.json'),
    statements: at('identity', 'statements.json'),
    keysLock: at('identity', 'changing-keys.lock'),
    data: at('data'),
    fence: at('fence', 'log.json'),
  };
}
