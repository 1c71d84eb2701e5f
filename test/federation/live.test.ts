import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { TOPICS } from '../../src/domain/topic.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { arrival, issue, pathOf } from '../helpers/bulletins.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { type EventReader, openEvents } from '../http/events.ts';

const EWS = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const PASSWORD = 'correct horse battery';

async function watch({ agencyUrl }: TestNode): Promise<EventReader> {
  const answer = await fetch(`${agencyUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'viewer', password: PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  return openEvents(`${agencyUrl}/api/v1/live`, { authorization: `Bearer ${token}` });
}

/** Reads until something tells of this, and says when. */
async function until(events: EventReader, isIt: (topics: readonly string[]) => boolean): Promise<number> {
  for (;;) {
    const { event, data = '' } = (await events.next()) ?? assert.fail('the stream has ended');
    if (event === 'change' && isIt(JSON.parse(data).topics)) return Date.now();
  }
}

test('live: a bulletin of a peer shows within a second of its arrival, proven; so does what another process writes', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  const events = await watch(kr);
  const told = until(events, (topics) => topics.includes('bulletins'));
  const bulletin = await issue(jp);
  const { verifiedAt } = await arrival(kr, bulletin);
  assert.ok((await told) - Date.parse(verifiedAt) < 1000);
  const { outcome, fingerprint, place } = await kr
    .as('viewer')
    .get<Verification>(`${pathOf(bulletin.content.id)}/verification`);
  assert.deepEqual([outcome, fingerprint, place?.node], ['proven', jp.fingerprint, jp.id]);

  const all = until(events, (topics) => topics.length === TOPICS.length);
  const added = spawnSync(
    process.execPath,
    [EWS, 'account', 'add', 'newcomer', '--role', 'viewer', '--dir', kr.directory],
    { encoding: 'utf8', input: '' },
  );
  const from = Date.now();
  assert.equal(added.status, 0, added.stderr);
  assert.ok((await all) - from < 2000);
  events.close();
});
