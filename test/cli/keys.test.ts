import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { initNode } from '../../src/cli/init-node.ts';
import { changingKeys } from '../../src/cli/one-at-a-time.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { issue } from '../helpers/bulletins.ts';
import { COMPILED, PASSWORD, startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';
import { refused } from '../store/contract/contract.ts';
import { createFolders, runEws } from './run-ews.ts';

interface Key {
  readonly use: string;
  readonly kid: string;
}

interface AuditItem {
  readonly action: string;
  readonly subject: string;
  readonly detail?: { readonly use?: string; readonly lastSize?: number; readonly nextRoot?: string };
}

async function madeNode(t: { after(work: () => void): void }): Promise<string> {
  const folders = createFolders();
  t.after(folders.remove);
  const directory = join(folders.make(), 'node');
  await initNode(directory, {
    id: 'kr.ews.example',
    country: 'KR',
    agencyPort: 8440,
    federationPort: 8443,
    federationUrl: 'http://127.0.0.1:8443',
    business: 'wall',
    admin: { name: 'admin', password: PASSWORD },
    now: Date.now(),
  });
  return directory;
}

async function keys<Answer>(directory: string, ...args: string[]): Promise<Answer> {
  const environment = { ...COMPILED, EWS_DIR: directory };
  const { code, stdout, stderr } = await runEws(['keys', ...args, '--json'], { environment });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Answer;
}

test('ews keys: commands at once lose no statement', async (t) => {
  const directory = await madeNode(t);
  const { rootKey } = nodePaths(directory);
  const before = await keys<{ items: Key[] }>(directory, 'list');
  const uses = ['request', 'cosigner', 'encryption', 'request', 'log'];
  const made = await Promise.all(uses.map((use) => keys<Key>(directory, 'renew', use, '--root', rootKey)));
  const { items } = await keys<{ items: Key[] }>(directory, 'list');
  assert.equal(items.length, before.items.length + uses.length);
  for (const { kid } of made) assert.ok(items.some((each) => each.kid === kid));
});

test('ews keys: waits for another command, and says so when that does not end', async (t) => {
  const directory = await madeNode(t);
  const paths = nodePaths(directory);
  let isOver = false;
  let late: Promise<unknown> = Promise.resolve();
  await changingKeys(paths, async () => {
    // The other one cannot wait in this process, whose only thread would stand still.
    await refused(
      changingKeys(paths, async () => assert.fail('it went on'), 50),
      'unavailable',
    );
    late = keys(directory, 'renew', 'request', '--root', paths.rootKey).then(() => {
      assert.ok(isOver);
    });
    late.catch(() => undefined);
    // Long enough that it would have ended.
    for (let run = 0; run < 3; run += 1) await keys(directory, 'list');
    isOver = true;
  });
  await late;
  assert.equal(await changingKeys(paths, async () => 'free again', 50), 'free again');
});

test('ews keys: a folder that is no node is refused as before', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ews-no-node-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { code, stderr } = await runEws(['keys', 'renew', 'request', folder, '--root', join(folder, 'r')], {
    environment: COMPILED,
  });
  assert.equal(code, 1);
  assert.match(stderr, /config_invalid/);
  assert.ok(!existsSync(nodePaths(folder).keysLock));
});

test('ews keys: a thumbprint that begins like an option is one', async (t) => {
  const directory = await madeNode(t);
  const environment = { ...COMPILED, EWS_DIR: directory };
  for (const start of ['-', '-h', '-V', '--']) {
    const kid = start.padEnd(43, 'x');
    const line = ['keys', 'revoke', kid, '--root', nodePaths(directory).rootKey, '--json'];
    const { code, stderr } = await runEws(line, { environment });
    assert.equal(code, 1, stderr);
    const { code: problem, detail } = JSON.parse(stderr);
    assert.equal(problem, 'not_found');
    assert.ok(detail.includes(kid), detail);
  }
});

test('key change: the audit trail has each of them once', { timeout: 300_000 }, async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const { rootKey, nextRootKey } = nodePaths(kr.directory);
  const folder = mkdtempSync(join(tmpdir(), 'ews-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const trail = async () => {
    const { items } = await kr.as('operator').get<{ items: AuditItem[] }>('/audit?limit=500');
    return items.filter(({ action }) => /^(key|root)\./.test(action));
  };
  const recorded = (action: string, subject: string) =>
    until(`${action} of ${subject} is recorded`, async () =>
      (await trail()).find((each) => each.action === action && each.subject === subject),
    );

  const first = await keys<{ items: Key[] }>(kr.directory, 'list');
  for (const { kid } of first.items) await recorded('key.stated', kid);

  const made = await keys<Key>(kr.directory, 'renew', 'request', '--root', rootKey);
  assert.equal((await recorded('key.stated', made.kid)).detail?.use, 'request');

  const logKey = first.items.find(({ use }) => use === 'log') as Key;
  // A key that has signed nothing has no successor from a later number on.
  await issue(kr);
  const revoked = await keys<{ lastSize: number; successor: Key }>(
    kr.directory,
    'revoke',
    logKey.kid,
    '--root',
    rootKey,
  );
  assert.equal((await recorded('key.revoked', logKey.kid)).detail?.lastSize, revoked.lastSize);
  await recorded('key.stated', revoked.successor.kid);

  await kr.stop();
  const root = await keys<{ fingerprint: string; nextRoot: string }>(
    kr.directory,
    'root',
    '--root',
    nextRootKey,
    '--next',
    join(folder, 'next.json'),
  );
  await kr.start();
  assert.equal((await recorded('root.changed', root.fingerprint)).detail?.nextRoot, root.nextRoot);
  const all = await trail();
  assert.equal(all.length, first.items.length + 4);
  assert.equal(new Set(all.map(({ action, subject }) => `${action} ${subject}`)).size, all.length);
});
