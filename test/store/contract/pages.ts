import assert from 'node:assert/strict';
import type { BulletinContent } from '../../../src/domain/bulletin.ts';
import type { VerifiedPage } from '../../../src/federation/port.ts';
import { compactRange, rangeNodeIds } from '../../../src/log/merkle.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  audit,
  bulletinEffect,
  bulletinId,
  content,
  emptyLog,
  heldAfter,
  page,
  peer,
  peerBulletin,
  SEALED,
} from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const JP = peer('jp');
const US = peer('us');
const EMPTY = emptyLog(JP.origin);
const REFUSED = { outcome: 'refused', jws: undefined, type: undefined } as const;

const ofJapan = (number: number, parts: Partial<BulletinContent> = {}) =>
  content(number, { issuer: JP.node, ...parts });

/** An entry of Japan's log that is a bulletin. */
const entry = (seq: number, body: BulletinContent) => ({ effect: bulletinEffect(JP, seq, body) });

export function pageContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `pages: ${name}`, async (stores) => {
      await stores.peers.enrol(JP, EMPTY.checkpoint, audit());
      await run(stores);
    });

  check('a page is kept with its entries, subtrees and cursor', async ({ peers, log, bulletins }) => {
    const reason = 'entry_signature: Not signed by its log.';
    const first = page(JP, EMPTY, [entry(0, ofJapan(1)), SEALED, { ...REFUSED, reason }]);
    assert.deepEqual(await peers.storePage(first), []);
    assert.deepEqual(await log.log(JP.origin), heldAfter(first));
    const plain = first.entries.map(({ seq, digest, jws }) => ({ seq, digest, jws }));
    assert.deepEqual(await log.entries(JP.origin, 0, 9), plain);
    assert.deepEqual(compactRange(3, await log.nodes(JP.origin, rangeNodeIds(3))), first.range);
    assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 1, sealed: 1, refused: 1 });
    assert.deepEqual(await peers.refusedEntries(JP.origin, 9), [{ seq: 2, reason, at: first.at }]);
    const held = { ...peerBulletin(JP, 0, ofJapan(1)), state: 'issued', signature: 'checked' };
    assert.deepEqual(await bulletins.peerBulletin(bulletinId(1, JP.node)), held);
  });

  check('a page that another one overtook is not written', async ({ peers, log, bulletins }) => {
    const first = page(JP, EMPTY, [{}, {}]);
    await peers.storePage(first);
    assert.equal(await peers.storePage(page(JP, EMPTY, [entry(0, ofJapan(1))])), undefined);
    const ahead = page(JP, heldAfter(page(JP, heldAfter(first), [{}])), [{}]);
    assert.equal(await peers.storePage(ahead), undefined);
    assert.deepEqual(await log.log(JP.origin), heldAfter(first));
    assert.equal(await bulletins.peerBulletin(bulletinId(1, JP.node)), undefined);
    assert.equal(await peers.storePage(page(US, emptyLog(US.origin), [{}])), undefined);
  });

  check('a page without entries renews the checkpoint', async ({ peers, log }) => {
    const first = page(JP, EMPTY, [{}]);
    await peers.storePage(first);
    const newer = { ...page(JP, heldAfter(first), []), checkpoint: 'a newer checkpoint' };
    assert.deepEqual(await peers.storePage(newer), []);
    assert.deepEqual(await log.log(JP.origin), { ...heldAfter(first), checkpoint: 'a newer checkpoint' });
  });

  check(
    'the checkpoint that a larger one takes the place of is kept, where one is named',
    async ({ peers, log }) => {
      assert.equal(await log.provable(JP.origin), undefined);
      const first = { ...page(JP, EMPTY, [{}]), provable: 'the one of before' };
      await peers.storePage(first);
      await peers.storePage(page(JP, heldAfter(first), [{}]));
      assert.equal(await log.provable(JP.origin), 'the one of before');
      assert.equal(await log.provable(US.origin), undefined);
    },
  );

  check(
    'how a page ended is kept until the next one, where it did not reach its checkpoint',
    async (stores) => {
      const { peers, log } = stores;
      const end = { checkpoint: 'a larger one', consistency: ['AAAA'] };
      const first = { ...page(JP, EMPTY, [{}]), end };
      await peers.storePage(first);
      assert.deepEqual(
        [await log.pageEnd(JP.origin), await log.pageEnd(US.origin)],
        [{ ...end, size: 1 }, undefined],
      );
      await peers.storePage(page(JP, heldAfter(first), [{}]));
      assert.equal(await log.pageEnd(JP.origin), undefined);
    },
  );

  const broken: [string, (whole: VerifiedPage) => VerifiedPage][] = [
    ['a gap', (whole) => ({ ...whole, entries: whole.entries.toSpliced(1, 1) })],
    ['an entry too few', (whole) => ({ ...whole, entries: whole.entries.slice(0, 2) })],
    [
      'an entry too many',
      (whole) => ({ ...whole, entries: [...whole.entries, { ...whole.entries[2]!, seq: 3 }] }),
    ],
    ['an entry twice', (whole) => ({ ...whole, entries: [...whole.entries, whole.entries[0]!] })],
  ];
  for (const [fault, breakIt] of broken) {
    check(`a page with ${fault} leaves nothing`, async ({ peers, log }) => {
      await assert.rejects(peers.storePage(breakIt(page(JP, EMPTY, [{}, {}, {}]))));
      assert.deepEqual(await log.log(JP.origin), EMPTY);
      assert.deepEqual(await log.entries(JP.origin, 0, 9), []);
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 0, sealed: 0, refused: 0 });
      assert.deepEqual(await peers.storePage(page(JP, EMPTY, [{}, {}, {}])), []);
    });
  }

  check('an update or a cancellation marks what it refers to', async ({ peers, bulletins }) => {
    const first = peerBulletin(JP, 0, ofJapan(1)).reference;
    const second = peerBulletin(JP, 1, ofJapan(2, { type: 'update', references: [first] })).reference;
    const stateOf = async (number: number) =>
      (await bulletins.peerBulletin(bulletinId(number, JP.node)))?.state;
    const one = page(JP, EMPTY, [
      entry(0, ofJapan(1)),
      entry(1, ofJapan(2, { type: 'update', references: [first] })),
    ]);
    await peers.storePage(one);
    assert.deepEqual([await stateOf(1), await stateOf(2)], ['updated', 'issued']);
    const cancel = ofJapan(3, { type: 'cancel', references: [first, second] });
    const late = ofJapan(4, { type: 'update', references: [first] });
    await peers.storePage(page(JP, heldAfter(one), [entry(2, cancel), entry(3, late)]));
    assert.deepEqual(
      [await stateOf(1), await stateOf(2), await stateOf(3)],
      ['cancelled', 'cancelled', 'issued'],
    );
  });

  check('nobody cancels what another issued, nor another entry', async ({ peers, bulletins }) => {
    await peers.enrol(US, emptyLog(US.origin).checkpoint, audit());
    await peers.storePage(page(JP, EMPTY, [entry(0, ofJapan(1))]));
    const { reference } = peerBulletin(JP, 0, ofJapan(1));
    const foreign = content(1, { issuer: US.node, type: 'cancel', references: [reference] });
    await peers.storePage(page(US, emptyLog(US.origin), [{ effect: bulletinEffect(US, 0, foreign) }]));
    const wrong = { ...reference, digest: 'A'.repeat(43) };
    const own = ofJapan(2, { type: 'cancel', references: [wrong] });
    await peers.storePage(page(JP, heldAfter(page(JP, EMPTY, [{}])), [entry(1, own)]));
    assert.equal((await bulletins.peerBulletin(reference.id))?.state, 'issued');
  });

  check(
    'an id that comes twice is refused, and does not stop the page',
    async ({ peers, bulletins, log }) => {
      const again = ofJapan(1, { contact: 'Somebody else' });
      const whole = page(JP, EMPTY, [entry(0, ofJapan(1)), entry(1, again), entry(2, ofJapan(2))]);
      const refused = (await peers.storePage(whole)) ?? [];
      assert.deepEqual(
        refused.map(({ seq, reason }) => [seq, reason.split(':')[0]]),
        [[1, 'already_exists']],
      );
      assert.deepEqual((await bulletins.peerBulletin(again.id))?.content, ofJapan(1));
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 2, sealed: 0, refused: 1 });
      const [refusal] = await peers.refusedEntries(JP.origin, 9);
      assert.equal(refusal?.seq, 1);
      assert.match(refusal.reason, /^already_exists: /);
      assert.equal((await log.entries(JP.origin, 1, 1))[0]?.jws, whole.entries[1]?.jws);
    },
  );

  check('fields that this version does not know are kept', async ({ peers, bulletins }) => {
    const deep = JSON.parse(`${'['.repeat(1500)}${']'.repeat(1500)}`);
    const body = { ...ofJapan(1), futureField: { a: [1, null, '\u0000'] }, deep } as BulletinContent;
    await peers.storePage(page(JP, EMPTY, [entry(0, body)]));
    const held = (await bulletins.peerBulletin(body.id))?.content;
    assert.equal(JSON.stringify(held), JSON.stringify(body));
  });

  check('refused entries are told newest first', async ({ peers }) => {
    const reasons = ['a', 'b', 'c'].map((reason) => ({ ...REFUSED, reason }));
    await peers.storePage(page(JP, EMPTY, reasons));
    const told = (await peers.refusedEntries(JP.origin, 2)).map(({ reason }) => reason);
    assert.deepEqual(told, ['c', 'b']);
    assert.deepEqual(await peers.entryCounts(US.origin), { verified: 0, sealed: 0, refused: 0 });
  });

  check('bulletins are found by state, level and issuer, newest first', async ({ peers, bulletins }) => {
    await peers.enrol(US, emptyLog(US.origin).checkpoint, audit());
    const first = peerBulletin(JP, 0, ofJapan(1)).reference;
    const bodies = [ofJapan(1), ofJapan(2, { type: 'update', references: [first], level: 'caution' })];
    const sent = ['2021-10-11T02:00:00.500Z', '2021-10-11T02:00:00Z'];
    await peers.storePage(
      page(
        JP,
        EMPTY,
        bodies.map((body, seq) => at(sent[seq]!, entry(seq, body))),
      ),
    );
    const american = { effect: bulletinEffect(US, 0, content(3, { issuer: US.node })) };
    await peers.storePage(page(US, emptyLog(US.origin), [at('2021-10-10T00:00:00Z', american)]));
    const found = async (query: object) =>
      (await bulletins.peerBulletins({ limit: 9, offset: 0, ...query }))
        .map((each) => each.content.id.slice(-1))
        .join('');
    assert.equal(await found({}), '123');
    assert.equal(await found({ state: 'updated' }), '1');
    assert.equal(await found({ state: 'draft' }), '');
    assert.equal(await found({ level: 'alert' }), '13');
    assert.equal(await found({ issuer: US.node }), '3');
    assert.equal(await found({ limit: 1, offset: 1 }), '2');
  });

  check('a long page is stored whole', async ({ peers, log }) => {
    const long = page(
      JP,
      EMPTY,
      Array.from({ length: 300 }, (_, seq) => (seq % 7 === 3 ? SEALED : {})),
    );
    await peers.storePage(long);
    assert.equal((await log.entries(JP.origin, 0, 1000)).length, 300);
    assert.deepEqual(compactRange(300, await log.nodes(JP.origin, rangeNodeIds(300))), long.range);
    await refused(log.nodes(JP.origin, [{ level: 8, index: 1 }]), 'not_found');
  });
}

function at(sent: string, { effect }: { effect: ReturnType<typeof bulletinEffect> }) {
  return { effect: { ...effect, bulletin: { ...effect.bulletin, sent } } };
}
