import { clip, toHex, utf8 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type NoteKey, parseVkey, requireType, SIGNATURE_TYPE, type SignatureType } from './note.ts';

/** A log that a policy accepts; the key's name is its origin. What `url` means is for the reader to say. */
export type PolicyLog = { readonly key: NoteKey; readonly url: string | undefined };

/** A witness; `name` has a meaning inside its policy only. */
export type PolicyWitness = PolicyLog & { readonly name: string };

/** A group has witnessed a checkpoint if `threshold` of its members have. */
export type PolicyGroup = {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
};

/** Which logs are believed, and by how many witnesses their checkpoints have to be cosigned. */
export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or a group, or `none`: no cosignature is asked for. */
  readonly quorum: string;
};

/** The quorum that asks for nothing; no witness and no group may have this name. */
export const NO_QUORUM = 'none';

const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_DEFINITIONS = 1024;
/** All octets but tab, newline, printable ASCII and 0x80-0xFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format forbids
const FORBIDDEN = /[\x00-\x08\x0b-\x1f\x7f]/;
const DECIMAL = /^[1-9][0-9]{0,5}$/;

type Draft = {
  logs: PolicyLog[];
  witnesses: PolicyWitness[];
  groups: PolicyGroup[];
  quorum: string | undefined;
  /** Names of witnesses and groups, which share one space, and those that are a member of some group. */
  defined: Set<string>;
  grouped: Set<string>;
};

const READERS: ReadonlyMap<string, (draft: Draft, items: string[], at: number) => void> = new Map([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
]);

/**
 * Reads a policy (c2sp.org/tlog-policy):
 *
 *     log kr.ews.example/log/1+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
 *     witness us us.ews.example+b3a1c2d4+BLq…
 *     witness jp jp.ews.example+0f1e2d3c+BOm…
 *     group peers any us jp
 *     quorum peers
 *
 * Names are octets: whoever reads them as text gets UTF-8 where it is UTF-8. Logs have Ed25519 keys (0x01),
 * witnesses Ed25519 cosigner keys (0x04); the other types of the specification are not verified here.
 * @throws EwsError `invalid_input` with `line` in its detail · `key_weak`
 */
export function parsePolicy(file: Uint8Array | string): Policy {
  const bytes = typeof file === 'string' ? utf8(file) : file;
  if (bytes.length > MAX_POLICY_BYTES) throw refused(0, `A policy has at most ${MAX_POLICY_BYTES} bytes.`);
  // One character for each octet, so that names are compared as octets whatever they encode.
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n');
  if (lines.pop() !== '') throw refused(lines.length + 1, 'The last line does not end with a newline.');
  const draft = emptyDraft();
  for (const [i, line] of lines.entries()) readLine(draft, line, i + 1);
  if (draft.quorum === undefined) throw refused(lines.length, 'A policy has a quorum line.');
  const { logs, witnesses, groups, quorum } = draft;
  return { logs, witnesses, groups, quorum };
}

/** Whether cosignatures by the witnesses of these names are enough for the policy. */
export function isQuorumMet(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  if (policy.quorum === NO_QUORUM) return true;
  const met = new Set(policy.witnesses.map(({ name }) => name).filter((name) => cosigned.has(name)));
  // Members stand before their group, so that one pass in the order of the file decides all groups.
  for (const { name, threshold, members } of policy.groups) {
    if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
  }
  return met.has(policy.quorum);
}

function emptyDraft(): Draft {
  return {
    logs: [],
    witnesses: [],
    groups: [],
    quorum: undefined,
    defined: new Set([NO_QUORUM]),
    grouped: new Set(),
  };
}

function readLine(draft: Draft, line: string, at: number): void {
  if (FORBIDDEN.test(line)) throw refused(at, 'It contains a control character.');
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  if (draft.logs.length + draft.defined.size > MAX_DEFINITIONS) {
    throw refused(at, `A policy has at most ${MAX_DEFINITIONS} logs, witnesses and groups.`);
  }
  const read = READERS.get(keyword);
  if (read === undefined) throw refused(at, `There is no such line: "${clip(octets(keyword))}".`);
  read(draft, items, at);
}

function readLog({ logs }: Draft, [vkey, url, ...more]: string[], at: number): void {
  if (vkey === undefined || more.length > 0) throw refused(at, 'It has the form: log <vkey> [<url>].');
  const key = readKey(vkey, SIGNATURE_TYPE.ed25519, at);
  requireNewKey(logs, key, at);
  logs.push({ key, url: url && octets(url) });
}

function readWitness(draft: Draft, [name, vkey, url, ...more]: string[], at: number): void {
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw refused(at, 'It has the form: witness <name> <vkey> [<url>].');
  }
  const key = readKey(vkey, SIGNATURE_TYPE.cosignature, at);
  requireNewKey(draft.witnesses, key, at);
  define(draft, name, at);
  draft.witnesses.push({ name, key, url: url && octets(url) });
}

function readGroup(draft: Draft, [name, count, ...members]: string[], at: number): void {
  if (name === undefined || count === undefined || members.length === 0) {
    throw refused(at, 'It has the form: group <name> all|any|<k> <name>...');
  }
  for (const member of members) {
    if (member === NO_QUORUM || !draft.defined.has(member)) {
      throw refused(at, `"${clip(octets(member))}" is not defined before this line.`);
    }
    if (draft.grouped.has(member)) throw refused(at, `"${clip(octets(member))}" is a member already.`);
    draft.grouped.add(member);
  }
  define(draft, name, at);
  draft.groups.push({ name, threshold: readThreshold(count, members.length, at), members });
}

function readThreshold(count: string, members: number, at: number): number {
  if (count === 'all') return members;
  if (count === 'any') return 1;
  const threshold = DECIMAL.test(count) ? Number(count) : 0;
  if (threshold >= 1 && threshold <= members) return threshold;
  throw refused(at, `"${clip(octets(count))}" is not all, any, or a number from 1 to ${members}.`);
}

function readQuorum(draft: Draft, [name, ...more]: string[], at: number): void {
  if (name === undefined || more.length > 0) throw refused(at, 'It has the form: quorum <name>.');
  if (draft.quorum !== undefined) throw refused(at, 'A policy has one quorum line.');
  if (!draft.defined.has(name)) throw refused(at, `"${clip(octets(name))}" is not defined before this line.`);
  draft.quorum = name;
}

function define({ defined }: Draft, name: string, at: number): void {
  if (defined.has(name)) throw refused(at, `The name "${clip(octets(name))}" is taken.`);
  defined.add(name);
}

function readKey(vkey: string, type: SignatureType, at: number): NoteKey {
  try {
    const key = parseVkey(octets(vkey));
    requireType(key, type);
    return key;
  } catch (cause) {
    const { code, message } = cause as EwsError;
    throw new EwsError(code, `Line ${at} of the policy: ${message}`, { line: at }, { cause });
  }
}

/** Two verifier keys are the same if their public keys are, whatever their names. */
function requireNewKey(known: readonly PolicyLog[], { publicKey }: NoteKey, at: number): void {
  if (known.some(({ key }) => toHex(key.publicKey) === toHex(publicKey))) {
    throw refused(at, 'This public key stands in an earlier line of its kind.');
  }
}

/** Octets as text, for messages and for what is text by its own format. */
function octets(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function refused(line: number, message: string): EwsError {
  return new EwsError('invalid_input', `Line ${line} of the policy: ${message}`, { line });
}
