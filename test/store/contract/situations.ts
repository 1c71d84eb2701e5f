import assert from 'node:assert/strict';
import type { BulletinContent } from '../../../src/domain/bulletin.ts';
import type { Signal } from '../../../src/domain/signal.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  AT,
  audit,
  bulletinEffect,
  content,
  emptyLog,
  page,
  peer,
  peerBulletin,
  SERIES,
  signal,
} from '../build.ts';
import { approved, release } from '../release.ts';
import { type Open, storeTest } from './contract.ts';

const JP = peer('jp');
const AFTER = Date.parse('2022-01-31T00:00:00Z');
const ofJapan = (number: number, parts: Partial<BulletinContent> = {}) =>
  content(number, { issuer: JP.node, ...parts });

/** What the joint picture reads. */
export function situationContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `situations: ${name}`, run);

  check('signals in play: those that go on or ended of late, without evidence', async ({ signals }) => {
    const at = (day: string) => `${day}T00:00:00.000Z`;
    const all: [id: string, raised: string, parts: Partial<Signal>][] = [
      ['a', '2021-10-05', {}],
      ['b', '2021-10-04', { state: 'closed', closedAt: at('2021-10-06') }],
      ['c', '2021-10-03', { state: 'closed', closedAt: at('2021-08-01') }],
      ['d', '2021-10-02', { state: 'dismissed', reason: 'Noise.' }],
      ['e', '2021-10-01', { state: 'drafted', bulletin: 'x' }],
      ['f', '2020-10-01', {}],
    ];
    const made = all.map(([id, raised, parts]) => signal(id, { raisedAt: at(raised), ...parts }));
    const position = { series: SERIES, detector: 'robust-z', throughOrdinal: 1 };
    await signals.recordAssessments([{ ...position, signals: made }]);
    const query = { raisedSince: at('2020-10-11'), endedSince: at('2021-08-12'), limit: 10 };
    const found = await signals.signalsInPlay(query);
    assert.deepEqual(
      found.map(({ id }) => id),
      ['a', 'b', 'e'],
    );
    const { evidence: _evidence, ...first } = made[0]!;
    assert.deepEqual(found[0], first);
    assert.equal((await signals.signalsInPlay({ ...query, limit: 2 })).length, 2);
    assert.equal((await signals.signalsInPlay({ ...query, endedSince: at('2021-08-01') })).length, 4);
  });

  check('bulletins in force: own ones and those of peers, whole, the newest first', async (stores) => {
    await stores.log.createOwnLog(emptyLog());
    await stores.peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit());
    const replaced = await release(stores, content(1));
    await release(stores, content(2, { type: 'update', references: [replaced] }));
    await release(stores, content(3, { status: 'exercise' }));
    await approved(stores, content(4));
    const { reference } = peerBulletin(JP, 0, ofJapan(1));
    const bodies = [
      ofJapan(1),
      ofJapan(2, { type: 'cancel', references: [reference] }),
      ofJapan(3, { status: 'test' }),
      ofJapan(4, { expires: '2021-10-10T00:00:00Z' }),
      ofJapan(5, { sector: 'batteries' }),
    ];
    const entries = bodies.map((body, seq) => {
      const effect = bulletinEffect(JP, seq, body);
      return { effect: { ...effect, bulletin: { ...effect.bulletin, sent: '2021-10-11T01:00:00Z' } } };
    });
    await stores.peers.storePage(page(JP, emptyLog(JP.origin), entries));
    const inForce = (now = AT, limit = 10) => stores.bulletins.bulletinsInForce({ now, limit });
    assert.deepEqual(await inForce(), [
      { content: content(2, { type: 'update', references: [replaced] }), sent: '2021-10-11T02:00:00.000Z' },
      { content: ofJapan(5, { sector: 'batteries' }), sent: '2021-10-11T01:00:00Z' },
    ]);
    assert.equal((await inForce(AT, 1)).length, 1);
    assert.equal((await inForce(AFTER - 1)).length, 2);
    assert.deepEqual(await inForce(AFTER), []);
  });
}
