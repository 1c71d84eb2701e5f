import type { Acknowledgement, OwnBulletin, PeerBulletin, Stand } from '../../src/bulletin/port.ts';
import type { AuditEvent } from '../../src/domain/audit.ts';
import { BulletinContent } from '../../src/domain/bulletin.ts';
import { toBase64, toBase64url } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { Evidence } from '../../src/domain/evidence.ts';
import { Indicator } from '../../src/domain/indicator.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { Signal } from '../../src/domain/signal.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import type { EntryEffect, PageEntry, Peer, UsedToken, VerifiedPage } from '../../src/federation/port.ts';
import { type BatchOutcome, batchOf, type IngestRun } from '../../src/ingest/batch.ts';
import type { NewObservation } from '../../src/ingest/port.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import { appendLeaf, type CompactRange, emptyRange, rangeRoot, type TreeNode } from '../../src/log/merkle.ts';
import type { HeldLog, LogAppend } from '../../src/log/port.ts';
import type { StoredAccount } from '../../src/people/port.ts';
import type { Stores } from '../../src/store/stores.ts';

export const OWN = 'kr.ews.example';
export const OWN_LOG = logOrigin(OWN, 1);
export const SERIES = 'UREA_PRICE/KR.CN';

/** Monday 2021-10-11, where nothing else is said. */
export const AT = Date.UTC(2021, 9, 11);

export function indicator(parts: Partial<Indicator> = {}): Indicator {
  return Indicator.parse({
    code: 'UREA_PRICE',
    names: { en: 'Urea price', ko: '요소 가격' },
    sector: 'critical-minerals',
    unit: 'USD/t',
    frequency: 'M',
    kind: 'price',
    harmful: 'up',
    grade: 'A',
    source: { publisher: 'World Bank', licence: 'CC-BY-4.0' },
    tlp: 'CLEAR',
    publicationLagDays: 5,
    ...parts,
  });
}

/** The first month of the observations that are built here. */
export const JANUARY = 2021 * 12;

/** A monthly observation, `month` counted from January 2021; without a value it is missing. */
export function observation(
  month: number,
  value: number | undefined,
  knownAt: number,
  series: string = SERIES,
): NewObservation {
  const ordinal = JANUARY + month;
  const status = value === undefined ? 'M' : 'A';
  return { series, ordinal, period: formatPeriod('M', ordinal), value, status, knownAt };
}

/** How one run is told from another. */
let runs = 0;

/** Offers rows to a store, in a run of its own unless one is given; conflicts are told by positions in `rows`. */
export async function append(
  { observations }: Pick<Stores, 'observations'>,
  rows: readonly NewObservation[],
  run: IngestRun = nextRun(),
): Promise<BatchOutcome> {
  const { batch, positions } = batchOf(rows);
  const outcome = await observations.append(batch, run);
  return { ...outcome, conflicts: outcome.conflicts.map((row) => positions[row]!).sort((a, b) => a - b) };
}

export function nextRun(knownAt = AT): IngestRun {
  runs += 1;
  return { id: runs, knownAt };
}

/** What became of a batch, with zeros left out of the expectation. */
export function outcome(parts: Partial<BatchOutcome>): BatchOutcome {
  return { stored: 0, revised: 0, unchanged: 0, superseded: 0, conflicts: [], ...parts };
}

export function audit(action = 'thing.done', subject = 'thing'): AuditEvent {
  return { at: AT, actor: { name: 'kim', role: 'analyst' }, action, subject };
}

export function evidence(): Evidence {
  return Evidence.parse({
    detector: 'robust-z',
    version: 1,
    parameters: { window: 60 },
    series: SERIES,
    names: { en: 'Urea price' },
    unit: 'USD/t',
    frequency: 'M',
    kind: 'price',
    harmful: 'up',
    publisher: 'World Bank',
    window: { periods: ['2021-09'], values: [418.75], knownAt: ['2021-10-05T00:00:00.000Z'] },
    period: '2021-09',
    score: 3.5,
    level: 'alert',
  });
}

export function signal(id: string, parts: Partial<Signal> = {}): Signal {
  return Signal.parse({
    id,
    series: SERIES,
    sector: 'critical-minerals',
    detector: 'robust-z',
    state: 'open',
    level: 'alert',
    score: 3.5,
    period: '2021-09',
    raisedAt: '2021-10-05T00:00:00.000Z',
    updatedAt: '2021-10-05T00:00:00.000Z',
    explanation: { en: '418.75 USD/t is 3.5 deviations above the median.' },
    evidence: evidence(),
    ...parts,
  });
}

/** The number of a bulletin, as its id has it: 7 is `…/00000007`. */
export function bulletinId(number: number, issuer: string = OWN): string {
  return `${issuer}/2021-10-11/${number.toString(16).padStart(8, '0')}`;
}

export function content(number: number, parts: Partial<BulletinContent> = {}): BulletinContent {
  const issuer = parts.issuer ?? OWN;
  return BulletinContent.parse({
    id: bulletinId(number, issuer),
    issuer,
    type: 'issue',
    references: [],
    status: 'actual',
    level: 'alert',
    urgency: 'expected',
    certainty: 'likely',
    sector: 'critical-minerals',
    items: [{ name: { en: 'Urea' }, hsCodes: ['310210'] }],
    headline: { en: 'Urea exports are inspected', ko: '요소 수출 검사' },
    text: { en: 'Declarations wait for an inspection.' },
    expires: '2022-01-31T00:00:00Z',
    tlp: 'GREEN',
    audience: '*',
    evidence: [],
    contact: 'Supply chain desk',
    ...parts,
  });
}

export function draft(body: BulletinContent, signalId?: string): Omit<OwnBulletin, 'life'> {
  return {
    content: body,
    digest: contentDigest(body),
    createdAt: '2021-10-11T00:00:00.000Z',
    createdBy: 'kim',
    signal: signalId,
  };
}

/** A person who stands for a content. */
export function stand(name: string, digest: string): Stand {
  return { subject: name.padEnd(16, '_'), name, time: '2021-10-11T01:00:00.000Z', digest };
}

/** A log without entries. */
export function emptyLog(origin: string = OWN_LOG): HeldLog {
  return { origin, range: emptyRange, checkpoint: checkpoint(origin, emptyRange) };
}

/** The text of a checkpoint; nobody signs it here. */
export function checkpoint(origin: string, range: CompactRange): string {
  return `${origin}\n${range.size}\n${toBase64(rangeRoot(range))}\n`;
}

/** What appending one more entry to a log changes. */
export function logAppend(log: HeldLog, type = 'bulletin', jws = `jws of ${log.range.size}`): LogAppend {
  const digest = entryDigest(jws);
  const { range, nodes } = appendLeaf(log.range, entryLeaf(digest));
  return {
    origin: log.origin,
    expectedSize: log.range.size,
    entry: { seq: log.range.size, digest, jws },
    type,
    time: AT,
    range,
    nodes,
    checkpoint: checkpoint(log.origin, range),
  };
}

export function peer(country: 'jp' | 'us'): Peer {
  const node = `${country}.ews.example`;
  return {
    node,
    country: country.toUpperCase(),
    url: `https://${node}`,
    routes: [],
    fingerprint: country.padEnd(43, 'A'),
    origin: logOrigin(node, 1),
    document: `document of ${node}`,
    state: 'active',
    enrolledAt: AT,
  };
}

/** An entry on its way into a page; what is not said is that of a verified one without effect. */
export type EntryParts = Partial<
  Pick<PageEntry, 'outcome' | 'type' | 'reason' | 'effect' | 'jws' | 'forAll'>
>;

/** A page that continues a peer's log. */
export function page(from: Peer, held: HeldLog, entries: readonly EntryParts[]): VerifiedPage {
  let { range } = held;
  const nodes: TreeNode[] = [];
  const placed = entries.map((parts): PageEntry => {
    const seq = range.size;
    const digest = digestAt(held.origin, seq);
    const grown = appendLeaf(range, entryLeaf(digest));
    range = grown.range;
    nodes.push(...grown.nodes);
    const jws = `${held.origin} ${seq}`;
    const rest = {
      outcome: 'verified',
      type: 'bulletin',
      reason: undefined,
      effect: { kind: 'none' },
    } as const;
    return { seq, digest, jws, ...rest, ...parts };
  });
  const text = checkpoint(held.origin, range);
  return {
    peer: from.node,
    origin: held.origin,
    from: held.range.size,
    entries: placed,
    range,
    nodes,
    checkpoint: text,
    at: AT,
  };
}

/** The log as it is after a page. */
export function heldAfter({ origin, range, checkpoint }: VerifiedPage): HeldLog {
  return { origin, range, checkpoint };
}

export function digestAt(origin: string, seq: number): Uint8Array {
  return entryDigest(`${origin} ${seq}`);
}

export const SEALED = { outcome: 'sealed', jws: undefined, type: undefined } as const satisfies EntryParts;

/** The effect of an entry at `seq` that is a bulletin of a peer. */
export function bulletinEffect(
  from: Peer,
  seq: number,
  body: BulletinContent,
): EntryEffect & { kind: 'bulletin' } {
  return { kind: 'bulletin', bulletin: peerBulletin(from, seq, body) };
}

export function peerBulletin(
  from: Peer,
  seq: number,
  body: BulletinContent,
): Omit<PeerBulletin, 'state' | 'signature'> {
  return {
    content: body,
    sent: '2021-10-11T02:00:00.000Z',
    reference: { id: body.id, log: from.origin, seq, digest: toBase64url(digestAt(from.origin, seq)) },
    signedAt: '2021-10-11T02:00:00.000Z',
    verifiedAt: '2021-10-11T02:00:01.000Z',
  };
}

export function acknowledgement(
  bulletin: Acknowledgement['bulletin'],
  parts: Partial<Acknowledgement> = {},
): Acknowledgement {
  const subject = 'lee'.padEnd(16, '_');
  return {
    type: 'read',
    node: OWN,
    bulletin,
    subject,
    time: '2021-10-11T03:00:00.000Z',
    note: undefined,
    ...parts,
  };
}

export function token(id: string, expiresAt = AT + 60_000): UsedToken {
  return { issuer: 'jp.ews.example', id, expiresAt };
}

export function account(name: string, parts: Partial<StoredAccount> = {}): StoredAccount {
  return {
    name,
    role: 'analyst',
    subject: `subject-of-${name}`.padEnd(20, '_'),
    disabled: false,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    tokensFrom: 0,
    ...parts,
  };
}
