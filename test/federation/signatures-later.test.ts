import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKey } from '../../src/log/keys.ts';
import { pathOf } from '../helpers/bulletins.ts';
import { enrolHostile, entriesHeld, statusOf } from '../helpers/hostile-checks.ts';
import { bulletinEnvelope, bulletinId, goodBulletin, sign } from '../helpers/hostile-log.ts';
import { startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

interface Shown {
  readonly content: { readonly id: string; readonly contact: string };
  readonly verification: { readonly signature: string };
}

/** More than are checked with their page. */
const ENTRIES = 40;
const FORGED = 7;

test('signatures: those of a long page are checked after it; an entry whose own does not hold is withdrawn', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { noAudit: ['kr'] });
  const peer = await startHostilePeer(t);
  const ids: string[] = [];
  for (let seq = 0; seq < ENTRIES; seq += 1) {
    ids.push(bulletinId(peer.log));
    const forged = await sign(peer.log, bulletinEnvelope(peer.log), { key: generateKey() });
    // The header names the log's key: only the signature itself is another's.
    const [header, payload, signature] = (await goodBulletin(peer.log)).split('.');
    const other = forged.split('.')[2];
    peer.log.append([header, payload, seq === FORGED ? other : signature].join('.'));
  }
  await enrolHostile(kr, peer);
  const status = await until('all signatures were checked', async () => {
    const seen = (await statusOf(kr, peer)) as Awaited<ReturnType<typeof statusOf>> & { unchecked: number };
    return seen.held === ENTRIES && seen.unchecked === 0 && seen.counts.refused === 1 && seen;
  });
  assert.deepEqual(status.counts, { verified: ENTRIES - 1, sealed: 0, refused: 1 });

  const forged = ids[FORGED]!;
  assert.equal(await kr.as('viewer').find(pathOf(forged)), undefined);
  const path = `/bulletins?from=peers&issuer=${peer.id}&limit=100`;
  const { items } = await kr.as('viewer').get<{ items: Shown[] }>(path);
  assert.deepEqual(items.map(({ content }) => content.id).sort(), ids.filter((id) => id !== forged).sort());
  assert.ok(items.every(({ verification }) => verification.signature === 'checked'));
  assert.ok(items.every(({ content }) => content.contact !== ''));
  const refused = await kr
    .as('operator')
    .get<{ items: { seq: number; code: string }[] }>(`/peers/${peer.id}/refused`);
  assert.deepEqual(
    refused.items.map(({ seq, code }) => [seq, code]),
    [[FORGED, 'entry_signature']],
  );
  const held = await entriesHeld(kr, peer);
  assert.equal(held[FORGED]?.sealed, true);
  assert.equal(
    kr.log().filter(({ event, code }) => event === 'entryRefused' && code === 'entry_signature').length,
    1,
  );
});
