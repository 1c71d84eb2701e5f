import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { EwsError } from '../../src/domain/errors.ts';
import { openStores, openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { audit, bulletinId } from './build.ts';
import { refused } from './contract/contract.ts';
import { storeDirectory } from './directory.ts';

/** Opens a store and catches its thread, in order to end it. */
async function openWithThread(): Promise<{ stores: Stores; thread: Worker; failures: EwsError[] }> {
  const failures: EwsError[] = [];
  const caught = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const stores = await openStores(storeDirectory(), { onWriterFailure: (error) => failures.push(error) });
  return { stores, thread: await caught, failures };
}

/** Runs statements on a store in a process of its own; stores is open, thread its writer. */
function runProcess(statements: string) {
  const script = `
    import { openStores } from ${JSON.stringify(new URL('../../src/store/open-stores.ts', import.meta.url).href)};
    let thread;
    process.once('worker', (worker) => { thread = worker; });
    const stores = await openStores(${JSON.stringify(storeDirectory())});
    ${statements}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
}

test('threads: an error crosses with its code, its facts and its place', async () => {
  const stores = await openStores(storeDirectory());
  const failure = await stores.bulletins.withdraw(bulletinId(1), audit()).catch((error: unknown) => error);
  assert.ok(failure instanceof EwsError);
  assert.equal(failure.code, 'not_found');
  assert.deepEqual(failure.detail, { id: bulletinId(1) });
  assert.match(failure.stack ?? '', /bulletins\.ts/);
  await stores.close();
});

test('threads: what cannot be sent is refused, and the next call is served', async () => {
  const stores = await openStores(storeDirectory());
  await assert.rejects(stores.people.recordAudit({ ...audit(), detail: { call: () => 1 } }));
  await stores.people.recordAudit(audit());
  assert.equal((await stores.people.auditRecords(0, 9)).length, 1);
  await stores.close();
});

test('threads: when the writer dies, calls under way are rejected and the process is told', {
  timeout: 60_000,
}, async () => {
  const { stores, thread, failures } = await openWithThread();
  await stores.people.setSetting('a', 'b');
  const calls = Array.from({ length: 200 }, () => stores.people.recordAudit(audit()));
  const outcomes = Promise.allSettled(calls);
  await thread.terminate();
  const rejected = (await outcomes).filter((outcome) => outcome.status === 'rejected');
  assert.ok(rejected.length > 0);
  assert.ok(rejected.every(({ reason }) => reason.code === 'unavailable'));
  assert.deepEqual(
    failures.map(({ code }) => code),
    ['unavailable'],
  );
  await refused(stores.people.setSetting('a', 'c'), 'unavailable');
  await refused(stores.ping(), 'unavailable');
  assert.equal(await stores.people.setting('a'), 'b');
  await stores.close();
});

test('threads: without a listener the death of the writer ends the process', () => {
  const { status, stderr } = runProcess('setInterval(() => {}, 1000); await thread.terminate();');
  assert.notEqual(status, 0);
  assert.match(stderr, /The writer thread ended/);
});

test('threads: an open store does not keep a process alive that has nothing to do', () => {
  const { status, stdout } = runProcess(`
    await stores.people.setSetting('a', 'b');
    console.log(await stores.people.setting('a'));`);
  assert.equal(status, 0);
  assert.equal(stdout, 'b\n');
});

test('threads: another process is seen', async () => {
  const directory = storeDirectory();
  const stores = await openStores(directory);
  const before = await stores.dataVersion();
  const other = await openStoresInline(directory);
  await other.people.setSetting('a', 'b');
  assert.notEqual(await stores.dataVersion(), before);
  assert.equal(await stores.people.setting('a'), 'b');
  await stores.people.setSetting('a', 'c');
  assert.equal(await other.people.setting('a'), 'c');
  await other.close();
  await stores.close();
});

test('threads: a checkpoint and a close empty the write-ahead log', async () => {
  const directory = storeDirectory();
  const stores = await openStores(directory);
  await stores.people.recordAudit(audit());
  assert.ok(statSync(join(directory, 'node.db-wal')).size > 0);
  await stores.checkpointWal();
  assert.equal(statSync(join(directory, 'node.db-wal')).size, 0);
  await stores.people.recordAudit(audit());
  await stores.close();
  assert.equal(statSync(join(directory, 'node.db-wal'), { throwIfNoEntry: false })?.size ?? 0, 0);
  const again = await openStoresInline(directory);
  assert.equal((await again.people.auditRecords(0, 9)).length, 2);
  await again.close();
});
