import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLoops, delay } from '../../src/loops.ts';

const fail = (_loop: string, error: unknown) => assert.fail(String(error));

/** Waits for what comes soon, on however slow a machine. */
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > 10_000) assert.fail('it did not come');
    await delay(1);
  }
}

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
    await until(() => runs >= 3);
    await loops.stop();
    assert.equal(most, 1);
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
    await until(() => runs > 1);
    await loops.stop();
    assert.deepEqual(errors, ['odd: broken']);
  });

  it('reports also what throws before its first await', async () => {
    const errors: unknown[] = [];
    const loops = createLoops({ onError: (_loop, error) => errors.push(error) });
    loops.every('sync', 60_000, () => {
      throw new Error('broken');
    });
    await until(() => errors.length > 0);
    await loops.stop();
    assert.equal(errors.length, 1);
  });

  it('stops: aborts the wait, tells the work, and waits for it to end', async () => {
    const loops = createLoops({ onError: fail });
    let [started, ended] = [false, false];
    loops.every('long', 60_000, async (signal) => {
      started = true;
      await delay(60_000, signal);
      await delay(10);
      ended = true;
      signal.throwIfAborted();
    });
    loops.every('idle', 60_000, async () => undefined);
    await until(() => started);
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
    let [runs, ended] = [0, 0];
    const loop = loops.every('woken', 60_000, async () => {
      runs += 1;
      await delay(10);
      ended += 1;
    });
    await until(() => runs === 1);
    loop.wake();
    await until(() => ended === 2);
    loop.wake();
    await until(() => runs === 3);
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
    // An interval of 1 s − 100 % is none.
    await until(() => runs > 1);
    await early.stop();
  });
});
