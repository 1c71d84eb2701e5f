import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topic } from '../../src/domain/topic.ts';
import { announcing, CHANGES } from '../../src/store/announce.ts';
import { openStores, openStoresInline } from '../../src/store/open-stores.ts';
import { CLASSES } from '../../src/store/sqlite/adapters.ts';
import type { Stores } from '../../src/store/stores.ts';
import {
  account,
  append,
  audit,
  bulletinEffect,
  content,
  draft,
  emptyLog,
  heldAfter,
  indicator,
  observation,
  page,
  peer,
  SERIES,
  signal,
  token,
} from './build.ts';
import { refused } from './contract/contract.ts';
import { storeDirectory } from './directory.ts';

test('announce: the table has every writing method, and no other', () => {
  for (const [name, { writes }] of Object.entries(CLASSES)) {
    assert.deepEqual(Object.keys(CHANGES[name as keyof typeof CHANGES]).sort(), [...writes].sort(), name);
  }
});

async function open(): Promise<{ stores: Stores; told: () => string }> {
  let topics: Topic[] = [];
  const stores = announcing(await openStoresInline(':memory:'), (...more) => topics.push(...more));
  const told = () => {
    const text = topics.join(' ');
    topics = [];
    return text;
  };
  return { stores, told };
}

test('announce: a write tells what it changed once it is done; a read tells nothing', async () => {
  const { stores, told } = await open();
  await stores.observations.putIndicators([indicator()]);
  assert.equal(told(), 'observations');
  await stores.people.createAccount(account('kim'), audit());
  assert.equal(told(), 'people');
  await stores.people.account('kim');
  await stores.dataVersion();
  assert.equal(told(), '');
  await stores.close();
});

test('announce: a write that was refused, or that changed nothing, tells nothing', async () => {
  const { stores, told } = await open();
  await refused(stores.bulletins.withdraw('kr.ews.example/2021-10-11/00000001', audit()), 'not_found');
  await stores.observations.putIndicators([indicator()]);
  const batch = [observation(0, 1, 5)];
  await append(stores, batch);
  assert.equal(told(), 'observations observations');
  await stores.observations.putIndicators([indicator()]);
  await append(stores, batch);
  await stores.signals.recordAssessments([
    { series: SERIES, detector: 'cusum', throughOrdinal: 1, signals: [] },
  ]);
  assert.equal(told(), '');
  await stores.close();
});

test('announce: what concerns two kinds of things tells both', async () => {
  const { stores, told } = await open();
  await stores.signals.recordAssessments([
    { series: SERIES, detector: 'cusum', throughOrdinal: 1, signals: [signal('s1')] },
  ]);
  assert.equal(told(), 'signals');
  await stores.bulletins.createDraft(draft(content(1), 's1'), audit());
  assert.equal(told(), 'bulletins signals');
  await stores.bulletins.createDraft(draft(content(2)), audit());
  assert.equal(told(), 'bulletins');
  await stores.close();
});

test('announce: a page with entries brings bulletins, one without only news of the peer', async () => {
  const { stores, told } = await open();
  const jp = peer('jp');
  await stores.peers.enrol(jp, emptyLog(jp.origin).checkpoint, audit());
  const body = content(1, { issuer: jp.node });
  const first = page(jp, emptyLog(jp.origin), [{ effect: bulletinEffect(jp, 0, body) }]);
  told();
  await stores.peers.storePage(first);
  assert.equal(told(), 'bulletins peers');
  await stores.peers.storePage(page(jp, heldAfter(first), []));
  assert.equal(told(), 'peers');
  await stores.peers.recordHint(jp.node, 2, 1, token('t1'));
  assert.equal(told(), 'peers');
  await stores.close();
});

test('announce: the version of others tells of their writes, and only of theirs', async () => {
  const directory = storeDirectory();
  const stores = await openStores(directory);
  const other = await openStoresInline(directory);
  const before = await stores.foreignVersion();
  await stores.people.setSetting('a', 'b');
  assert.equal(await stores.foreignVersion(), before);
  await other.people.setSetting('a', 'c');
  const after = await stores.foreignVersion();
  assert.notEqual(after, before);
  assert.equal(await stores.foreignVersion(), after);
  await other.observations.putIndicators([indicator()]);
  assert.notEqual(await stores.foreignVersion(), after);
  await other.close();
  await stores.close();
});
