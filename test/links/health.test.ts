import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LinkReason, LinkState } from '../../src/domain/link.ts';
import { ENOUGH_SUCCESSES, HOLD_MS, type Standing, settle, type Verdict } from '../../src/links/health.ts';

const UP: Verdict = { state: 'up', reason: 'ok' };
const DOWN: Verdict = { state: 'down', reason: 'no_contact' };
const SLOW: Verdict = { state: 'degraded', reason: 'behind' };
const standing = (verdict: Verdict, since = 0): Standing => ({
  state: verdict.state,
  reason: verdict.reason,
  since,
});

describe('link health', () => {
  it('what is worse counts at once', () => {
    assert.deepEqual(settle(standing(UP), SLOW, 7, 9), standing(SLOW, 7));
    assert.deepEqual(settle(standing(UP), DOWN, 7, 9), standing(DOWN, 7));
    assert.deepEqual(settle(standing(SLOW), DOWN, 7, 9), standing(DOWN, 7));
  });

  it('is up again at the second success, or when it lasts', () => {
    const first = settle(standing(DOWN), UP, 100, ENOUGH_SUCCESSES - 1);
    assert.equal(first.state, 'down');
    assert.deepEqual(settle(first, UP, 101, ENOUGH_SUCCESSES), standing(UP, 101));
    assert.equal(settle(first, UP, 100 + HOLD_MS - 1, 1).state, 'down');
    assert.equal(settle(first, UP, 100 + HOLD_MS, 1).state, 'up');
  });

  it('a break begins the wait anew', () => {
    const doubted = settle(standing(SLOW), UP, 0, 9);
    const broken = settle(doubted, SLOW, HOLD_MS - 1, 9);
    assert.deepEqual(broken, standing(SLOW));
    assert.equal(settle(settle(broken, UP, HOLD_MS, 9), UP, HOLD_MS + 1, 9).state, 'degraded');
  });

  it('from degraded to up many successes are not enough: it has to last', () => {
    assert.equal(settle(standing(SLOW), UP, 1, 100).state, 'degraded');
  });

  it('another reason for the same state leaves the time since when', () => {
    const clock: Verdict = { state: 'degraded', reason: 'clock' };
    const doubted = settle(standing(SLOW, 3), clock, 10, 0);
    assert.equal(doubted.reason, 'behind');
    assert.deepEqual(settle(doubted, clock, 10 + HOLD_MS, 0), standing(clock, 3));
  });

  it('takes an operator’s act, and what the peer has settled, at once', () => {
    const suspended: Verdict = { state: 'suspended', reason: 'suspended_here' };
    assert.equal(settle(standing(UP), suspended, 1, 0).state, 'suspended');
    assert.equal(settle(standing(suspended), UP, 1, 0).state, 'up');
    assert.equal(settle(standing(DOWN), { ...UP, settled: true }, 1, 0).state, 'up');
  });

  it('not to know is no news', () => {
    const unknown: Verdict = { state: 'unknown', reason: 'starting' };
    assert.deepEqual(settle(standing(DOWN), unknown, 99_999, 0), standing(DOWN));
    assert.equal(
      settle(standing({ state: 'suspended', reason: 'suspended_here' }), unknown, 1, 0).state,
      'unknown',
    );
  });

  const verdict = fc.record({
    state: fc.constantFrom(...LinkState.options),
    reason: fc.constantFrom(...LinkReason.options),
  });
  const step = fc.record({ verdict, ms: fc.nat({ max: 3 * HOLD_MS }), successes: fc.nat({ max: 3 }) });

  it('gets better only after enough time or successes, and follows what lasts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), verdict, (steps, last) => {
        let [now, one] = [0, standing({ state: 'unknown', reason: 'starting' })];
        for (const { verdict: said, ms, successes } of steps) {
          now += ms;
          const before = one;
          one = settle(before, said, now, successes);
          assert.ok(one.since <= now);
          if (one.state === before.state) assert.equal(one.since, before.since);
          else assert.deepEqual([one.state, one.reason, one.since], [said.state, said.reason, now]);
          const gotBetter =
            (before.state === 'down' && (one.state === 'up' || one.state === 'degraded')) ||
            (before.state === 'degraded' && one.state === 'up');
          if (!gotBetter) continue;
          const lasted = before.doubted !== undefined && now - before.doubted.since >= HOLD_MS;
          assert.ok(lasted || (before.state === 'down' && successes >= ENOUGH_SUCCESSES));
        }
        one = settle(settle(one, last, now, 0), last, now + HOLD_MS, 0);
        if (last.state !== 'unknown') assert.deepEqual([one.state, one.reason], [last.state, last.reason]);
      }),
    );
  });
});
