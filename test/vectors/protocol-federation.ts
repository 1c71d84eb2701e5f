import type { BulletinContent, BulletinReference } from '../../src/domain/bulletin.ts';
import { toBase64, toBase64url } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { ENTRY_SCHEMA, type Envelope } from '../../src/domain/envelope.ts';
import type { BulletinBody } from '../../src/domain/four-eyes.ts';
import { requestClaims } from '../../src/federation/peers/token.ts';
import { type Cursor, type Hint, logPathName, type NodeDocument } from '../../src/federation/protocol.ts';
import type { LinkReport } from '../../src/links/report.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import type { KeyStatement } from '../../src/log/key-statement.ts';
import { type PrivateKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { appendLeaf, type CompactRange, emptyRange, type Hash, rangeRoot } from '../../src/log/merkle.ts';
import { createSigner, signKeyStatement } from '../../src/log/signer.ts';
import { jwkOfSeed } from '../helpers/seed-keys.ts';

/** Seeds of the keys of the examples: 32 bytes of one value each. Nobody may use them for anything else. */
export const SEEDS = {
  'kr root': '01'.repeat(32),
  'kr next root': '02'.repeat(32),
  'kr log': '03'.repeat(32),
  'kr cosigner': '04'.repeat(32),
  'kr request': '05'.repeat(32),
  'jp log': '13'.repeat(32),
  'jp cosigner': '14'.repeat(32),
  'jp request': '15'.repeat(32),
} as const;
export type KeyName = keyof typeof SEEDS;

export const KR = 'kr.ews.example';
export const JP = 'jp.ews.example';
export const US = 'us.ews.example';
export const KR_LOG = `${KR}/log/1`;
export const JP_LOG = `${JP}/log/1`;

/** 2021-10-11T00:00:00Z, a Monday: when everything in the examples happens. */
export const NOW = Date.UTC(2021, 9, 11);

export function privateKey(name: KeyName): PrivateKey {
  return jwkOfSeed('Ed25519', Buffer.from(SEEDS[name], 'hex'));
}

export const krSigner = createSigner(KR, KR_LOG, {
  log: privateKey('kr log'),
  cosigner: privateKey('kr cosigner'),
  request: privateKey('kr request'),
});

export const jpSigner = createSigner(JP, JP_LOG, {
  log: privateKey('jp log'),
  cosigner: privateKey('jp cosigner'),
  request: privateKey('jp request'),
});

const common = {
  v: 1,
  node: KR,
  nextRoot: thumbprint(privateKey('kr next root')),
  issued: '2021-10-01T00:00:00.000Z',
} as const;
const validity = { notBefore: '2021-09-29T00:00:00.000Z', notAfter: '2023-10-01T00:00:00.000Z' };

export const statements: readonly KeyStatement[] = [
  { ...common, use: 'log', key: publicPart(privateKey('kr log')), log: KR_LOG, fromSeq: 0 },
  { ...common, use: 'cosigner', key: publicPart(privateKey('kr cosigner')), ...validity },
  { ...common, use: 'request', key: publicPart(privateKey('kr request')), ...validity },
];

export const fingerprint = thumbprint(privateKey('kr root'));

export function signStatements(changed: readonly KeyStatement[] = statements): Promise<string[]> {
  return Promise.all(changed.map((statement) => signKeyStatement(privateKey('kr root'), statement)));
}

export async function nodeDocument(): Promise<NodeDocument> {
  return {
    v: 1,
    node: KR,
    country: 'KR',
    url: 'https://kr.ews.example:8443',
    log: KR_LOG,
    protocols: ['1'],
    capabilities: ['pull', 'long-poll', 'hint', 'link-report'],
    statements: await signStatements(),
  };
}

/** The first bulletin: for everyone, level alert, one approval. */
export const content: BulletinContent = {
  id: `${KR}/2021-10-11/1f2e3d4c`,
  issuer: KR,
  type: 'issue',
  references: [],
  status: 'actual',
  level: 'alert',
  urgency: 'expected',
  certainty: 'likely',
  sector: 'critical-minerals',
  items: [{ name: { en: 'Urea', ko: '요소', ja: '尿素' }, hsCodes: ['310210'] }],
  headline: { en: 'Urea: export inspections', ko: '요소 수출 검사' },
  text: { en: 'Customs of the main supplier inspects exports of urea from 15 October 2021.' },
  onset: '2021-10-15T00:00:00Z',
  expires: '2022-01-09T00:00:00Z',
  tlp: 'GREEN',
  audience: '*',
  evidence: [],
  contact: 'Duty officer, kr.ews.example',
};

const ANALYST = 'c3ViamVjdC1hbmFseXN0MQ';
const APPROVERS = ['c3ViamVjdC1hcHByb3Zlcg', 'c3ViamVjdC1hcHByb3ZlMg'];

/** The people who stand for a content: as many approvers as are asked for. */
export function bulletinBody(released: BulletinContent, approvers: number): BulletinBody {
  const digest = contentDigest(released);
  return {
    content: released,
    sent: '2021-10-11T00:00:00.000Z',
    digest,
    submission: { role: 'analyst', subject: ANALYST, time: '2021-10-10T23:40:00.000Z', digest },
    approvals: APPROVERS.slice(0, approvers).map((subject) => ({
      role: 'approver',
      subject,
      time: '2021-10-10T23:50:00.000Z',
      digest,
    })),
  };
}

export function bulletinEnvelope(seq: number, body: BulletinBody): Envelope {
  return {
    v: 1,
    type: 'bulletin',
    schema: ENTRY_SCHEMA.bulletin,
    log: KR_LOG,
    seq,
    time: '2021-10-11T00:00:00.000Z',
    aud: body.content.audience,
    tlp: body.content.tlp,
    nonce: nonce(seq),
    body,
  };
}

export function acknowledgementEnvelope(
  log: string,
  seq: number,
  bulletin: BulletinReference,
  note: string,
): Envelope {
  return {
    v: 1,
    type: 'read',
    schema: ENTRY_SCHEMA.read,
    log,
    seq,
    time: '2021-10-11T00:00:00.000Z',
    aud: [bulletin.log.slice(0, bulletin.log.indexOf('/'))],
    tlp: 'GREEN',
    nonce: nonce(seq),
    body: { bulletin, subject: ANALYST, role: 'analyst', time: '2021-10-11T00:00:00.000Z', note },
  };
}

/** 128 bits that a node draws at random; here they are fixed. */
function nonce(seq: number): string {
  return toBase64url(new Uint8Array(16).fill(0xa0 + seq));
}

/** What kr.ews.example acknowledges with its second entry. */
const usBulletin: BulletinReference = {
  id: `${US}/2021-10-08/0a0b0c0d`,
  log: `${US}/log/1`,
  seq: 4,
  digest: toBase64url(entryDigest('an entry of us.ews.example')),
};

export interface Example {
  readonly envelopes: readonly Envelope[];
  readonly entries: readonly string[];
  readonly digests: readonly Uint8Array[];
  readonly leaves: readonly Hash[];
  /** After each number of entries, from none on. */
  readonly ranges: readonly CompactRange[];
  /** Perfect subtrees as `level/index`. */
  readonly nodes: ReadonlyMap<string, Hash>;
}

/** The log of the examples: a bulletin for all, an acknowledgement for one node, an update by three people. */
export async function makeLog(): Promise<Example> {
  const first = bulletinEnvelope(0, bulletinBody(content, 1));
  const firstJws = await krSigner.signEntry(first);
  const reference = { id: content.id, log: KR_LOG, seq: 0, digest: toBase64url(entryDigest(firstJws)) };
  const second = acknowledgementEnvelope(KR_LOG, 1, usBulletin, 'Read at the morning meeting.');
  const third = bulletinEnvelope(2, bulletinBody(updateOf(reference), 2));
  const rest = await Promise.all([second, third].map((envelope) => krSigner.signEntry(envelope)));
  return growLog([first, second, third], [firstJws, ...rest]);
}

function updateOf(reference: BulletinReference): BulletinContent {
  return {
    ...content,
    id: `${KR}/2021-10-11/5a6b7c8d`,
    type: 'update',
    references: [reference],
    level: 'serious',
    urgency: 'immediate',
    headline: { en: 'Urea: exports have stopped', ko: '요소 수출 중단' },
  };
}

export function growLog(envelopes: readonly Envelope[], entries: readonly string[]): Example {
  const digests = entries.map(entryDigest);
  const leaves = digests.map(entryLeaf);
  const ranges: CompactRange[] = [emptyRange];
  const nodes = new Map<string, Hash>();
  for (const leaf of leaves) {
    const appended = appendLeaf(ranges.at(-1) ?? emptyRange, leaf);
    ranges.push(appended.range);
    for (const { level, index, hash } of appended.nodes) nodes.set(`${level}/${index}`, hash);
  }
  return { envelopes, entries, digests, leaves, ranges, nodes };
}

export function checkpointOf(range: CompactRange, origin = KR_LOG): string {
  return krSigner.signCheckpoint({ origin, size: range.size, root: rangeRoot(range) });
}

export function jpCursor(range: CompactRange): Cursor {
  return {
    v: 1,
    node: JP,
    log: KR_LOG,
    size: range.size,
    root: toBase64(rangeRoot(range)),
    missing: [],
    time: '2021-10-11T00:00:00.000Z',
  };
}

export const hint: Hint = { v: 1, node: KR, log: KR_LOG, size: 3 };

export const PULL_PATH = `/federation/v1/logs/${logPathName(KR_LOG)}/entries?from=2&limit=1000&wait=25`;

export const pullClaims = requestClaims({
  from: JP,
  to: KR,
  method: 'GET',
  path: PULL_PATH,
  id: toBase64url(new Uint8Array(16).fill(0xb0)),
  now: NOW,
});

const REPORT_ID = toBase64url(new Uint8Array(16).fill(0xb2));

/** jp.ews.example lags behind the log of kr.ews.example. */
export const linkReport: LinkReport = {
  v: 1,
  node: JP,
  about: KR,
  id: REPORT_ID,
  issued: '2021-10-11T00:00:00.000Z',
  expires: '2021-10-11T00:00:30.000Z',
  size: 1,
  inbound: {
    state: 'degraded',
    reason: 'behind',
    forMs: 90_000,
    successMsAgo: 2_000,
    contactMsAgo: 2_000,
    checkpointAgeMs: 9_000,
    behind: 1,
    roundTripMs: 31,
    clockOffsetMs: -4,
    error: { class: 'connect', code: 'peer_timeout', side: 'network', msAgo: 95_000 },
  },
  outbound: { state: 'up', reason: 'ok', forMs: 86_400_000, successMsAgo: 3_000, contactMsAgo: 3_000 },
};

/** What it is answered. */
export const linkAnswer: LinkReport = {
  v: 1,
  node: KR,
  about: JP,
  id: toBase64url(new Uint8Array(16).fill(0xb3)),
  reply: REPORT_ID,
  issued: '2021-10-11T00:00:00.000Z',
  expires: '2021-10-11T00:00:30.000Z',
  size: 3,
  inbound: {
    state: 'up',
    reason: 'ok',
    forMs: 86_400_000,
    successMsAgo: 3_000,
    contactMsAgo: 0,
    checkpointAgeMs: 4_000,
    behind: 0,
    roundTripMs: 30,
    clockOffsetMs: 4,
  },
  outbound: {
    state: 'degraded',
    reason: 'peer_reports_degraded',
    forMs: 0,
    successMsAgo: 0,
    contactMsAgo: 0,
  },
};

export async function hintClaims() {
  return requestClaims({
    from: KR,
    to: JP,
    method: 'POST',
    path: '/federation/v1/hints',
    body: await krSigner.signHint(hint),
    id: toBase64url(new Uint8Array(16).fill(0xb1)),
    now: NOW,
  });
}
