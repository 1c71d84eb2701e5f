import assert from 'node:assert/strict';
import type { WaitingQuery } from '../../../src/bulletin/port.ts';
import { BulletinContent } from '../../../src/domain/bulletin.ts';
import { contentDigest } from '../../../src/domain/canonical.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  AT,
  acknowledgement,
  audit,
  bulletinEffect,
  bulletinId,
  content,
  draft,
  emptyLog,
  heldAfter,
  logAppend,
  OWN,
  page,
  peer,
  peerBulletin,
  stand,
} from '../build.ts';
import { approved, release } from '../release.ts';
import { type Open, storeTest } from './contract.ts';

const JP = peer('jp');
const US = peer('us');
const AFTER = Date.parse('2022-01-31T00:00:00Z');

const ofJapan = (number: number, parts: Partial<BulletinContent> = {}) =>
  content(number, { issuer: JP.node, ...parts });

/** A page of Japan's log that holds these, as its first entries. */
const pageOf = (...bodies: BulletinContent[]) =>
  page(
    JP,
    emptyLog(JP.origin),
    bodies.map((body, seq) => ({ effect: bulletinEffect(JP, seq, body) })),
  );

export function boardContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `board: ${name}`, async (stores) => {
      await stores.log.createOwnLog(emptyLog());
      await stores.peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit());
      await run(stores);
    });

  const shown = async ({ bulletins }: Stores, now = AT) =>
    (await bulletins.standing(now)).map(
      ({ node, sector, level, count, newest }) =>
        `${node.slice(0, 2)} ${sector} ${level} ${count} ${newest.id.slice(-1)} ${newest.level}`,
    );

  check('nothing stands at first, and nothing waits', async ({ bulletins }) => {
    assert.deepEqual(await bulletins.standing(AT), []);
    const waiting = await bulletins.waiting({ node: OWN, approver: 'lee'.padEnd(16, '_'), now: AT });
    assert.deepEqual(waiting, { drafts: 0, review: 0, issue: 0, unread: 0 });
  });

  check('one row for each node and sector: the highest level, how many, the newest', async (stores) => {
    await release(stores, content(1, { level: 'caution' }));
    await release(stores, content(2, { sector: 'batteries', level: 'attention' }));
    await stores.peers.storePage(
      pageOf(ofJapan(1, { level: 'serious' }), ofJapan(2, { level: 'attention' }), ofJapan(3)),
    );
    assert.deepEqual(await shown(stores), [
      'jp critical-minerals serious 3 1 serious',
      'kr batteries attention 1 2 attention',
      'kr critical-minerals caution 1 1 caution',
    ]);
    const [first] = await stores.bulletins.standing(AT);
    const { headline } = ofJapan(1);
    const sent = '2021-10-11T02:00:00.000Z';
    assert.deepEqual(first?.newest, { id: bulletinId(1, JP.node), level: 'serious', sent, headline });
  });

  check('the newest is that which was sent last, however its time is written', async (stores) => {
    const sent = ['2021-10-11T02:00:00.500Z', '2021-10-11T02:00:00Z', '2021-10-11T02:00:00.400Z'];
    const entries = sent.map((at, seq) => {
      const effect = bulletinEffect(JP, seq, ofJapan(seq + 1));
      return { effect: { ...effect, bulletin: { ...effect.bulletin, sent: at } } };
    });
    await stores.peers.storePage(page(JP, emptyLog(JP.origin), entries));
    assert.deepEqual(await shown(stores), ['jp critical-minerals alert 3 1 alert']);
  });

  check(
    'what expired, was replaced or cancelled, is an exercise or a draft, does not stand',
    async (stores) => {
      const first = await release(stores, content(1));
      await release(stores, content(2, { type: 'cancel', references: [first] }));
      await release(stores, content(3, { status: 'exercise' }));
      await approved(stores, content(4));
      const { reference } = peerBulletin(JP, 0, ofJapan(1));
      await stores.peers.storePage(
        pageOf(
          ofJapan(1, { level: 'serious' }),
          ofJapan(2, { type: 'update', references: [reference], level: 'caution' }),
          ofJapan(3, { status: 'test', level: 'serious' }),
          ofJapan(4, { expires: '2021-10-10T00:00:00Z', level: 'serious' }),
        ),
      );
      assert.deepEqual(await shown(stores), ['jp critical-minerals caution 1 2 caution']);
      assert.deepEqual(await shown(stores, AFTER - 1), ['jp critical-minerals caution 1 2 caution']);
      assert.deepEqual(await shown(stores, AFTER), []);
    },
  );

  check('what waits, waits for those who may do it', async (stores) => {
    const { bulletins } = stores;
    const waiting = async (approver?: string) => {
      const query: WaitingQuery = { node: OWN, now: AT };
      const named = approver === undefined ? query : { ...query, approver: approver.padEnd(16, '_') };
      const { drafts, review, issue } = await bulletins.waiting(named);
      return `${drafts} ${review} ${issue}`;
    };
    await bulletins.createDraft(draft(content(1)), audit());
    assert.equal(await waiting('lee'), '1 0 0');
    const serious = content(2, { level: 'serious' });
    await approved(stores, serious);
    assert.equal(await waiting('kim'), '1 0 0');
    assert.equal(await waiting('lee'), '1 1 0');
    assert.equal(await waiting(), '1 0 0');
    await bulletins.approve(serious.id, stand('lee', contentDigest(serious)), audit());
    assert.equal(await waiting('lee'), '1 0 0');
    assert.equal(await waiting('park'), '1 1 0');
    await bulletins.approve(serious.id, stand('park', contentDigest(serious)), audit());
    assert.equal(await waiting('choi'), '1 0 1');
    await approved(stores, content(3), 'lee');
    assert.equal(await waiting('choi'), '1 0 2');
  });

  check('a bulletin of a peer is unread until somebody here acknowledges it', async (stores) => {
    const { bulletins, peers, log } = stores;
    const unread = async (now = AT) => {
      const { unread: count } = await bulletins.waiting({ node: OWN, now });
      const listed = await bulletins.peerBulletins({ limit: 9, offset: 0, unread: { node: OWN, now } });
      assert.equal(listed.length, count);
      return listed.map((each) => each.content.id.slice(-1)).join('');
    };
    await peers.storePage(pageOf(ofJapan(1), ofJapan(2), ofJapan(3, { status: 'exercise' })));
    assert.equal(await unread(), '12');
    assert.equal(await unread(AFTER), '');
    const { reference } = peerBulletin(JP, 0, ofJapan(1));
    const own = await log.ownLog();
    await bulletins.acknowledge(acknowledgement(reference), logAppend(own!, 'read'), audit());
    assert.equal(await unread(), '2');
    const others = peerBulletin(JP, 1, ofJapan(2)).reference;
    await peers.enrol(US, emptyLog(US.origin).checkpoint, audit());
    const effect = {
      kind: 'acknowledgement',
      acknowledgement: acknowledgement(others, { node: US.node }),
    } as const;
    await peers.storePage(page(US, emptyLog(US.origin), [{ type: 'read', effect }]));
    assert.equal(await unread(), '2');
  });

  check('refused entries of all peers, the newest first', async ({ peers }) => {
    await peers.enrol(US, emptyLog(US.origin).checkpoint, audit());
    const refused = (reason: string) =>
      ({ outcome: 'refused', jws: undefined, type: undefined, reason }) as const;
    const first = page(JP, emptyLog(JP.origin), [refused('a'), refused('b')]);
    await peers.storePage(first);
    await peers.storePage({ ...page(US, emptyLog(US.origin), [refused('c')]), at: AT + 1 });
    await peers.storePage({ ...page(JP, heldAfter(first), [refused('d'), {}]), at: AT + 2 });
    const told = await peers.newestRefused(3);
    assert.deepEqual(told, [
      { node: JP.node, seq: 2, reason: 'd', at: AT + 2 },
      { node: US.node, seq: 0, reason: 'c', at: AT + 1 },
      { node: JP.node, seq: 1, reason: 'b', at: AT },
    ]);
  });

  check('bulletins are found by what stands in them', async (stores) => {
    const { bulletins, peers } = stores;
    const items = [{ name: { en: 'Gallium, wrought', ja: 'ガリウム' }, hsCodes: ['811292'] }];
    await bulletins.createDraft(draft(content(1)), audit());
    const other = content(2, { sector: 'semiconductors', items, headline: { ko: '갈륨 수출 통제' } });
    await bulletins.createDraft(draft(other), audit());
    const deep = JSON.parse(`${'['.repeat(1500)}${']'.repeat(1500)}`);
    const strange = { ...ofJapan(3), headline: { en: 'Ports', fr: 'Grève à Kobé' }, deep } as BulletinContent;
    await peers.storePage(pageOf(strange, ofJapan(4, { sector: 'logistics' })));
    const all = { limit: 9, offset: 0 };
    const own = async (query: object) =>
      (await bulletins.ownBulletins({ ...all, ...query }))
        .map(({ content: { id } }) => id.slice(-1))
        .join('');
    const peersOnes = async (query: object) =>
      (await bulletins.peerBulletins({ ...all, ...query }))
        .map(({ content: { id } }) => id.slice(-1))
        .join('');
    assert.equal(await own({ q: 'UREA' }), '1');
    assert.equal(await own({ q: 'ｇａｌｌｉｕｍ' }), '2');
    assert.equal(await own({ q: '갈륨' }), '2');
    assert.equal(await own({ q: 'ガリウム' }), '2');
    assert.equal(await own({ q: '8112' }), '2');
    assert.equal(await own({ q: '00000002' }), '2');
    assert.equal(await own({ q: '%' }), '');
    assert.equal(await own({ q: 'headline' }), '');
    assert.equal(await own({ sector: 'semiconductors' }), '2');
    assert.equal(await own({ sector: 'semiconductors', q: 'urea' }), '');
    assert.equal(await peersOnes({ q: 'GRÈVE' }), '3');
    assert.equal(await peersOnes({ sector: 'logistics' }), '4');
    assert.equal(await peersOnes({ q: 'urea', issuer: JP.node }), '34');
    const edited = BulletinContent.parse({ ...content(1), headline: { en: 'Titanium' } });
    const digest = contentDigest(content(1));
    await bulletins.editDraft(bulletinId(1), digest, edited, contentDigest(edited), audit());
    assert.equal(await own({ q: 'titanium' }), '1');
    assert.equal(await own({ q: 'inspected' }), '');
  });
}
