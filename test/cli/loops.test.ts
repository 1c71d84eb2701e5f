import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLoops, delay } from '../../src/loops.ts';

const fail = (_loop: string, error: unknown) => assert.fail(String(error));

describe('delay', () => {
  it('says whether the time passed', async () => {
    assert.equal(await delay(1), true);
    assert.equal(await delay(60_000, AbortSignal.abort()), false);
    const controller = new AbortController();
    const waiting = delay(60_000, controller.signal);
    controller.abort();
    assert.equal(await waiting, false);
  });
});

describe('loops', () => {
  it('runs at once and again, never over itself', async () => {
    const loops = createLoops({ onError: fail });
    let [running, most, runs] = [0, 0, 0];
    loops.every('slow', 1, async () => {
      running += 1;
      most = Math.max(most, running);
      await delay(10);
      running -= 1;
      runs += 1;
    });
    await delay(60);
    await loops.stop();
    assert.equal(most, 1);
    assert.ok(runs >= 2, `${runs} runs`);
  });

  it('reports an error and goes on', async () => {
    const errors: string[] = [];
    const loops = createLoops({
      onError: (loop, error) => errors.push(`${loop}: ${(error as Error).message}`),
    });
    let runs = 0;
    loops.every('odd', 1, async () => {
      runs += 1;
      if (runs === 1) throw new Error('broken');
    });
    await delay(30);
    await loops.stop();
    assert.deepEqual(errors, ['odd: broken']);
    assert.ok(runs > 1);
  });

  it('reports also what throws before its first await', async () => {
    const errors: unknown[] = [];
    const loops = createLoops({ onError: (_loop, error) => errors.push(error) });
    loops.every('sync', 60_000, () => {
      throw new Error('broken');
    });
    await delay(5);
    await loops.stop();
    assert.equal(errors.length, 1);
  });

  it('stops: aborts the wait, tells the work, and waits for it to end', async () => {
    const loops = createLoops({ onError: fail });
    let ended = false;
    loops.every('long', 60_000, async (signal) => {
      await delay(60_000, signal);
      await delay(10);
      ended = true;
      signal.throwIfAborted();
    });
    loops.every('idle', 60_000, async () => undefined);
    await delay(5);
    await loops.stop();
    assert.equal(ended, true);
  });

  it('starts nothing after a stop', async () => {
    const loops = createLoops({ onError: fail });
    let runs = 0;
    loops.every(
      'later',
      1,
      async () => {
        runs += 1;
      },
      { firstAfterMs: 20 },
    );
    await loops.stop();
    loops.every('too late', 1, async () => {
      runs += 1;
    });
    await delay(40);
    assert.equal(runs, 0);
  });

  it('wakes: the wait ends, and a wake during a run is not lost', async () => {
    const loops = createLoops({ onError: fail });
    let runs = 0;
    const loop = loops.every('woken', 60_000, async () => {
      runs += 1;
      await delay(10);
    });
    await delay(2);
    loop.wake();
    await delay(40);
    assert.equal(runs, 2);
    loop.wake();
    await delay(5);
    assert.equal(runs, 3);
    await loops.stop();
  });

  it('varies the interval by the jitter', async () => {
    const early = createLoops({ onError: fail, random: () => 0 });
    let runs = 0;
    early.every(
      'early',
      1000,
      async () => {
        runs += 1;
      },
      { jitter: 1 },
    );
    await delay(20);
    await early.stop();
    assert.ok(runs > 1, 'an interval of 1000 − 100 % is none');
  });
});
