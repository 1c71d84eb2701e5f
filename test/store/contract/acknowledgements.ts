import assert from 'node:assert/strict';
import type { Stores } from '../../../src/store/stores.ts';
import { acknowledgement, audit, content, emptyLog, logAppend, OWN_LOG, page, peer } from '../build.ts';
import { release } from '../release.ts';
import { type Open, refused, storeTest } from './contract.ts';

export function acknowledgementContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `acknowledgements: ${name}`, async (stores) => {
      await stores.log.createOwnLog(emptyLog());
      await run(stores);
    });

  const reference = {
    id: 'jp.ews.example/2021-10-11/00000001',
    log: peer('jp').origin,
    seq: 4,
    digest: 'A'.repeat(43),
  };

  check('one made here is an entry of the own log', async ({ bulletins, log }) => {
    const made = acknowledgement(reference, { type: 'disputed', note: 'Our figures differ.' });
    const append = logAppend(emptyLog(), 'disputed');
    await bulletins.acknowledge(made, append, audit());
    assert.deepEqual(await bulletins.acknowledgements(reference.id), [made]);
    assert.deepEqual(await log.entries(OWN_LOG, 0, 9), [append.entry]);
    assert.deepEqual(await bulletins.acknowledgements('jp.ews.example/2021-10-11/00000002'), []);
  });

  check('the same person says the same once', async (stores) => {
    const { bulletins, log, people } = stores;
    await bulletins.acknowledge(acknowledgement(reference), logAppend(emptyLog(), 'read'), audit());
    const held = await log.ownLog();
    await refused(
      bulletins.acknowledge(acknowledgement(reference), logAppend(held!, 'read'), audit()),
      'already_exists',
    );
    assert.deepEqual(await log.ownLog(), held);
    assert.equal((await people.auditRecords(0, 9)).length, 1);
    const acting = acknowledgement(reference, { type: 'acting' });
    await bulletins.acknowledge(acting, logAppend(held!, 'acting'), audit());
  });

  check('one for another size is refused, and not kept', async ({ bulletins }) => {
    const first = acknowledgement(reference);
    await bulletins.acknowledge(first, logAppend(emptyLog(), 'read'), audit());
    const acting = acknowledgement(reference, { type: 'acting' });
    await refused(
      bulletins.acknowledge(acting, logAppend(emptyLog(), 'acting'), audit()),
      'log_size_conflict',
    );
    assert.deepEqual(await bulletins.acknowledgements(reference.id), [first]);
  });

  check('those of peers stand with the own ones, in order of time', async (stores) => {
    const jp = peer('jp');
    await stores.peers.enrol(jp, emptyLog(jp.origin).checkpoint, audit());
    const issued = await release(stores, content(1));
    const times = ['2021-10-12T00:00:00Z', '2021-10-11T12:00:00.500Z', '2021-10-11T12:00:00Z'];
    const made = times.map((time, index) =>
      acknowledgement(issued, { node: jp.node, time, subject: `person-at-a-peer-${index}` }),
    );
    const effects = made.map((each) => ({
      type: 'read',
      effect: { kind: 'acknowledgement', acknowledgement: each } as const,
    }));
    await stores.peers.storePage(page(jp, emptyLog(jp.origin), [...effects, effects[0]!]));
    const read = await stores.bulletins.acknowledgements(issued.id);
    assert.deepEqual(read, made.toReversed());
    assert.equal((await stores.peers.entryCounts(jp.origin)).verified, 4);
  });
}
