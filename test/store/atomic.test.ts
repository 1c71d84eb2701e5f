import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { contentDigest } from '../../src/domain/canonical.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { atomically, durably, openDatabases } from '../../src/store/sqlite/open.ts';
import type { Stores } from '../../src/store/stores.ts';
import {
  append,
  audit,
  bulletinEffect,
  bulletinId,
  content,
  emptyLog,
  heldAfter,
  indicator,
  OWN_LOG,
  observation,
  page,
  peer,
} from './build.ts';
import { refused } from './contract/contract.ts';
import { storeDirectory } from './directory.ts';
import { approved, issue, lifeOf } from './release.ts';

/** A store whose file fails at a statement, as a full disk would, until it is repaired. */
async function failingStore(
  file: 'node' | 'observations',
  fault: string,
  prepare: (stores: Stores) => Promise<void>,
) {
  const directory = storeDirectory();
  const stores = await openStoresInline(directory);
  await prepare(stores);
  const raw = new Database(join(directory, `${file}.db`));
  raw.exec(`CREATE TRIGGER fault ${fault} BEGIN SELECT RAISE(ABORT, 'a fault'); END`);
  return { stores, repair: () => raw.exec('DROP TRIGGER fault') && raw.close() };
}

test('atomic: a batch of observations that fails in its middle leaves nothing', async () => {
  const { stores, repair } = await failingStore(
    'observations',
    `BEFORE INSERT ON block WHEN NEW.id >> 22 = (SELECT id FROM series WHERE key = 'UREA_PRICE/KR.W')`,
    async (stores) => {
      const { observations } = stores;
      await observations.putIndicators([indicator()]);
      await append(stores, [observation(0, 1, 100)]);
      await observations.clearDue(await observations.dueSeries(9));
    },
  );
  const before = await stores.observations.series({ limit: 9 });
  const batch = Array.from({ length: 100 }, (_, month) => observation(month, month, 200));
  const other = observation(0, 1, 100, 'UREA_PRICE/KR.W');
  await refused(append(stores, [...batch, other]), 'internal');
  assert.deepEqual(await stores.observations.series({ limit: 9 }), before);
  assert.deepEqual(await stores.observations.dueSeries(9), []);
  assert.equal(await stores.observations.countObservations(), 1);
  repair();
  const { stored, revised } = await append(stores, [...batch, other]);
  assert.deepEqual([stored, revised], [100, 1]);
  await stores.close();
});

test('atomic: a page that fails at its last subtree leaves nothing', async () => {
  const jp = peer('jp');
  const held = emptyLog(jp.origin);
  const { stores, repair } = await failingStore(
    'node',
    'BEFORE INSERT ON tree_node WHEN NEW.level = 2',
    ({ peers }) => peers.enrol(jp, held.checkpoint, audit()),
  );
  const body = content(1, { issuer: jp.node });
  const whole = page(jp, held, [{ effect: bulletinEffect(jp, 0, body) }, {}, {}, {}]);
  await refused(stores.peers.storePage(whole), 'internal');
  assert.deepEqual(await stores.log.log(jp.origin), held);
  assert.deepEqual(await stores.log.entries(jp.origin, 0, 9), []);
  assert.equal(await stores.bulletins.peerBulletin(body.id), undefined);
  repair();
  assert.deepEqual(await stores.peers.storePage(whole), []);
  assert.deepEqual(await stores.log.log(jp.origin), heldAfter(whole));
  await stores.close();
});

test('atomic: an issue whose audit record fails leaves nothing', async () => {
  const { stores, repair } = await failingStore('node', 'BEFORE INSERT ON audit', async (prepared) => {
    await prepared.log.createOwnLog(emptyLog());
    await approved(prepared, content(1), 'lee');
  });
  await refused(issue(stores, bulletinId(1), contentDigest(content(1))), 'internal');
  assert.deepEqual(await stores.log.ownLog(), emptyLog());
  assert.deepEqual(await stores.log.entries(OWN_LOG, 0, 9), []);
  assert.equal((await lifeOf(stores, bulletinId(1)))?.state, 'in-review');
  repair();
  await issue(stores, bulletinId(1), contentDigest(content(1)));
  assert.equal((await lifeOf(stores, bulletinId(1)))?.state, 'issued');
  await stores.close();
});

test('durable: a promised change is flushed, others are not, and faults change nothing of that', () => {
  const { node, observations } = openDatabases(storeDirectory());
  const level = () => node.pragma('synchronous', { simple: true });
  const [NORMAL, FULL] = [1, 2];
  assert.equal(durably(node, level), FULL);
  assert.equal(level(), NORMAL);
  assert.equal(atomically(node, level), NORMAL);
  assert.throws(() => durably(node, () => assert.fail('a fault')), /a fault/);
  assert.equal(level(), NORMAL);
  assert.equal(node.inTransaction, false);
  node.close();
  observations.close();
});
