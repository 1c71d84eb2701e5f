import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { initNode, type NewNode } from '../../../src/cli/init-node.ts';
import { nodePaths } from '../../../src/config/paths.ts';
import { freePorts } from '../../../src/demo/processes.ts';
import { PASSWORD } from '../../helpers/nodes.ts';

/** A node's folder, and where it will listen. */
export interface NodeFolder extends NewNode {
  readonly agencyUrl: string;
  readonly federationUrl: string;
}

/** Makes the folder of a node; nobody is refused for asking often. */
export async function makeFolder(parent: string, name: string): Promise<NodeFolder> {
  const [agencyPort = 0, federationPort = 0] = await freePorts(0, 0);
  const directory = join(parent, name);
  const made = await initNode(directory, {
    id: `${name}.ews.example`,
    country: 'KR',
    agencyPort,
    federationPort,
    business: 'wall',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
  });
  const { nodeFile } = nodePaths(directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as Record<string, object>;
  config.limits = {
    ...config.limits,
    agencyRequestsPerMinute: 1_000_000,
    federationRequestsPerMinute: 1_000_000,
    signInsPerMinute: 100_000,
  };
  writeFileSync(nodeFile, stringify(config));
  return {
    ...made,
    agencyUrl: `http://127.0.0.1:${agencyPort}`,
    federationUrl: `http://127.0.0.1:${federationPort}`,
  };
}
