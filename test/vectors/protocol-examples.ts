import { writeFileSync } from 'node:fs';
import type { BulletinReference } from '../../src/domain/bulletin.ts';
import { fromBase64url, toBase64, toBase64url, toHex } from '../../src/domain/bytes.ts';
import { canonicalJson, contentDigest } from '../../src/domain/canonical.ts';
import { logPathName, type PageLine } from '../../src/federation/protocol.ts';
import { cosignedMessage } from '../../src/log/cosignature.ts';
import { publicPart, thumbprint } from '../../src/log/keys.ts';
import { rangeRoot, type TreeNodeId } from '../../src/log/merkle.ts';
import { proveConsistency, proveInclusion } from '../../src/log/merkle-proof.ts';
import { formatVkey, parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { formatProof } from '../../src/log/proof.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import { encodeBundle } from '../../src/log/tiles.ts';
import { keyChangeExamples } from './key-change-examples.ts';
import { PROTOCOL, readProtocol, replaceVectors } from './protocol-document.ts';
import {
  acknowledgementEnvelope,
  checkpointOf,
  content,
  type Example,
  hint,
  hintClaims,
  JP_LOG,
  jpCursor,
  jpSigner,
  type KeyName,
  KR,
  KR_LOG,
  krSigner,
  linkAnswer,
  linkReport,
  makeLog,
  NOW,
  nodeDocument,
  privateKey,
  pullClaims,
  SEEDS,
  statements,
} from './protocol-federation.ts';
import { sealedExamples } from './sealed-examples.ts';
import { witnessExamples } from './witness-examples.ts';

type Examples = Record<string, string>;

/** Every example of docs/protocol.md by its name, made from the seeds. */
export async function makeExamples(): Promise<Map<string, string>> {
  const log = await makeLog();
  const parts = [
    keyExamples(),
    await identityExamples(),
    await entryExamples(log),
    logExamples(log),
    await exchangeExamples(log),
    await proofExamples(log),
    await witnessExamples(log),
    await keyChangeExamples(),
    await sealedExamples(),
  ];
  return new Map(parts.flatMap((examples) => Object.entries(examples)));
}

function keyExamples(): Examples {
  const names = Object.keys(SEEDS) as KeyName[];
  const table = (text: (name: KeyName) => string) =>
    names.map((name) => `${name.padEnd(13)}${text(name)}`).join('\n');
  return {
    seeds: table((name) => SEEDS[name]),
    'root-jwk': JSON.stringify(publicPart(privateKey('kr root'))),
    'public-keys': table((name) => privateKey(name).x),
    thumbprints: table((name) => thumbprint(privateKey(name))),
  };
}

async function identityExamples(): Promise<Examples> {
  const [statement] = statements;
  if (statement === undefined) throw new Error('There is no key statement.');
  const jws = await signKeyStatement(privateKey('kr root'), statement);
  const document = await nodeDocument();
  return {
    'key-statement-header': headerOf(jws),
    'key-statement-payload': payloadOf(jws),
    'key-statement': jws,
    'node-document-payload': JSON.stringify(document),
    'node-document': await krSigner.signNodeDocument(document),
  };
}

async function entryExamples({ entries, digests, leaves }: Example): Promise<Examples> {
  const [jws = ''] = entries;
  const [digest, leaf] = [digests[0] ?? new Uint8Array(), leaves[0] ?? new Uint8Array()];
  const acknowledged: BulletinReference = {
    id: content.id,
    log: KR_LOG,
    seq: 0,
    digest: toBase64url(digest),
  };
  const acknowledgement = await jpSigner.signEntry(
    acknowledgementEnvelope(JP_LOG, 0, acknowledged, 'Forwarded to the ministry.'),
  );
  return {
    'bulletin-content': JSON.stringify(content, null, 2),
    'bulletin-canonical': canonicalJson(content),
    'bulletin-digest': contentDigest(content),
    'entry-header': headerOf(jws),
    'entry-payload': payloadOf(jws),
    'entry-jws': jws,
    'entry-digest': toHex(digest),
    'entry-digest-base64url': toBase64url(digest),
    'entry-leaf': toHex(leaf),
    'acknowledgement-payload': payloadOf(acknowledgement),
    'acknowledgement-jws': acknowledgement,
  };
}

function logExamples({ digests, leaves, ranges }: Example): Examples {
  const range = ranges.at(-1);
  if (range === undefined) throw new Error('The log is empty.');
  const checkpoint = checkpointOf(range);
  const body = parseNote(checkpoint).text;
  const line = krSigner.cosign(body, NOW / 1000);
  const publicKey = (name: KeyName) => fromBase64url(privateKey(name).x);
  return {
    'log-digests': digests.map(toHex).join('\n'),
    'log-leaves': leaves.map(toHex).join('\n'),
    'log-roots': ranges.map((each) => `${each.size} ${toHex(rangeRoot(each))}`).join('\n'),
    'log-path': logPathName(KR_LOG),
    bundle: toHex(encodeBundle(digests)),
    tile: leaves.map(toHex).join(''),
    'log-vkey': formatVkey({
      name: KR_LOG,
      type: SIGNATURE_TYPE.ed25519,
      publicKey: publicKey('kr log'),
    }),
    'cosigner-vkey': formatVkey({
      name: KR,
      type: SIGNATURE_TYPE.cosignature,
      publicKey: publicKey('kr cosigner'),
    }),
    checkpoint: withoutLastNewline(checkpoint),
    'cosigned-message': withoutLastNewline(Buffer.from(cosignedMessage(NOW / 1000, body)).toString('utf8')),
    'cosigned-checkpoint': withoutLastNewline(checkpoint + line),
  };
}

async function exchangeExamples(log: Example): Promise<Examples> {
  const cursor = jpCursor(log.ranges[2] ?? { size: 0, hashes: [] });
  const announced = await hintClaims();
  return {
    'cursor-payload': JSON.stringify(cursor),
    'cursor-jws': await jpSigner.signCursor(cursor),
    'hint-payload': JSON.stringify(hint),
    'hint-jws': await krSigner.signHint(hint),
    'link-report-payload': JSON.stringify(linkReport),
    'link-report-jws': await jpSigner.signLinkReport(linkReport),
    'link-answer-payload': JSON.stringify(linkAnswer),
    'link-answer-jws': await krSigner.signLinkReport(linkAnswer),
    'pull-claims': JSON.stringify(pullClaims),
    'pull-token': await jpSigner.signRequestToken(pullClaims),
    'hint-claims': JSON.stringify(announced),
    'hint-token': await krSigner.signRequestToken(announced),
    page: (await pageForJapan(log)).map((line) => JSON.stringify(line)).join('\n'),
  };
}

/** The answer to `from=0&limit=2`: the second entry is not addressed to the reader. */
export async function pageForJapan(log: Example): Promise<PageLine[]> {
  const range = log.ranges.at(-1);
  if (range === undefined) throw new Error('The log is empty.');
  const checkpoint = checkpointOf(range);
  const consistency = await proveConsistency(2, 3, (ids) => readNodes(log, ids));
  return [
    { seq: 0, jws: log.entries[0] ?? '' },
    { seq: 1, sealed: toBase64url(log.digests[1] ?? new Uint8Array()) },
    {
      checkpoint: checkpoint + krSigner.cosign(parseNote(checkpoint).text, NOW / 1000),
      consistency: consistency.map(toBase64),
    },
  ];
}

async function proofExamples(log: Example): Promise<Examples> {
  const range = log.ranges.at(-1);
  if (range === undefined) throw new Error('The log is empty.');
  const hashes = await proveInclusion(0, range.size, (ids) => readNodes(log, ids));
  const extra = Buffer.from(log.entries[0] ?? '', 'utf8');
  const proof = formatProof({ extra, index: 0, hashes, checkpoint: checkpointOf(range) });
  return { 'tlog-proof': withoutLastNewline(proof) };
}

export async function readNodes(log: Example, ids: readonly TreeNodeId[]): Promise<Uint8Array[]> {
  return ids.map(({ level, index }) => {
    const hash = log.nodes.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`The log has no perfect subtree ${level}/${index}.`);
    return hash;
  });
}

function headerOf(jws: string): string {
  return Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString('utf8');
}

function payloadOf(jws: string): string {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
}

/** A fenced block ends its last line by itself. */
function withoutLastNewline(text: string): string {
  return text.replace(/\n$/, '');
}

if (import.meta.main && process.argv.includes('--write')) {
  writeFileSync(PROTOCOL, replaceVectors(readProtocol(), await makeExamples()));
}
