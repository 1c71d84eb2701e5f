import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fenceFile, writeFence } from '../../src/log/fence.ts';
import { rangeRoot } from '../../src/log/merkle.ts';
import { openOwnLog } from '../../src/log/own-log.ts';
import { emptyLog } from '../../src/log/prepare-append.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { acknowledgementEnvelope, KR_LOG, krSigner, NOW } from '../vectors/protocol-federation.ts';
import { refusal } from './keys.ts';

/** A log in a database of its own, with a fence on a disk that can be full, and a clock that is moved by hand. */
async function openLog(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'ews-own-log-'));
  const stores = await openStoresInline(directory);
  t.after(async () => {
    await stores.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const file = fenceFile(join(directory, 'log.json'));
  const disk = { full: false };
  const clock = { at: NOW };
  const empty = emptyLog(KR_LOG, krSigner);
  await stores.log.createOwnLog(empty);
  writeFence(join(directory, 'log.json'), { origin: KR_LOG, size: 0, root: rangeRoot(empty.range) });
  const wall = { now: () => clock.at };
  const open = (fence = file) => openOwnLog({ store: stores.log, signer: krSigner, fence, wall });
  const log = await open({
    read: () => file.read(),
    write: (fence) => (disk.full ? writeFileSync('/dev/full', 'no room') : file.write(fence)),
  });
  const append = (to = log) =>
    to.append(
      async (seq) => {
        const about = {
          id: 'us.ews.example/2021-10-08/0a0b0c0d',
          log: 'us.ews.example/log/1',
          seq: 4,
          digest: 'A'.repeat(43),
        };
        const jws = await krSigner.signEntry(acknowledgementEnvelope(KR_LOG, seq, about, 'Read.'));
        return { jws, type: 'read', time: clock.at };
      },
      (entry) => stores.log.appendAct(entry),
    );
  const stored = async () => (await stores.log.ownLog())?.range.size;
  return { log, open, append, stored, file, disk, clock };
}

const skip = process.platform !== 'linux' && 'there is no /dev/full here';

test('own log: what is committed while its fence cannot be written is shown as soon as it can', {
  skip,
}, async (t) => {
  const { log, append, stored, file, disk, clock } = await openLog(t);
  const shown: number[] = [];
  log.onPublished((size) => shown.push(size));
  await append();
  disk.full = true;
  await assert.rejects(append(), refusal('unavailable'));
  assert.deepEqual([await stored(), log.head().size, file.read().size], [2, 1, 1]);

  // Nothing more is signed meanwhile, however often it is tried.
  await assert.rejects(append(), refusal('unavailable'));
  clock.at += 5_000;
  assert.deepEqual([await stored(), log.head().size, file.read().size], [2, 1, 1]);

  disk.full = false;
  clock.at += 5_000;
  assert.deepEqual([log.head().size, file.read().size, await stored()], [2, 2, 2]);
  assert.equal((await append()).entry.seq, 2);
  assert.deepEqual(shown, [1, 2, 3]);
});

test('own log: so it is by the next entry, where nobody looked', { skip }, async (t) => {
  const { log, append, stored, disk } = await openLog(t);
  disk.full = true;
  await assert.rejects(append(), refusal('unavailable'));
  disk.full = false;
  assert.equal((await append()).entry.seq, 1);
  assert.deepEqual([await stored(), log.head().size], [2, 2]);
});

test('own log: a fence that another process has moved on does not go back', { skip }, async (t) => {
  const { log, open, append, file, disk, clock } = await openLog(t);
  disk.full = true;
  await assert.rejects(append(), refusal('unavailable'));
  const other = await open();
  await append(other);
  assert.equal(file.read().size, 2);
  disk.full = false;
  clock.at += 5_000;
  assert.deepEqual([log.head().size, file.read().size], [1, 2]);
  assert.equal((await append()).entry.seq, 2);
  assert.deepEqual([log.head().size, file.read().size], [3, 3]);
});
