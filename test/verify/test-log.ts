import { type Keyring, makeKeys, stateKeys } from '../../src/cli/init-keys.ts';
import { utf8 } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { ENTRY_SCHEMA, type Envelope } from '../../src/domain/envelope.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import { JWS_TYPE, signJws } from '../../src/log/jws.ts';
import { thumbprint } from '../../src/log/keys.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  type Hash,
  rangeRoot,
  type TreeNodeId,
} from '../../src/log/merkle.ts';
import { proveInclusion } from '../../src/log/merkle-proof.ts';
import { parseNote } from '../../src/log/note.ts';
import { formatProof } from '../../src/log/proof.ts';
import { createSigner, type Signer } from '../../src/log/signer.ts';
import { bulletinParts } from '../helpers/bulletins.ts';

/** When the logs of these tests live. */
export const NOW = Date.parse('2026-03-01T12:00:00Z');
const TIME = '2026-03-01T11:00:00Z';

/** A log with its keys in hand, as a test may need to misuse them. */
export interface TestLog {
  readonly id: string;
  readonly origin: string;
  readonly keys: Keyring;
  readonly signer: Signer;
  readonly fingerprint: string;
  /** The node document. */
  readonly document: string;
  readonly size: number;
  /** Appends what may be no entry at all: only its digest counts. */
  append(jws: string): void;
  /** A signed note; `at`: with the log's own cosignature of that time. */
  checkpoint(options?: { readonly size?: number; readonly at?: number | undefined }): string;
  /** A proof file with the checkpoint of the whole log, or another note. */
  proof(index: number, checkpoint?: string): Promise<string>;
  nodes(ids: readonly TreeNodeId[]): Hash[];
  digests(from: number, to: number): Uint8Array[];
}

export async function makeLog(id = 'kr.ews.example', keys = makeKeys()): Promise<TestLog> {
  const origin = logOrigin(id, 1);
  const signer = createSigner(id, origin, keys);
  const statements = await stateKeys(id, keys, NOW - 86_400_000);
  const document = await signer.signNodeDocument(documentOf(id, statements));
  const entries: string[] = [];
  const ranges: CompactRange[] = [emptyRange];
  const stored = new Map<string, Hash>();
  const nodes = (ids: readonly TreeNodeId[]) =>
    ids.map(({ level, index }) => stored.get(`${level}/${index}`)!);
  const log: TestLog = {
    id,
    origin,
    keys,
    signer,
    fingerprint: thumbprint(keys.root),
    document,
    get size() {
      return entries.length;
    },
    append(jws) {
      const { range, nodes: added } = appendLeaf(ranges.at(-1)!, entryLeaf(entryDigest(jws)));
      for (const { level, index, hash } of added) stored.set(`${level}/${index}`, hash);
      entries.push(jws);
      ranges.push(range);
    },
    checkpoint({ size = entries.length, at } = {}) {
      const note = signer.signCheckpoint({ origin, size, root: rangeRoot(ranges[size]!) });
      return at === undefined ? note : note + signer.cosign(parseNote(note).text, Math.floor(at / 1000));
    },
    async proof(index, checkpoint = log.checkpoint({ at: NOW - 4_000 })) {
      const hashes = await proveInclusion(index, entries.length, async (ids) => nodes(ids));
      return formatProof({ extra: utf8(entries[index]!), index, hashes, checkpoint });
    },
    nodes,
    digests: (from, to) => entries.slice(from, to).map(entryDigest),
  };
  return log;
}

export function documentOf(id: string, statements: readonly string[]): object {
  return {
    v: 1,
    node: id,
    country: id.slice(0, 2).toUpperCase(),
    url: `https://${id}`,
    log: logOrigin(id, 1),
    protocols: ['1'],
    capabilities: ['pull'],
    statements,
  };
}

/** A log of `count` entries that are nothing but digests. */
export async function makeBareLog(count: number, id?: string): Promise<TestLog> {
  const log = await makeLog(id);
  for (let i = 0; i < count; i += 1) log.append(`entry ${i}`);
  return log;
}

/** A log of seven entries of which number 3 is a bulletin, which `change` may spoil before it is signed. */
export async function makeBulletinLog(change?: ChangeEntry, keys?: Keyring): Promise<TestLog> {
  const log = await makeLog('kr.ews.example', keys);
  for (const name of ['a', 'b', 'c']) log.append(name);
  log.append(await signBulletin(log, change));
  for (const name of ['e', 'f', 'g']) log.append(name);
  return log;
}

type Json = Record<string, unknown>;
/** Parts of an entry that a test may spoil. */
export type Spoilable = Envelope & {
  body: { content: Json; sent: string; digest: string; submission: Json; approvals: Json[] };
};
export type ChangeEntry = (envelope: Spoilable) => void;

/** Signs as the log does, but whatever the entry says: the signer itself would refuse what is spoilt. */
export async function signBulletin(log: TestLog, change: ChangeEntry = () => undefined): Promise<string> {
  const envelope = bulletinEnvelope(log);
  change(envelope);
  return signJws(JWS_TYPE.entry, envelope, log.keys.log);
}

/** The content changed after people stood for it, and everybody made to stand for the new one. */
export function restate(envelope: Spoilable, content: Json): void {
  const { body } = envelope;
  body.content = { ...body.content, ...content };
  const digest = contentDigest(body.content);
  body.digest = digest;
  body.submission.digest = digest;
  for (const approval of body.approvals) approval.digest = digest;
}

function bulletinEnvelope(log: TestLog): Spoilable {
  const content = {
    id: `${log.id}/2026-03-01/1f2e3d4c`,
    issuer: log.id,
    type: 'issue',
    references: [],
    ...bulletinParts({ expires: '2026-06-01T00:00:00Z' }),
  };
  const digest = contentDigest(content);
  const stand = (subject: string, role: string) => ({
    subject: subject.repeat(16),
    role,
    time: TIME,
    digest,
  });
  const body = {
    content,
    sent: TIME,
    digest,
    submission: stand('a', 'analyst'),
    approvals: [stand('b', 'approver')],
  };
  return { ...envelopeOf(log, 'bulletin', body), body };
}

export function envelopeOf(log: TestLog, type: keyof typeof ENTRY_SCHEMA, body: object): Envelope {
  return {
    v: 1,
    type,
    schema: ENTRY_SCHEMA[type],
    log: log.origin,
    seq: log.size,
    time: TIME,
    aud: '*',
    tlp: 'GREEN',
    nonce: 'A'.repeat(22),
    body: body as Envelope['body'],
  };
}
