import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { byFingerprint, codeOf, flip, named, withLine } from './anchors.ts';
import { makeBulletinLog, NOW } from './test-log.ts';

/** The file with its entry changed. */
function withEntry(file: string, change: (jws: string) => string): string {
  const [, extra = ''] = /^extra (.*)$/m.exec(file) ?? [];
  const jws = Buffer.from(extra, 'base64').toString();
  return file.replace(extra, Buffer.from(change(jws)).toString('base64'));
}

type Damage = readonly [name: string, damage: (file: string) => string, failed: string[], code: string];

const FILE_DAMAGE: readonly Damage[] = [
  ['garbage', () => 'garbage', ['format'], 'proof_malformed'],
  ['nothing', () => '', ['format'], 'proof_malformed'],
  ['a file cut off in its checkpoint', (f) => f.slice(0, -1), ['format'], 'note_malformed'],
  ['a file cut off in its proof', (f) => f.slice(0, f.indexOf('\nindex')), ['format'], 'proof_malformed'],
  ['carriage returns', (f) => f.replaceAll('\n', '\r\n'), ['format'], 'proof_malformed'],
  ['a byte order mark', (f) => `\ufeff${f}`, ['format'], 'proof_malformed'],
  ['an extension line', (f) => f.replace('\n\n— ', '\nmore\n\n— '), ['format'], 'checkpoint_malformed'],
  [
    'a log of no node',
    (f) => f.replace('\nkr.ews.example/log/1\n', '\nkr\n'),
    ['format'],
    'checkpoint_malformed',
  ],
  ['no entry', (f) => f.replace(/^extra .*\n/m, ''), ['digest'], 'entry_invalid'],
  ['an entry that is no JWS', (f) => withEntry(f, () => '{}'), ['digest'], 'entry_invalid'],
  [
    'a byte flipped in the payload of the JWS',
    (f) => withEntry(f, (jws) => flip(jws, jws.indexOf('.') + 40)),
    ['inclusion', 'entry-signature'],
    'proof_invalid',
  ],
  [
    'a byte flipped in the signature of the JWS',
    (f) => withEntry(f, (jws) => flip(jws, jws.length - 20)),
    ['inclusion', 'entry-signature'],
    'proof_invalid',
  ],
  ['another index', (f) => f.replace('index 3', 'index 2'), ['inclusion', 'place'], 'proof_invalid'],
  [
    'an index beyond the log',
    (f) => f.replace('index 3', 'index 7'),
    ['inclusion', 'place'],
    'proof_invalid',
  ],
  ['hashes swapped', (f) => f.replace(/(index 3\n)(.*\n)(.*\n)/, '$1$3$2'), ['inclusion'], 'proof_invalid'],
  ['a hash left out', (f) => f.replace(/(index 3\n)(.*\n)/, '$1'), ['inclusion'], 'proof_invalid'],
  [
    'another size in the checkpoint',
    (f) => f.replace('\n7\n', '\n6\n'),
    ['checkpoint', 'cosignatures'],
    'note_signature',
  ],
  [
    'another root in the checkpoint',
    (f) => f.replace(/\n7\n(.*)/, (_, root) => `\n7\n${flip(root, 5)}`),
    ['inclusion', 'checkpoint', 'cosignatures'],
    'proof_invalid',
  ],
  [
    "the log's signature of the checkpoint altered",
    (f) => withLine(f, '— kr.ews.example/log/1', (line) => flip(line, line.length - 20)),
    ['checkpoint'],
    'note_signature',
  ],
  [
    "the log's signature of the checkpoint left out",
    (f) => f.replace(/— kr.ews.example\/log\/1 .*\n/, ''),
    ['checkpoint'],
    'note_signature',
  ],
  [
    'the cosignature altered',
    (f) => withLine(f, '— kr.ews.example ', (line) => flip(line, line.length - 20)),
    ['cosignatures'],
    'note_signature',
  ],
];

describe('verify a damaged proof file', () => {
  for (const [name, damage, failed, code] of FILE_DAMAGE) {
    it(`fails at ${failed.join(', ')}: ${name}`, async () => {
      const log = await makeBulletinLog();
      const result = await verifyProofFile(damage(await log.proof(3)), byFingerprint(log), NOW);
      assert.equal(result.outcome, 'failed');
      assert.deepEqual(named(result, 'failed'), failed);
      assert.equal(codeOf(result), code);
      assert.equal(result.bulletin, undefined);
      assert.equal(result.summary.proven, 'This proves nothing.');
    });
  }
});
