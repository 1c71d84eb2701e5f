import assert from 'node:assert/strict';
import type { Receipt } from '../../../src/federation/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { AT, audit, emptyLog, OWN_LOG, peer, token } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const JP = peer('jp');
const US = peer('us');

export function peerContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `peers: ${name}`, async (stores) => {
      await stores.peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit('peer.enrolled', JP.node));
      await run(stores);
    });

  check('enrolling begins an empty log', async ({ peers, log, people }) => {
    assert.deepEqual(await peers.peers(), [JP]);
    assert.deepEqual(await peers.peer(JP.node), JP);
    assert.equal(await peers.peer(US.node), undefined);
    assert.deepEqual(await log.log(JP.origin), emptyLog(JP.origin));
    assert.equal(await log.ownLog(), undefined);
    await refused(peers.enrol(JP, 'c', audit()), 'already_exists');
    await refused(peers.enrol({ ...US, origin: JP.origin }, 'c', audit()), 'already_exists');
    await refused(peers.enrol({ ...JP, origin: US.origin }, 'c', audit()), 'already_exists');
    assert.equal(await log.log(US.origin), undefined);
    assert.equal((await people.auditRecords(0, 9)).length, 1);
    await peers.enrol(US, 'a checkpoint of size 9', audit());
    const held = await log.log(US.origin);
    assert.deepEqual([held?.range.size, held?.checkpoint], [0, 'a checkpoint of size 9']);
  });

  check('change state and document', async ({ peers, people }) => {
    await peers.setPeerState(JP.node, 'suspended', audit());
    await peers.setPeerDocument(JP.node, 'another document');
    const changed = {
      ...JP,
      state: 'suspended',
      document: 'another document',
    };
    assert.deepEqual(await peers.peer(JP.node), changed);
    await refused(peers.setPeerState(US.node, 'suspended', audit()), 'not_found');
    await refused(peers.setPeerDocument(US.node, 'document'), 'not_found');
    assert.equal((await people.auditRecords(0, 9)).length, 2);
  });

  check('contacts keep what an update does not name', async ({ peers }) => {
    const nothing = {
      node: JP.node,
      lastSuccessAt: undefined,
      lastErrorAt: undefined,
      lastErrorCode: undefined,
      lastError: undefined,
      clockOffsetMs: undefined,
      roundTripMs: undefined,
      freshAt: undefined,
      announcedSize: undefined,
    };
    assert.deepEqual(await peers.contacts(), [nothing]);
    await peers.recordContact(JP.node, {
      lastErrorAt: AT,
      lastErrorCode: 'peer_timeout',
      lastError: 'No answer.',
    });
    await peers.recordContact(JP.node, { lastSuccessAt: AT + 1, clockOffsetMs: -12.5, roundTripMs: 3.25 });
    const both = {
      ...nothing,
      lastErrorAt: AT,
      lastErrorCode: 'peer_timeout',
      lastError: 'No answer.',
      lastSuccessAt: AT + 1,
      clockOffsetMs: -12.5,
      roundTripMs: 3.25,
    };
    assert.deepEqual(await peers.contacts(), [both]);
    await peers.recordContact(JP.node, {
      lastErrorCode: undefined,
      lastError: undefined,
      freshAt: AT,
      announcedSize: 7,
    });
    const cleared = {
      ...both,
      lastErrorCode: undefined,
      lastError: undefined,
      freshAt: AT,
      announcedSize: 7,
    };
    assert.deepEqual(await peers.contacts(), [cleared]);
    await refused(peers.recordContact(US.node, { lastSuccessAt: AT }), 'not_found');
  });

  check('a receipt only grows', async ({ peers }) => {
    await peers.storeReceipt(receipt(5), token('a'));
    await peers.storeReceipt(receipt(3), token('b'));
    assert.deepEqual(await peers.receipts(OWN_LOG), [receipt(5)]);
    const same = { ...receipt(5), missing: [], jws: 'newer', at: AT + 1 };
    await peers.storeReceipt(same, token('c'));
    assert.deepEqual(await peers.receipts(OWN_LOG), [same]);
    await peers.storeReceipt(receipt(8), token('d'));
    assert.deepEqual(await peers.receipts(OWN_LOG), [receipt(8)]);
    assert.deepEqual(await peers.receipts('us.ews.example/log/1'), []);
  });

  check('a token serves once', async ({ peers }) => {
    await peers.storeReceipt(receipt(5), token('a'));
    await refused(peers.storeReceipt(receipt(6), token('a')), 'token_replayed');
    assert.deepEqual(await peers.receipts(OWN_LOG), [receipt(5)]);
    await refused(peers.recordHint(JP.node, 9, AT, token('a')), 'token_replayed');
    assert.equal((await peers.contacts())[0]?.announcedSize, undefined);
    // The same id of another issuer is another token.
    await peers.storeReceipt(receipt(6), { ...token('a'), issuer: US.node });
  });

  check('a token is used only if what it was for is done', async ({ peers }) => {
    await refused(peers.recordHint(US.node, 9, AT, token('a')), 'not_found');
    await refused(peers.storeReceipt({ ...receipt(5), peer: US.node }, token('a')), 'not_found');
    await peers.storeReceipt(receipt(5), token('a'));
  });

  check('tokens that expired are forgotten, others are not', async ({ peers }) => {
    await peers.storeReceipt(receipt(1), token('old', AT + 1000));
    await peers.storeReceipt(receipt(2), token('new', AT + 5000));
    await peers.recordHint(JP.node, 1, AT + 2000, token('other', AT + 5000));
    await peers.recordHint(JP.node, 1, AT + 2000, token('old', AT + 5000));
    await refused(peers.recordHint(JP.node, 1, AT + 2000, token('new', AT + 5000)), 'token_replayed');
  });

  check('hints may overtake one another', async ({ peers }) => {
    await peers.recordHint(JP.node, 5, AT, token('a'));
    await peers.recordHint(JP.node, 4, AT, token('b'));
    assert.equal((await peers.contacts())[0]?.announcedSize, 5);
  });
}

function receipt(size: number): Receipt {
  return {
    peer: JP.node,
    origin: OWN_LOG,
    size,
    root: `root of ${size}`,
    missing: [
      [0, 2],
      [3, size],
    ],
    jws: `cursor of ${size}`,
    at: AT,
  };
}
