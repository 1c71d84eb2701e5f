import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64, utf8 } from '../../src/domain/bytes.ts';
import { formatCheckpoint } from '../../src/log/checkpoint.ts';
import { verifyCosignature } from '../../src/log/cosignature.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { rangeRoot } from '../../src/log/merkle.ts';
import { proveInclusion } from '../../src/log/merkle-proof.ts';
import { SIGNATURE_TYPE } from '../../src/log/note.ts';
import { formatProof, type LogProof, parseProof, verifyProof } from '../../src/log/proof.ts';
import { cosignatureLine, refusal, signNote, testSigner } from './keys.ts';
import { growTree } from './trees.ts';

const TEXT = `c2sp.org/tlog-proof@v1
extra ZXlK
index 3
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

kr.ews.example/log/1
4
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— kr.ews.example/log/1 AAAAAAE=
`;
const HASHES = [
  fromBase64('gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ='),
  fromBase64('B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA='),
];

const kr = testSigner('kr.ews.example/log/1');
const us = testSigner('us.ews.example/log/1');
const witness = testSigner('us.ews.example', SIGNATURE_TYPE.cosignature);
const JWS = ['zero', 'one', 'two', 'three', 'four'];
const TREE = growTree(JWS.map(entryDigest));
const BODY = formatCheckpoint({ origin: kr.key.name, size: JWS.length, root: rangeRoot(TREE.range) });

async function proofOf(index: number): Promise<LogProof> {
  return {
    extra: utf8(JWS[index] as string),
    index,
    hashes: await proveInclusion(index, JWS.length, TREE.read),
    checkpoint: `${signNote(BODY, kr)}${cosignatureLine(witness, 1_700_000_000, BODY)}`,
  };
}

test('proof: reads the parts of a file and writes them back', () => {
  const proof = parseProof(TEXT);
  assert.deepEqual(proof, {
    extra: utf8('eyJ'),
    index: 3,
    hashes: HASHES,
    checkpoint: TEXT.slice(TEXT.indexOf('kr.ews')),
  });
  assert.equal(formatProof(proof), TEXT);
});

test('proof: extra data and hashes may be absent', () => {
  const text = TEXT.replace(/extra .*\n/, '').replace(/index 3\n.*\n.*\n/, 'index 0\n');
  const proof = parseProof(text);
  assert.deepEqual(Object.keys(proof), ['index', 'hashes', 'checkpoint']);
  assert.equal(proof.index, 0);
  assert.deepEqual(proof.hashes, []);
  assert.equal(formatProof(proof), text);
});

test('proof: refuses another layout', () => {
  for (const [name, text] of Object.entries({
    empty: '',
    'another version': TEXT.replace('@v1', '@v2'),
    'text before it': `\n${TEXT}`,
    'empty extra': TEXT.replace('extra ZXlK', 'extra '),
    'extra not canonical': TEXT.replace('extra ZXlK', 'extra ZXl='),
    'extra twice': TEXT.replace('extra ZXlK', 'extra ZXlK\nextra ZXlK'),
    'extra after index': TEXT.replace('extra ZXlK\nindex 3', 'index 3\nextra ZXlK'),
    'no index': TEXT.replace('index 3\n', ''),
    'leading zero': TEXT.replace('index 3', 'index 03'),
    'index too large': TEXT.replace('index 3', 'index 9007199254740992'),
    'a space more': TEXT.replace('index 3', 'index  3'),
    'hash too short': TEXT.replace(/gSKy.*/, 'AAAA'),
    'hash not canonical': TEXT.replace('PlQ=', 'PlR='),
    'carriage return': TEXT.replace('index 3\n', 'index 3\r\n'),
    'too many hashes': TEXT.replace(/gSKy.*\n/, (line) => line.repeat(53)),
    'no blank line': TEXT.replace('\n\n', '\n').split('\n\n')[0] as string,
    'too long': TEXT.replace('ZXlK', 'ZXlK'.repeat(120_000)),
  })) {
    assert.throws(() => parseProof(text), refusal('proof_malformed'), name);
  }
});

test('proof: takes a path of 53 hashes and an entry of 256 KiB', () => {
  assert.equal(parseProof(TEXT.replace(/gSKy.*\n/, (line) => line.repeat(52))).hashes.length, 53);
  const extra = new Uint8Array(256 * 1024);
  assert.deepEqual(parseProof(formatProof({ ...parseProof(TEXT), extra })).extra, extra);
});

test('proof: refuses a checkpoint that is not a signed note', () => {
  const unsigned = TEXT.slice(0, TEXT.indexOf('\n— '));
  assert.throws(() => parseProof(unsigned), refusal('note_malformed'));
  assert.throws(() => parseProof(`${TEXT}\n`), refusal('note_malformed'));
});

test('proof: refuses to write what it would not read', () => {
  const proof = parseProof(TEXT);
  for (const change of [
    { extra: new Uint8Array(0) },
    { index: -1 },
    { index: 0.5 },
    { hashes: [new Uint8Array(31)] },
  ]) {
    assert.throws(
      () => formatProof({ ...proof, ...change }),
      refusal('proof_malformed'),
      JSON.stringify(change),
    );
  }
  assert.throws(() => formatProof({ ...proof, checkpoint: 'x' }), refusal('note_malformed'));
});

test('proof: verifies every entry of a log after a trip through the file', async () => {
  for (const [index, jws] of JWS.entries()) {
    const proof = parseProof(formatProof(await proofOf(index)));
    const { checkpoint, note } = verifyProof({ proof, digest: entryDigest(jws), logKeys: [kr.key] });
    assert.equal(checkpoint.size, JWS.length);
    assert.equal(verifyCosignature(note, witness.key), 1_700_000_000);
  }
});

test('proof: refuses another entry, another place, another path', async () => {
  const proof = await proofOf(3);
  const claim = { proof, digest: entryDigest('three'), logKeys: [kr.key] };
  const withProof = (change: Partial<LogProof>) => ({ ...claim, proof: { ...proof, ...change } });
  for (const wrong of [
    { ...claim, digest: entryDigest('two') },
    withProof({ index: 2 }),
    withProof({ index: 5 }),
    withProof({ hashes: proof.hashes.slice(1) }),
    withProof({ hashes: [] }),
  ]) {
    assert.throws(() => verifyProof(wrong), refusal('proof_invalid'));
  }
  assert.throws(() => verifyProof({ ...claim, digest: new Uint8Array(33) }), refusal('proof_malformed'));
});

test('proof: refuses a checkpoint of a log whose key is not given', async () => {
  const proof = await proofOf(3);
  const digest = entryDigest('three');
  assert.throws(() => verifyProof({ proof, digest, logKeys: [us.key] }), refusal('note_signature'));
  const foreign = { ...proof, checkpoint: signNote(BODY, us) };
  assert.throws(() => verifyProof({ proof: foreign, digest, logKeys: [us.key] }), refusal('note_signature'));
});
