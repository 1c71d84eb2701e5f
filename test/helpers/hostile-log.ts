import { CompactSign, importJWK } from 'jose';
import { type Keyring, makeKeys, stateKeys } from '../../src/cli/init-keys.ts';
import { toBase64, toBase64url, utf8 } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { ENTRY_SCHEMA } from '../../src/domain/envelope.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import { JWS_TYPE } from '../../src/log/jws.ts';
import { type PrivateKey, thumbprint } from '../../src/log/keys.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  type Hash,
  rangeRoot,
  type TreeNodeId,
} from '../../src/log/merkle.ts';
import { proveConsistency } from '../../src/log/merkle-proof.ts';
import { parseNote } from '../../src/log/note.ts';
import { createSigner, type Signer } from '../../src/log/signer.ts';
import { bulletinParts } from './bulletins.ts';

export type Json = Record<string, unknown>;

/** A line of a page; a text is sent as it stands. */
export type Line = object | string;

/** A log whose keys are in hand: what it holds and what it signs is for the test to say. */
export interface HostileLog {
  readonly id: string;
  readonly origin: string;
  readonly keys: Keyring;
  readonly signer: Signer;
  readonly fingerprint: string;
  readonly size: number;
  entry(seq: number): string;
  /** Appends what may be no entry at all: only its digest counts. */
  append(...entries: readonly string[]): void;
  /** Another log under the same keys that has the first `size` entries in common with this one. */
  fork(size: number): HostileLog;
  root(size?: number): Hash;
  /** Signed, and cosigned at `at` (milliseconds since 1970), or not at all. */
  checkpoint(size?: number, at?: number | undefined): string;
  /** base64, as in a page. */
  consistency(from: number, to: number): Promise<string[]>;
  nodes(ids: readonly TreeNodeId[]): Hash[];
  /** A true page: the entries `[from, to)` as `reader` may see them, and the checkpoint of `size`. */
  page(from: number, reader: string, to?: number, size?: number): Promise<Line[]>;
}

export function hostileLog(id: string, keys: Keyring = makeKeys()): HostileLog {
  const origin = logOrigin(id, 1);
  const signer = createSigner(id, origin, keys);
  const entries: string[] = [];
  const ranges: CompactRange[] = [emptyRange];
  const stored = new Map<string, Hash>();

  const log: HostileLog = {
    id,
    origin,
    keys,
    signer,
    fingerprint: thumbprint(keys.root),
    get size() {
      return entries.length;
    },
    entry: (seq) => entries[seq]!,
    append(...added) {
      for (const jws of added) {
        const { range, nodes } = appendLeaf(ranges.at(-1)!, entryLeaf(entryDigest(jws)));
        for (const { level, index, hash } of nodes) stored.set(`${level}/${index}`, hash);
        entries.push(jws);
        ranges.push(range);
      }
    },
    fork(size) {
      const other = hostileLog(id, keys);
      other.append(...entries.slice(0, size));
      return other;
    },
    root: (size = entries.length) => rangeRoot(ranges[size]!),
    checkpoint(size = entries.length, at = Date.now()) {
      const note = signer.signCheckpoint({ origin, size, root: log.root(size) });
      return note + signer.cosign(parseNote(note).text, Math.floor(at / 1000));
    },
    async consistency(from, to) {
      return (await proveConsistency(from, to, async (ids) => log.nodes(ids))).map(toBase64);
    },
    nodes: (ids) => ids.map(({ level, index }) => stored.get(`${level}/${index}`)!),
    async page(from, reader, to = entries.length, size = entries.length) {
      return [
        ...entries.slice(from, to).map((jws, index) => lineOf(from + index, jws, reader)),
        {
          checkpoint: log.checkpoint(size),
          consistency: to === size || to === 0 ? [] : await log.consistency(to, size),
        },
      ];
    },
  };
  return log;
}

/** The node document of a log, signed by its log key. */
export async function documentOf(log: HostileLog, changed: Json = {}): Promise<string> {
  return log.signer.signNodeDocument({
    v: 1,
    node: log.id,
    country: 'XX',
    url: 'https://hostile.example',
    log: log.origin,
    protocols: ['1'],
    capabilities: ['pull'],
    statements: await statementsOf(log),
    ...changed,
  });
}

/** A node states its keys once: a document that leaves out what an earlier one said is refused. */
const stated = new WeakMap<Keyring, Promise<string[]>>();

function statementsOf({ id, keys }: HostileLog): Promise<string[]> {
  const known = stated.get(keys) ?? stateKeys(id, keys, Date.now());
  stated.set(keys, known);
  return known;
}

function lineOf(seq: number, jws: string, reader: string): object {
  return isFor(jws, reader) ? { seq, jws } : sealed(seq, jws);
}

export function sealed(seq: number, jws: string): object {
  return { seq, sealed: toBase64url(entryDigest(jws)) };
}

/** What is no entry, or is encrypted, is shown to everyone. */
function isFor(jws: string, reader: string): boolean {
  try {
    const { aud, jwe } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Json;
    return !Array.isArray(aud) || aud.includes(reader) || jwe !== undefined;
  } catch {
    return true;
  }
}

/** Parts of a bulletin's entry that a test may spoil before it is signed. */
export type Spoilable = Json & {
  body: Json & { content: Json; digest: string; submission: Json; approvals: Json[] };
};

/** The payload of an entry for the log's next place; `changed` replaces members of it. */
export function envelopeOf(log: HostileLog, type: string, body: object, changed: Json = {}): Json {
  return {
    v: 1,
    type,
    schema: (ENTRY_SCHEMA as Record<string, string>)[type] ?? 'ews/unheard-of/1',
    log: log.origin,
    seq: log.size,
    time: formatInstant(Date.now()),
    aud: '*',
    tlp: 'GREEN',
    nonce: 'A'.repeat(22),
    body,
    ...changed,
  };
}

/** The payload of a bulletin for the log's next place, of which everybody stands for exactly this content. */
export function bulletinEnvelope(log: HostileLog, content: Json = {}, approvals = 1): Spoilable {
  const whole: Json = {
    id: bulletinId(log),
    issuer: log.id,
    type: 'issue',
    references: [],
    ...bulletinParts(),
    ...content,
  };
  const digest = contentDigest(whole);
  const time = formatInstant(Date.now());
  const stand = (letter: string, role: string) => ({ subject: letter.repeat(16), role, time, digest });
  const body = {
    content: whole,
    sent: time,
    digest,
    submission: stand('a', 'analyst'),
    approvals: ['b', 'c', 'd'].slice(0, approvals).map((letter) => stand(letter, 'approver')),
  };
  return {
    ...envelopeOf(log, 'bulletin', body, { tlp: whole.tlp, aud: whole.audience }),
    body,
  } as unknown as Spoilable;
}

/** The id that a bulletin at the log's next place gets. */
export function bulletinId(log: HostileLog): string {
  return `${log.id}/2021-10-11/${log.size.toString(16).padStart(8, '0')}`;
}

/** A bulletin for the log's next place that breaks no rule. */
export function goodBulletin(log: HostileLog, content: Json = {}): Promise<string> {
  return sign(log, bulletinEnvelope(log, content));
}

/** An entry that is addressed to somebody else. */
export function foreignEntry(log: HostileLog): Promise<string> {
  return sign(log, bulletinEnvelope(log, { audience: ['elsewhere.ews.example'] }));
}

/** Appends three entries: two bulletins for everyone, and one between them for somebody else. */
export async function appendThree(log: HostileLog): Promise<void> {
  log.append(await goodBulletin(log));
  log.append(await foreignEntry(log));
  log.append(await goodBulletin(log));
}

/** Signs any payload by the log key as an entry, or by another key, or with other members of the header. */
export function sign(
  log: HostileLog,
  payload: unknown,
  options: { readonly key?: PrivateKey; readonly header?: Json } = {},
): Promise<string> {
  return signText(log, JSON.stringify(payload), options);
}

export async function signText(
  log: HostileLog,
  text: string | Uint8Array,
  { key = log.keys.log, header = {} }: { readonly key?: PrivateKey; readonly header?: Json } = {},
): Promise<string> {
  return new CompactSign(typeof text === 'string' ? utf8(text) : text)
    .setProtectedHeader({ alg: 'Ed25519', typ: JWS_TYPE.entry, kid: thumbprint(key), ...header })
    .sign(await importJWK(key, 'Ed25519'));
}
