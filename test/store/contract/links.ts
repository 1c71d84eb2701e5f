import assert from 'node:assert/strict';
import type { LinkDirection, LinkState } from '../../../src/domain/link.ts';
import { RETENTION } from '../../../src/links/history.ts';
import type { LinkSample } from '../../../src/links/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { AT, audit, emptyLog, peer, token } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const JP = peer('jp');
const US = peer('us');
const EVER = Number.MAX_SAFE_INTEGER;

const change = (at: number, state: LinkState, direction: LinkDirection = 'inbound') =>
  ({ peer: JP.node, direction, state, reason: state === 'up' ? 'ok' : 'no_contact', at }) as const;

const sample = (at: number, parts: Partial<LinkSample> = {}): LinkSample => ({
  peer: JP.node,
  at,
  seconds: 10,
  roundTripMs: 12.5,
  clockOffsetMs: -3,
  checkpointAgeSeconds: 7,
  entriesBehind: 0,
  ...parts,
});

export function linkContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `links: ${name}`, async (stores) => {
      for (const one of [JP, US]) await stores.peers.enrol(one, emptyLog(one.origin).checkpoint, audit());
      await run(stores);
    });

  check('a state holds until the next one of its direction', async ({ links }) => {
    for (const one of [change(10, 'up'), change(20, 'up', 'outbound'), change(30, 'down'), change(40, 'up')])
      await links.recordChange(one);
    const spells = async (from: number, to: number, limit = 10) =>
      (await links.spells(JP.node, from, to, limit)).map(({ direction, state, at, until }) =>
        [direction, state, at, until].join(' '),
      );
    const all = ['inbound up 10 30', 'outbound up 20 ', 'inbound down 30 40', 'inbound up 40 '];
    assert.deepEqual(await spells(0, EVER), all);
    assert.deepEqual(await spells(0, EVER, 2), all.slice(2));
    assert.deepEqual(await spells(30, 39), [all[1], all[2]]);
    assert.deepEqual(await spells(50, 60), [all[1], all[3]]);
    assert.deepEqual(await spells(0, 9), []);
    assert.deepEqual(await links.spells(US.node, 0, EVER, 10), []);
  });

  check('of two changes in one millisecond the later one holds', async ({ links }) => {
    await links.recordChange(change(10, 'down'));
    await links.recordChange(change(10, 'up'));
    assert.deepEqual(
      (await links.spells(JP.node, 0, EVER, 10)).map(({ state }) => state),
      ['up'],
    );
  });

  check('only peers have links', async ({ links }) => {
    await refused(links.recordChange({ ...change(1, 'up'), peer: 'xx.ews.example' }), 'not_found');
    await refused(links.recordSamples([sample(1, { peer: 'xx.ews.example' })]), 'not_found');
  });

  check('keep measures as they are, and those that are not known', async ({ links }) => {
    const unknown = {
      roundTripMs: undefined,
      clockOffsetMs: undefined,
      checkpointAgeSeconds: undefined,
      entriesBehind: undefined,
    };
    const kept = [sample(10), sample(20, unknown), sample(30)];
    await links.recordSamples(kept);
    assert.deepEqual(await links.samples(JP.node, 0, EVER, 10), kept);
    assert.deepEqual(await links.samples(JP.node, 20, 30, 10), kept.slice(1));
    assert.deepEqual(await links.samples(JP.node, 0, EVER, 1), kept.slice(2));
  });

  check('know when a link was last watched', async ({ links }) => {
    assert.equal(await links.lastWatched(JP.node), undefined);
    await links.recordChange(change(10, 'up'));
    assert.equal(await links.lastWatched(JP.node), 10);
    await links.recordSamples([sample(20)]);
    assert.equal(await links.lastWatched(JP.node), 20);
    assert.equal(await links.lastWatched(US.node), undefined);
  });

  check('measures become coarser with age: averages, and the worst age and backlog', async ({ links }) => {
    const minute = Math.floor(AT / 60_000) * 60_000;
    const old = [10, 20, 60].map((roundTripMs, index) =>
      sample(minute + index * 10_000, { roundTripMs, checkpointAgeSeconds: 5 - index, entriesBehind: index }),
    );
    const young = sample(minute + 3_600_000);
    await links.recordSamples([...old, young]);
    const merged = sample(minute, {
      seconds: 60,
      roundTripMs: 30,
      checkpointAgeSeconds: 5,
      entriesBehind: 2,
    });
    for (let run = 0; run < 2; run += 1) {
      await links.thin(minute + 3_660_000, RETENTION);
      assert.deepEqual(await links.samples(JP.node, 0, EVER, 10), [merged, young]);
    }
  });

  check('a span that is not over, or not old enough, stays whole', async ({ links }) => {
    const minute = Math.floor(AT / 60_000) * 60_000;
    const kept = [sample(minute), sample(minute + 50_000)];
    await links.recordSamples(kept);
    await links.thin(minute + 3_600_000 + 59_999, RETENTION);
    assert.deepEqual(await links.samples(JP.node, 0, EVER, 10), kept);
  });

  check('minutes become hours after a day, and are forgotten after 90 days', async ({ links }) => {
    const hour = Math.floor(AT / 3_600_000) * 3_600_000;
    await links.recordSamples([sample(hour, { seconds: 60 }), sample(hour + 60_000, { seconds: 60 })]);
    await links.thin(hour + 25 * 3_600_000, RETENTION);
    assert.deepEqual(await links.samples(JP.node, 0, EVER, 10), [sample(hour, { seconds: 3600 })]);
    await links.thin(hour + 90 * 86_400_000, RETENTION);
    assert.equal((await links.samples(JP.node, 0, EVER, 10)).length, 1);
    await links.thin(hour + 90 * 86_400_000 + 1, RETENTION);
    assert.deepEqual(await links.samples(JP.node, 0, EVER, 10), []);
  });

  check('old changes are forgotten, but not the state that holds', async ({ links }) => {
    for (const one of [
      change(AT, 'up'),
      change(AT + 10, 'down'),
      change(AT + 20, 'up'),
      change(AT, 'up', 'outbound'),
    ])
      await links.recordChange(one);
    const times = async () => (await links.spells(JP.node, 0, EVER, 10)).map(({ at }) => at - AT);
    await links.thin(AT + RETENTION.forgetAfterMs + 15, RETENTION);
    assert.deepEqual(await times(), [0, 10, 20]);
    await links.thin(AT + 2 * RETENTION.forgetAfterMs, RETENTION);
    assert.deepEqual(await times(), [0, 20]);
  });

  check('a report replaces the one before, and uses up its token', async ({ links }) => {
    const report = (jws: string) => ({ peer: JP.node, jws, receivedAt: AT });
    assert.equal(await links.report(JP.node), undefined);
    await links.keepReport(report('first'), token('t1'));
    await refused(links.keepReport(report('again'), token('t1')), 'token_replayed');
    assert.deepEqual(await links.report(JP.node), report('first'));
    await links.keepReport(report('answer'), undefined);
    assert.deepEqual(await links.report(JP.node), report('answer'));
  });

  check('a token that brought something else brings no report', async ({ links, peers }) => {
    await peers.recordHint(JP.node, 1, AT, token('t1'));
    await refused(
      links.keepReport({ peer: JP.node, jws: 'x', receivedAt: AT }, token('t1')),
      'token_replayed',
    );
  });
}
