import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { UPLOAD_KEPT_MS } from '../../src/ingest/port.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';

const NOW = Date.parse('2021-11-06T00:00:00Z');

let stores: Stores;
before(async () => {
  stores = await openStoresInline(':memory:');
});
after(() => stores.close());

const upload = (key: string, at: number, subject = 'a') => ({
  subject,
  key,
  digest: '00'.repeat(32),
  report: `{"of":"${key}"}`,
  at,
});

test('uploads: one is kept by its sender and key, until it is too old', async () => {
  const kept = upload('k', NOW);
  await stores.uploads.keepUpload(kept);
  assert.deepEqual(await stores.uploads.upload('a', 'k', NOW - 1), kept);
  assert.equal(await stores.uploads.upload('b', 'k', NOW - 1), undefined);
  assert.equal(await stores.uploads.upload('a', 'k', NOW), undefined);
  const later = { ...kept, digest: 'ff'.repeat(32), at: NOW + 5 };
  await stores.uploads.keepUpload(later);
  assert.deepEqual(await stores.uploads.upload('a', 'k', NOW), later);
});

test('uploads: old ones and too many are forgotten', async () => {
  await stores.uploads.keepUpload(upload('old', NOW + 10));
  await stores.uploads.keepUpload(upload('new', NOW + 10 + UPLOAD_KEPT_MS));
  assert.equal(await stores.uploads.upload('a', 'old', 0), undefined);
  for (let n = 0; n < 10_000; n += 1)
    await stores.uploads.keepUpload(upload(`${n}`, NOW + 11 + UPLOAD_KEPT_MS + n));
  assert.equal(await stores.uploads.upload('a', 'new', 0), undefined);
  assert.ok(await stores.uploads.upload('a', '0', 0));
});
