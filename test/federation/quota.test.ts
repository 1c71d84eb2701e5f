import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { nodePaths } from '../../src/config/paths.ts';
import { allowance } from '../../src/federation/pull/quota.ts';
import { arrival, issue } from '../helpers/bulletins.ts';
import { enrolAll, startNodes } from '../helpers/nodes.ts';
import { statusOf } from '../helpers/peers.ts';
import { until } from '../helpers/until.ts';

const DAY_MS = 86_400_000;
const QUOTAS = { entriesPerDay: 10, bytesPerDay: 1000, entriesInAll: 100, bytesInAll: 10_000 };
const NOON = 20_000.5 * DAY_MS;
const taken = { day: 20_000, dayEntries: 4, dayBytes: 500, allEntries: 50, allBytes: 5000 };

test('quota: what is left of a day and in all', () => {
  const left = (changed: Partial<typeof taken>, now = NOON) =>
    allowance({ ...taken, ...changed }, QUOTAS, now);
  const tomorrow = 20_001 * DAY_MS;
  assert.deepEqual(left({}), { entries: 6 });
  assert.deepEqual(left({ allEntries: 97 }), { entries: 3 });
  assert.deepEqual(left({ dayEntries: 10 }), { pausedBy: 'entriesPerDay', until: tomorrow });
  assert.deepEqual(left({ dayBytes: 1000 }), { pausedBy: 'bytesPerDay', until: tomorrow });
  assert.deepEqual(left({ dayEntries: 10, dayBytes: 1000 }, tomorrow), { entries: 10 });
  assert.deepEqual(left({ allEntries: 100 }), { pausedBy: 'entriesInAll', until: undefined });
  assert.deepEqual(left({ allBytes: 10_000 }), { pausedBy: 'bytesInAll', until: undefined });
  // A clock that was set back does not open the quota of the day again.
  assert.deepEqual(left({ dayEntries: 10 }, NOON - DAY_MS), { pausedBy: 'entriesPerDay', until: tomorrow });
});

test('quota: what is beyond it waits at its origin, is shown, and comes when it is raised', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], {
    of: { kr: { config: { quotas: { entriesPerDay: 2 } } } },
  });
  await enrolAll([kr, jp]);
  const bulletins = [];
  for (let count = 0; count < 3; count += 1) bulletins.push(await issue(jp));
  const held = await until('pulls are held up', async () => {
    const status = await statusOf(kr, jp);
    return status.heldUpBy !== undefined && status.waiting === 1 && status;
  });
  assert.equal(held.held, 2);
  assert.equal(held.heldUpBy?.quota, 'entriesPerDay');
  assert.match(held.heldUpBy?.until ?? '', /T00:00:00/);
  await until('its log says so', () => kr.log().some(({ event }) => event === 'pullHeldUp'));
  const { contact } = await statusOf(kr, jp);
  assert.notEqual(contact?.lastErrorCode, 'quota_reached');

  await kr.stop();
  const { nodeFile } = nodePaths(kr.directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as Record<string, object>;
  writeFileSync(nodeFile, stringify({ ...config, quotas: { entriesPerDay: 100 } }));
  await kr.start();
  for (const bulletin of bulletins) await arrival(kr, bulletin);
  assert.equal((await statusOf(kr, jp)).heldUpBy, undefined);
});
