import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { logOrigin } from '../../src/domain/node-id.ts';
import { entriesOf } from '../helpers/audit.ts';
import { arrival, issue, seqOf } from '../helpers/bulletins.ts';
import { COMPILED, enrol, enrolAll, PASSWORD, staff, startNodes, tokenOf } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { type RecoveryView, untilReady } from '../helpers/recovery.ts';
import { until } from '../helpers/until.ts';
import { type Run, runEws } from './run-ews.ts';

/** A document is fetched at most once a minute. */
const FOLLOWED_SECONDS = 150;

test('ews init --recover: a node whose log key was renewed, in its second log', {
  timeout: 600_000,
}, async (t) => {
  // kr publishes another log than the one it was made with.
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { noAudit: ['kr', 'jp'] });
  await enrolAll([kr, jp]);
  const { rootKey } = nodePaths(kr.directory);
  await arrival(jp, await issue(kr));

  // What the keys were made with is not what signs any more.
  await ok(['keys', 'renew', 'log', kr.directory, '--root', rootKey]);
  await kr.stop();
  await ok(['recover', 'new-epoch', '--dir', kr.directory, '--root', rootKey]);
  const later = logOrigin(kr.id, 2);
  await kr.start();
  await until(
    'jp holds the later log',
    async () => (await entriesOf(jp, later).catch(() => [])).length === 1,
    FOLLOWED_SECONDS,
  );
  await kr.stop();
  const lost = `${kr.directory}-lost`;
  renameSync(kr.directory, lost);
  const password = join(lost, 'password');
  writeFileSync(password, `${PASSWORD}\n`);
  const init = ['init', kr.directory, '--id', kr.id, '--country', 'KR', '--admin-password-file', password];

  await t.test('is refused without the names of its peers, and without its keys', async () => {
    const nameless = await ews([...init, '--recover', lost]);
    assert.equal(nameless.code, 1);
    assert.match(nameless.stderr, /invalid_input/);
    const keyless = await ews([...init, '--recover', join(lost, 'data'), '--peer', jp.id]);
    assert.equal(keyless.code, 1);
    assert.match(keyless.stderr, /invalid_input/);
    assert.ok(!existsSync(nodePaths(kr.directory).statements));
  });

  await t.test('is made with its keys and configuration, and without a fence', async () => {
    const made = JSON.parse((await ok([...init, '--recover', lost, '--peer', jp.id, '--json'])).stdout);
    assert.deepEqual([made.node, made.origin, made.fingerprint], [kr.id, later, kr.fingerprint]);
    const [from, to] = [nodePaths(lost), nodePaths(kr.directory)];
    assert.equal(readFileSync(to.statements, 'utf8'), readFileSync(from.statements, 'utf8'));
    assert.ok(!existsSync(to.fence));
  });

  await t.test('has its newest log back, and says that the one before does not come back', async () => {
    await kr.start();
    await staff(kr);
    await enrol(kr, jp);
    await untilReady(kr);
    const EWS_TOKEN = await tokenOf(kr.agencyUrl, 'viewer');
    const environment = { ...COMPILED, EWS_URL: kr.agencyUrl, EWS_TOKEN };
    const shown = await runEws(['recover', '--json'], { environment });
    assert.equal(shown.code, 0, shown.stderr);
    const { state, held, earlierLogs } = JSON.parse(shown.stdout) as RecoveryView;
    assert.deepEqual([state, held, earlierLogs], ['ready', 1, [kr.origin]]);
    const text = await runEws(['recover'], { environment });
    assert.match(text.stdout, new RegExp(`do not come back: ${kr.origin}\\.`));
    const next = await issue(kr);
    assert.equal(seqOf(next), 1);
    await arrival(jp, next);
    await untilHeld(jp, kr, 2);
  });
});

function ews(args: readonly string[]): Promise<Run> {
  return runEws(args, { environment: COMPILED });
}

async function ok(args: readonly string[]): Promise<Run> {
  const run = await ews(args);
  assert.equal(run.code, 0, run.stderr);
  return run;
}
