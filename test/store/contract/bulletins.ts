import assert from 'node:assert/strict';
import { toBase64url } from '../../../src/domain/bytes.ts';
import { contentDigest } from '../../../src/domain/canonical.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  audit,
  bulletinId,
  content,
  draft,
  emptyLog,
  logAppend,
  OWN_LOG,
  SERIES,
  signal,
  stand,
} from '../build.ts';
import { approved, issue, lifeOf, release } from '../release.ts';
import { type Open, refused, storeTest } from './contract.ts';

const ID = bulletinId(1);
const DIGEST = contentDigest(content(1));
const OTHER = contentDigest(content(1, { contact: 'Another desk' }));

export function bulletinContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `bulletins: ${name}`, async (stores) => {
      await stores.log.createOwnLog(emptyLog());
      await run(stores);
    });

  check('a draft is kept as it was made', async ({ bulletins }) => {
    await bulletins.createDraft(draft(content(1)), audit());
    assert.deepEqual(await bulletins.ownBulletin(ID), { ...draft(content(1)), life: { state: 'draft' } });
    assert.equal(await bulletins.ownBulletin(bulletinId(2)), undefined);
    await refused(bulletins.createDraft(draft(content(1)), audit()), 'already_exists');
    await refused(
      bulletins.createDraft({ ...draft(content(2)), digest: DIGEST }, audit()),
      'content_changed',
    );
  });

  check('drafting from a signal marks it', async ({ bulletins, signals }) => {
    await signals.recordAssessments([
      {
        series: SERIES,
        detector: 'robust-z',
        throughOrdinal: 1,
        signals: [signal('s1')],
      },
    ]);
    await bulletins.createDraft(draft(content(1), 's1'), audit());
    const marked = await signals.signal('s1');
    assert.deepEqual([marked?.state, marked?.bulletin], ['drafted', ID]);
    assert.equal((await bulletins.ownBulletin(ID))?.signal, 's1');
    await refused(signals.dismissSignal('s1', 'too late', audit()), 'wrong_state');
    await refused(bulletins.createDraft(draft(content(2), 's2'), audit()), 'not_found');
    assert.equal(await bulletins.ownBulletin(bulletinId(2)), undefined);
  });

  check('a situation has one draft at a time, and another when it was withdrawn', async ({ bulletins }) => {
    const make = (number: number, situation = 'item-urea') =>
      bulletins.createDraft(draft(content(number)), audit(), situation);
    await make(1);
    assert.equal(await bulletins.openDraftOf('item-urea'), ID);
    await refused(make(2), 'already_exists');
    assert.equal(await bulletins.ownBulletin(bulletinId(2)), undefined);
    await make(3, 'item-neon');
    await bulletins.withdraw(ID, audit());
    assert.equal(await bulletins.openDraftOf('item-urea'), undefined);
    const both = await Promise.allSettled([make(4), make(5)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const [made] = (await bulletins.ownBulletins({ state: 'draft', limit: 9, offset: 0 }))
      .map(({ content }) => content.id)
      .filter((id) => id !== bulletinId(3));
    assert.equal(await bulletins.openDraftOf('item-urea'), made);
  });

  check('editing replaces the content that the editor saw', async ({ bulletins }) => {
    await bulletins.createDraft(draft(content(1)), audit());
    const edited = content(1, { contact: 'Another desk' });
    await refused(bulletins.editDraft(bulletinId(2), DIGEST, edited, OTHER, audit()), 'not_found');
    await refused(bulletins.editDraft(ID, OTHER, edited, OTHER, audit()), 'content_changed');
    await refused(bulletins.editDraft(ID, DIGEST, edited, DIGEST, audit()), 'content_changed');
    await bulletins.editDraft(ID, DIGEST, edited, OTHER, audit());
    const held = await bulletins.ownBulletin(ID);
    assert.deepEqual([held?.content, held?.digest], [edited, OTHER]);
    await bulletins.editDraft(ID, OTHER, edited, OTHER, audit());
  });

  check('editing voids submission and approvals', async (stores) => {
    await approved(stores, content(1), 'lee');
    await stores.bulletins.editDraft(ID, DIGEST, content(1, { contact: 'Another desk' }), OTHER, audit());
    assert.deepEqual(await lifeOf(stores, ID), { state: 'draft' });
    await stores.bulletins.submit(ID, stand('kim', OTHER), audit());
    assert.deepEqual(await lifeOf(stores, ID), {
      state: 'in-review',
      submission: stand('kim', OTHER),
      approvals: [],
    });
    await refused(issue(stores, ID, OTHER), 'four_eyes');
  });

  check('an edit that changes nothing voids as well', async (stores) => {
    await approved(stores, content(1), 'lee');
    await stores.bulletins.editDraft(ID, DIGEST, content(1), DIGEST, audit());
    assert.deepEqual(await lifeOf(stores, ID), { state: 'draft' });
  });

  check('submitting names the content', async (stores) => {
    const { bulletins } = stores;
    await refused(bulletins.submit(ID, stand('kim', DIGEST), audit()), 'not_found');
    await bulletins.createDraft(draft(content(1)), audit());
    await refused(bulletins.submit(ID, stand('kim', OTHER), audit()), 'content_changed');
    await bulletins.submit(ID, stand('kim', DIGEST), audit());
    assert.deepEqual(await lifeOf(stores, ID), {
      state: 'in-review',
      submission: stand('kim', DIGEST),
      approvals: [],
    });
    await refused(bulletins.submit(ID, stand('kim', DIGEST), audit()), 'wrong_state');
  });

  check('going back to draft voids submission and approvals', async (stores) => {
    await refused(stores.bulletins.returnToDraft(ID, audit()), 'not_found');
    await approved(stores, content(1), 'lee');
    await stores.bulletins.returnToDraft(ID, audit());
    assert.deepEqual(await lifeOf(stores, ID), { state: 'draft' });
    await refused(stores.bulletins.returnToDraft(ID, audit()), 'wrong_state');
    await stores.bulletins.submit(ID, stand('lee', DIGEST), audit());
    await stores.bulletins.approve(ID, stand('kim', DIGEST), audit());
  });

  check('only a draft is withdrawn, for good', async (stores) => {
    await refused(stores.bulletins.withdraw(ID, audit()), 'not_found');
    await approved(stores, content(1));
    await refused(stores.bulletins.withdraw(ID, audit()), 'wrong_state');
    await stores.bulletins.returnToDraft(ID, audit());
    await stores.bulletins.withdraw(ID, audit());
    assert.deepEqual(await lifeOf(stores, ID), { state: 'withdrawn' });
    await refused(stores.bulletins.submit(ID, stand('kim', DIGEST), audit()), 'wrong_state');
    await refused(stores.bulletins.editDraft(ID, DIGEST, content(1), DIGEST, audit()), 'wrong_state');
  });

  check('refuses the submitter as approver', async (stores) => {
    await approved(stores, content(1));
    await refused(stores.bulletins.approve(ID, stand('kim', DIGEST), audit()), 'four_eyes');
  });

  check('refuses the same approver twice', async (stores) => {
    await approved(stores, content(1), 'lee');
    await refused(stores.bulletins.approve(ID, stand('lee', DIGEST), audit()), 'four_eyes');
  });

  check('approving needs one in review, and names the content', async (stores) => {
    await refused(stores.bulletins.approve(ID, stand('lee', DIGEST), audit()), 'not_found');
    await stores.bulletins.createDraft(draft(content(1)), audit());
    await refused(stores.bulletins.approve(ID, stand('lee', DIGEST), audit()), 'wrong_state');
    await stores.bulletins.submit(ID, stand('kim', DIGEST), audit());
    await refused(stores.bulletins.approve(ID, stand('lee', OTHER), audit()), 'content_changed');
    await stores.bulletins.approve(ID, stand('lee', DIGEST), audit());
    const life = { state: 'in-review', submission: stand('kim', DIGEST), approvals: [stand('lee', DIGEST)] };
    assert.deepEqual(await lifeOf(stores, ID), life);
  });

  check('issuing appends the entry and freezes the bulletin', async (stores) => {
    await approved(stores, content(1), 'lee');
    const append = await issue(stores, ID, DIGEST);
    assert.deepEqual(await lifeOf(stores, ID), {
      state: 'issued',
      issued: {
        submission: stand('kim', DIGEST),
        approvals: [stand('lee', DIGEST)],
        sent: '2021-10-11T02:00:00.000Z',
        reference: { id: ID, log: OWN_LOG, seq: 0, digest: toBase64url(append.entry.digest) },
      },
    });
    assert.deepEqual(await stores.log.ownLog(), {
      origin: OWN_LOG,
      range: append.range,
      checkpoint: append.checkpoint,
    });
    assert.deepEqual(await stores.log.entries(OWN_LOG, 0, 10), [append.entry]);
    await refused(issue(stores, ID, DIGEST), 'wrong_state');
    await refused(stores.bulletins.returnToDraft(ID, audit()), 'wrong_state');
    await refused(stores.bulletins.editDraft(ID, DIGEST, content(1), DIGEST, audit()), 'wrong_state');
    await refused(stores.bulletins.approve(ID, stand('park', DIGEST), audit()), 'wrong_state');
  });

  check('issuing needs a state, a content, and an approval', async (stores) => {
    await refused(issue(stores, ID, DIGEST), 'not_found');
    await stores.bulletins.createDraft(draft(content(1)), audit());
    await refused(issue(stores, ID, DIGEST), 'wrong_state');
    await stores.bulletins.submit(ID, stand('kim', DIGEST), audit());
    const records = (await stores.people.auditRecords(0, 100)).length;
    await refused(issue(stores, ID, DIGEST), 'four_eyes');
    assert.deepEqual(await stores.log.ownLog(), emptyLog());
    assert.deepEqual(await stores.log.entries(OWN_LOG, 0, 1), []);
    assert.equal((await stores.people.auditRecords(0, 100)).length, records);
    await stores.bulletins.approve(ID, stand('lee', DIGEST), audit());
    await refused(issue(stores, ID, OTHER), 'content_changed');
    await issue(stores, ID, DIGEST);
  });

  check('a serious one needs two approvals', async (stores) => {
    const serious = content(1, { level: 'serious' });
    const digest = contentDigest(serious);
    await approved(stores, serious, 'lee');
    await refused(issue(stores, ID, digest), 'four_eyes');
    await stores.bulletins.approve(ID, stand('park', digest), audit());
    await issue(stores, ID, digest);
    assert.equal((await lifeOf(stores, ID))?.state, 'issued');
  });

  check('an entry for another size is refused, and nothing is written', async (stores) => {
    await approved(stores, content(1), 'lee');
    const late = logAppend(emptyLog());
    await release(stores, content(2));
    const before = await stores.log.ownLog();
    const request = { id: ID, sent: '2021-10-11T02:00:00.000Z', digest: DIGEST, append: late };
    await refused(stores.bulletins.issue(request, audit()), 'log_size_conflict');
    const early = logAppend({ ...before!, range: late.range, origin: OWN_LOG });
    await refused(
      stores.bulletins.issue({ ...request, append: { ...early, expectedSize: 9 } }, audit()),
      'log_size_conflict',
    );
    assert.deepEqual(await stores.log.ownLog(), before);
    assert.equal((await lifeOf(stores, ID))?.state, 'in-review');
    await issue(stores, ID, DIGEST);
  });

  check('of two that append at once, one has to try again', async (stores) => {
    await approved(stores, content(1), 'lee');
    await approved(stores, content(2), 'lee');
    const log = await stores.log.ownLog();
    const attempts = [1, 2].map((number) => {
      const append = logAppend(log!, 'bulletin', `jws ${number}`);
      const digest = contentDigest(content(number));
      return stores.bulletins.issue(
        { id: bulletinId(number), sent: '2021-10-11T02:00:00.000Z', digest, append },
        audit(),
      );
    });
    const [first, second] = await Promise.allSettled(attempts);
    assert.equal(first?.status, 'fulfilled');
    assert.equal(second?.status === 'rejected' && second.reason.code, 'log_size_conflict');
    assert.equal((await stores.log.ownLog())?.range.size, 1);
  });

  check('an update and a cancellation mark what they replace', async (stores) => {
    const first = await release(stores, content(1));
    const update = await release(stores, content(2, { type: 'update', references: [first] }));
    assert.equal((await lifeOf(stores, ID))?.state, 'updated');
    await release(stores, content(3, { type: 'cancel', references: [first, update] }));
    assert.equal((await lifeOf(stores, ID))?.state, 'cancelled');
    assert.equal((await lifeOf(stores, bulletinId(2)))?.state, 'cancelled');
    assert.equal((await lifeOf(stores, bulletinId(3)))?.state, 'issued');
  });

  check('what was cancelled cannot be updated', async (stores) => {
    const first = await release(stores, content(1));
    await release(stores, content(2, { type: 'cancel', references: [first] }));
    const before = await stores.log.ownLog();
    await refused(release(stores, content(3, { type: 'update', references: [first] })), 'wrong_state');
    assert.deepEqual(await stores.log.ownLog(), before);
  });

  check('are found by state and level, newest first', async (stores) => {
    for (const number of [1, 2, 3]) {
      const level = number === 3 ? 'caution' : 'alert';
      const createdAt = `2021-10-${10 + number}T00:00:00.000Z`;
      await stores.bulletins.createDraft({ ...draft(content(number, { level })), createdAt }, audit());
    }
    await stores.bulletins.withdraw(bulletinId(2), audit());
    const found = async (query: object) =>
      (await stores.bulletins.ownBulletins({ limit: 9, offset: 0, ...query })).map(
        ({ content }) => content.id,
      );
    assert.deepEqual(await found({}), [bulletinId(3), bulletinId(2), bulletinId(1)]);
    assert.deepEqual(await found({ state: 'draft' }), [bulletinId(3), bulletinId(1)]);
    assert.deepEqual(await found({ level: 'alert', state: 'draft' }), [bulletinId(1)]);
    assert.deepEqual(await found({ limit: 1, offset: 1 }), [bulletinId(2)]);
  });

  check('those that wait for somebody are counted', async (stores) => {
    const { bulletins } = stores;
    assert.deepEqual(await bulletins.countWaiting(), { draft: 0, 'in-review': 0 });
    for (const number of [1, 2, 3, 4]) await bulletins.createDraft(draft(content(number)), audit());
    await bulletins.withdraw(bulletinId(4), audit());
    await bulletins.submit(ID, stand('kim', DIGEST), audit());
    assert.deepEqual(await bulletins.countWaiting(), { draft: 2, 'in-review': 1 });
  });

  check('each change is one audit record, a refused one none', async (stores) => {
    const { bulletins, people } = stores;
    await bulletins.createDraft(draft(content(1)), audit('bulletin.drafted', ID));
    await bulletins.submit(ID, stand('kim', DIGEST), audit('bulletin.submitted', ID));
    await refused(bulletins.approve(ID, stand('kim', DIGEST), audit('bulletin.approved', ID)), 'four_eyes');
    await bulletins.approve(ID, stand('lee', DIGEST), audit('bulletin.approved', ID));
    await bulletins.returnToDraft(ID, audit('bulletin.returned', ID));
    const actions = (await people.auditRecords(0, 10)).map(({ action }) => action.split('.')[1]);
    assert.deepEqual(actions, ['drafted', 'submitted', 'approved', 'returned']);
  });
}
