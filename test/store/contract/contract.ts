import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../../src/domain/errors.ts';
import type { Stores } from '../../../src/store/stores.ts';

/** Makes an empty store of the engine that is examined. */
export type Open = () => Promise<Stores>;

/** A test on a store of its own, closed when it is over. */
export function storeTest(open: Open, name: string, run: (stores: Stores) => Promise<void>): void {
  test(name, async () => {
    const stores = await open();
    try {
      await run(stores);
    } finally {
      await stores.close();
    }
  });
}

/** Asserts that a call is refused with this code. */
export async function refused(call: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: unknown }) => {
    assert.equal(error.code, code, error.stack);
    return true;
  });
}
