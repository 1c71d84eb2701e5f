import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrolHostile, statusOf } from '../helpers/hostile-checks.ts';
import { goodBulletin, type HostileLog, type Line } from '../helpers/hostile-log.ts';
import { type HostilePeer, type Lie, ndjson, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

const ENTRIES = 120;
/** More than are checked with their page, so that the next one is taken ahead. */
const PAGE = 20;

test('pages ahead: a long log comes page after page, with cursors that say no more than what is kept', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { noAudit: ['kr'] });
  const peer = await longLog(await startHostilePeer(t));
  peer.lie(inPages(peer));
  await enrolHostile(kr, peer);
  await until('all is held', async () => (await statusOf(kr, peer)).held === ENTRIES);
  const long = peer.pulls.filter(({ from }) => from < ENTRIES);
  assert.deepEqual([...new Set(long.map(({ from }) => from))], [0, 20, 40, 60, 80, 100]);
  assert.ok(
    long.some(({ from, held }) => held < from),
    'nothing was taken ahead',
  );
  // A page is asked for while at most two before it wait to be stored.
  for (const { from, held } of long) assert.ok(from - held <= 2 * PAGE && held <= from, `${from}, ${held}`);
});

test('pages ahead: one that does not fit is refused alone, and those after it are not kept', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { noAudit: ['kr'] });
  const peer = await longLog(await startHostilePeer(t));
  const spoilt = 3 * PAGE;
  peer.lie(
    inPages(peer, ({ from, page }) => (from === spoilt ? [...page.slice(1, 2), ...page.slice(1)] : page)),
  );
  await enrolHostile(kr, peer);
  const refusal = await until('it was refused', async () =>
    kr.log().find(({ event, code }) => event === 'pageRefused' && code === 'sequence_mismatch'),
  );
  assert.ok(refusal);
  await until('what was before it is held', async () => (await statusOf(kr, peer)).held === spoilt);
  peer.lie(inPages(peer));
  await until('the rest is held, too', async () => (await statusOf(kr, peer)).held === ENTRIES);
});

async function longLog(peer: HostilePeer): Promise<HostilePeer> {
  for (let seq = 0; seq < ENTRIES; seq += 1) peer.log.append(await goodBulletin(peer.log));
  return peer;
}

type Page = { readonly from: number; readonly page: readonly Line[] };

function inPages(peer: { readonly log: HostileLog }, changed = ({ page }: Page) => page): Lie {
  return async ({ from, reader, limit }, response) => {
    const page = await peer.log.page(from, reader, Math.min(from + Math.min(PAGE, limit), ENTRIES));
    response.end(ndjson(changed({ from, page })));
  };
}
