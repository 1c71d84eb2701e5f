import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Outgoing } from '../net/outgoing.ts';
import { type Api, signIn } from './api.ts';
import { ADMINISTRATOR, COUNTRIES, type Country, PEOPLE, type Person } from './cast.ts';
import { ews, freePorts, type NodeProcess, startProcess } from './processes.ts';

/** A country's node, running, with its people signed in. */
export interface StagedNode {
  readonly country: Country;
  readonly agencyUrl: string;
  readonly federationUrl: string;
  readonly passwords: Readonly<Record<Person | typeof ADMINISTRATOR, string>>;
  readonly as: Readonly<Record<Person, Api>>;
}

const CONFIG = join(import.meta.dirname, '..', '..', 'config', 'demo');

/** First ports that the demonstration asks for: agency at 8101, 8201, 8301, federation one above each. */
const FIRST_PORT = 8101;

/**
 * Makes three nodes, each with a folder, keys and accounts of its own, and enrols each with the others. What
 * runs is put into `processes`, also where something fails later.
 */
export async function setStage(
  directory: string,
  start: string,
  outgoing: Outgoing,
  processes: NodeProcess[],
): Promise<StagedNode[]> {
  const nodes = await Promise.all(
    COUNTRIES.map((country, index) => stageNode(directory, country, index, start, outgoing, processes)),
  );
  for (const node of nodes) for (const peer of nodes) if (peer !== node) await enrol(node, peer);
  return nodes;
}

async function stageNode(
  directory: string,
  country: Country,
  index: number,
  start: string,
  outgoing: Outgoing,
  processes: NodeProcess[],
): Promise<StagedNode> {
  const first = FIRST_PORT + 100 * index;
  const [agencyPort = 0, federationPort = 0] = await freePorts(first, first + 1);
  const folder = join(directory, country.code.toLowerCase());
  const federationUrl = `http://127.0.0.1:${federationPort}`;
  const password = newPassword();
  const passwordFile = join(directory, `${country.code}-admin-password`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  await ews([
    'init',
    folder,
    '--id',
    country.id,
    '--country',
    country.code,
    '--name',
    country.names.en,
    '--agency-port',
    String(agencyPort),
    '--federation-port',
    String(federationPort),
    '--federation-url',
    federationUrl,
    '--business',
    'replay',
    '--replay-from',
    start,
    '--admin',
    ADMINISTRATOR,
    '--admin-password-file',
    passwordFile,
  ]);
  configure(join(folder, 'config', 'node.yaml'), country);
  mkdirSync(join(folder, 'config', 'indicators'), { recursive: true });
  cpSync(
    join(CONFIG, country.code.toLowerCase(), 'indicators.yaml'),
    join(folder, 'config', 'indicators', 'demo.yaml'),
  );

  const agencyUrl = `http://127.0.0.1:${agencyPort}`;
  processes.push(await startProcess(folder, agencyUrl));
  const admin = await signIn(outgoing, agencyUrl, ADMINISTRATOR, password);
  const people = await Promise.all(
    Object.keys(PEOPLE).map((name) => hire(admin, outgoing, agencyUrl, name as Person)),
  );
  return {
    country,
    agencyUrl,
    federationUrl,
    passwords: {
      [ADMINISTRATOR]: password,
      ...Object.fromEntries(people.map((p) => [p.name, p.password])),
    } as StagedNode['passwords'],
    as: Object.fromEntries(people.map((p) => [p.name, p.api])) as StagedNode['as'],
  };
}

/** Names in all languages; and seventeen years in under a minute are more requests than people make. */
function configure(nodeFile: string, { names }: Country): void {
  const document = parseDocument(readFileSync(nodeFile, 'utf8'));
  document.setIn(['node', 'name'], names);
  document.setIn(['limits', 'agencyRequestsPerMinute'], 100_000);
  document.setIn(['limits', 'federationRequestsPerMinute'], 100_000);
  writeFileSync(nodeFile, document.toString());
}

async function hire(
  admin: Api,
  outgoing: Outgoing,
  url: string,
  name: Person,
): Promise<{ name: Person; password: string; api: Api }> {
  const password = newPassword();
  await admin.send('POST', '/accounts', { name, role: PEOPLE[name], password });
  return { name, password, api: await signIn(outgoing, url, name, password) };
}

/** As operators would: the fingerprint comes from the peer's own agency, the rest from its address. */
async function enrol(node: StagedNode, peer: StagedNode): Promise<void> {
  const { fingerprint } = await peer.as.operator.get<{ fingerprint: string }>('/node');
  await node.as.operator.send('POST', '/peers', { url: peer.federationUrl, fingerprint });
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}
