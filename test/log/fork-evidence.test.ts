import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64 } from '../../src/domain/bytes.ts';
import {
  type ForkEvidence,
  onlySignedBy,
  parseForkEvidence,
  verifyForkEvidence,
} from '../../src/log/fork-evidence.ts';
import { type NoteKey, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { type HostileLog, hostileLog } from '../helpers/hostile-log.ts';

const common = hostileLog('forked.ews.example');
for (let seq = 0; seq < 5; seq += 1) common.append(`entry ${seq}`);
const one = branch('one', 9);
const two = branch('two', 14);
const key: NoteKey = {
  name: common.origin,
  type: SIGNATURE_TYPE.ed25519,
  publicKey: Buffer.from(common.keys.log.x, 'base64url'),
};
const keysFor = () => [key];

function branch(name: string, size: number): HostileLog {
  const log = common.fork(5);
  while (log.size < size) log.append(`entry ${log.size} of ${name}`);
  return log;
}

const signed = (log: HostileLog, size: number) => onlySignedBy(log.checkpoint(size), [key]);
const root = (log: HostileLog, size: number) => toBase64(log.root(size));

/** Size 8 of one branch against size 14 of the other, by way of size 11. */
async function evidence(): Promise<ForkEvidence> {
  return {
    v: 1,
    log: common.origin,
    smaller: signed(one, 8),
    larger: signed(two, 14),
    path: [
      { size: 8, root: root(two, 8), proof: await two.consistency(8, 11) },
      { size: 11, root: root(two, 11), proof: await two.consistency(11, 14) },
    ],
    document: 'a node document',
  };
}

function refuses(value: unknown, name: string): void {
  assert.throws(
    () => verifyForkEvidence(parseForkEvidence(value), keysFor),
    (error: Error & { code?: string }) =>
      ['fork_unproven', 'note_signature', 'note_malformed', 'checkpoint_malformed'].includes(
        error.code ?? '',
      ),
    name,
  );
}

test('fork evidence: proves a fork between two sizes, by a path of one or more steps', async () => {
  const whole = await evidence();
  const { smaller, larger, otherRoot } = verifyForkEvidence(parseForkEvidence(whole), keysFor);
  assert.deepEqual([smaller.size, larger.size], [8, 14]);
  assert.deepEqual(otherRoot, two.root(8));
  const direct = { ...whole, path: [{ size: 8, root: root(two, 8), proof: await two.consistency(8, 14) }] };
  verifyForkEvidence(parseForkEvidence(direct), keysFor);
});

test('fork evidence: proves a fork of one size without a path', () => {
  const value = {
    v: 1,
    log: common.origin,
    smaller: signed(one, 9),
    larger: signed(two, 9),
    path: [],
    document: '',
  };
  assert.equal(verifyForkEvidence(parseForkEvidence(value), keysFor).larger.size, 9);
});

test('fork evidence: proves nothing of one history, whatever its sizes', async () => {
  const whole = await evidence();
  for (const size of [1, 4, 5, 8, 13]) {
    const path = [{ size, root: root(two, size), proof: await two.consistency(size, 14) }];
    refuses({ ...whole, smaller: signed(two, size), path }, `of size ${size}`);
  }
  refuses({ ...whole, smaller: signed(two, 14), path: [] }, 'twice the same checkpoint');
});

test('fork evidence: proves nothing with any part of it changed', async () => {
  const whole = await evidence();
  const [first, second] = whole.path as [ForkEvidence['path'][number], ForkEvidence['path'][number]];
  const stranger = hostileLog(common.id);
  for (let seq = 0; seq < 14; seq += 1) stranger.append(`entry ${seq} of nobody`);
  const changed: Record<string, object> = {
    'no path': { path: [] },
    'the first step missing': { path: [second] },
    'the last step missing': { path: [first] },
    'another order': { path: [second, first] },
    'a root that is not proven': { path: [{ ...first, root: root(two, 9) }, second] },
    'the root of the smaller note': { path: [{ ...first, root: root(one, 8) }, second] },
    'a proof that is short': { path: [{ ...first, proof: first.proof.slice(1) }, second] },
    'a proof that is long': { path: [first, { ...second, proof: [...second.proof, root(two, 3)] }] },
    'more than four steps': { path: [first, second, second, second, second] },
    'notes the other way round': { smaller: whole.larger, larger: whole.smaller },
    'another smaller size': { smaller: signed(one, 7) },
    'another larger size': { larger: signed(two, 13) },
    'the other branch': { larger: signed(one, 9) },
    'another log': { log: 'elsewhere.ews.example/log/1' },
    'signed by nobody that is known': { larger: stranger.checkpoint(14) },
    'a note that says otherwise': { smaller: whole.smaller.replace('\n8\n', '\n7\n') },
    'another version': { v: 2 },
    'no document': { document: undefined },
  };
  for (const [name, part] of Object.entries(changed)) refuses({ ...whole, ...part }, name);
});
