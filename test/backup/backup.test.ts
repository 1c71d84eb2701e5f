import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Manifest } from '../../src/backup/manifest.ts';
import type { Restored } from '../../src/backup/restore.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { initNode } from '../../src/cli/init-node.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { runBatch, runEws } from '../cli/run-ews.ts';
import { entriesOf } from '../helpers/audit.ts';
import { sha256Of } from '../helpers/backups.ts';
import { arrival, issue, listBulletins, seqOf } from '../helpers/bulletins.ts';
import { enrolAll, PASSWORD, startNodes } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { untilReady } from '../helpers/recovery.ts';

const made = mkdtempSync(join(tmpdir(), 'ews-backup-'));
after(() => rmSync(made, { recursive: true, force: true }));

type Made = Manifest & { readonly path: string };

test('backup: of a node that is being written to, restored into a new folder', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  const into = join(made, 'running');
  const fromJp = await issue(jp);
  await arrival(kr, fromJp);
  for (let count = 0; count < 2; count += 1) await issue(kr);

  let backup: Made;
  await t.test('it is one moment of a log that grows meanwhile', async () => {
    let writing = true;
    let written = 0;
    const writer = (async () => {
      for (; writing; written += 1) await issue(kr);
    })();
    const sizes = [];
    while (sizes.length < 3) {
      const before = written;
      const run = await runEws(['backup', into, '--dir', kr.directory, '--json']);
      assert.equal(run.code, 0, run.stderr);
      const { log } = JSON.parse(run.stdout) as Made;
      // What was issued before is in it, and nothing that was not issued yet.
      assert.ok(log.size >= 2 + before && log.size <= 2 + written + 1, `${before} ${log.size} ${written}`);
      sizes.push(log.size);
    }
    writing = false;
    await writer;
    assert.ok(written > 0, 'nothing was written meanwhile');
    assert.equal(new Set(readdirSync(into)).size, 3);
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => a - b),
    );
  });

  await t.test('its files are what the manifest says, and hold neither keys nor fence', async () => {
    const run = await runEws(['backup', into, '--dir', kr.directory, '--json']);
    backup = JSON.parse(run.stdout) as Made;
    const { node, log, files, keys, schema } = backup;
    assert.deepEqual([node, log.origin, keys], [kr.id, kr.origin, false]);
    assert.equal(log.size, (await entriesOf(kr, kr.origin)).length);
    assert.ok(schema['node.db'] >= 7 && schema['observations.db'] >= 1);
    const paths = files.map(({ path }) => path);
    assert.deepEqual(paths.slice(0, 2), ['data/node.db', 'data/observations.db']);
    assert.deepEqual(
      [...paths, 'manifest.json'].sort(),
      readdirSync(backup.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(backup.path.length + 1))
        .sort(),
    );
    for (const { path, bytes, sha256 } of files) {
      const file = join(backup.path, path);
      assert.deepEqual([statSync(file).size, sha256Of(file)], [bytes, sha256]);
      assert.equal(statSync(file).mode & 0o077, 0, `others can read ${path}`);
      assert.doesNotMatch(path, /keys|fence|root/);
    }
    const secret = readFileSync(nodePaths(kr.directory).sessionSecret, 'utf8').trim();
    const { d } = JSON.parse(readFileSync(nodePaths(kr.directory).logKey, 'utf8')) as { d: string };
    for (const { path } of files) {
      const content = readFileSync(join(backup.path, path));
      assert.ok(!content.includes(secret) && !content.includes(d), path);
    }
  });

  await t.test('a node runs on the databases: nothing is restored over it', async () => {
    for (const options of [[], ['--force']]) {
      const run = await runEws(['restore', backup.path, '--dir', kr.directory, ...options]);
      assert.equal(run.code, 1);
      assert.match(run.stderr, /\[wrong_state\]/);
    }
  });

  const { fence } = nodePaths(kr.directory);
  const fresh = join(made, 'fresh');
  await t.test('with keys and the fence of the old disk it goes on in a new folder', async () => {
    const withKeys = await runEws(['backup', into, '--dir', kr.directory, '--with-keys', '--json']);
    const whole = JSON.parse(withKeys.stdout) as Made;
    assert.equal(whole.keys, true);
    const before = await listBulletins(kr, '/bulletins');
    const entries = await entriesOf(kr, kr.origin);
    await untilHeld(jp, kr, entries.length);
    await kr.stop();

    mkdirSync(join(fresh, 'fence'), { recursive: true });
    cpSync(fence, nodePaths(fresh).fence);
    const run = await runEws(['restore', whole.path, '--dir', fresh, '--json']);
    assert.equal(run.code, 0, run.stderr);
    const restored = JSON.parse(run.stdout) as Restored;
    assert.deepEqual([restored.log.state, restored.missing], ['ready', []]);
    assert.equal(restored.replaced, undefined);
    assert.ok(restored.added.includes('config/node.yaml') && restored.added.includes('keys/log.json'));
    assert.equal(statSync(nodePaths(fresh).logKey).mode & 0o077, 0);
    assert.deepEqual(await checked(fresh), []);

    renameSync(kr.directory, `${kr.directory}.lost`);
    renameSync(fresh, kr.directory);
    await kr.start();
    assert.deepEqual(await listBulletins(kr, '/bulletins'), before);
    assert.deepEqual(await entriesOf(kr, kr.origin), entries);
    const { items } = await kr
      .as('operator')
      .get<{ items: { action: string }[] }>('/audit?from=1&limit=1000');
    assert.equal(items.filter(({ action }) => action === 'databases.restored').length, 1);
    const next = await issue(kr);
    assert.equal(seqOf(next), entries.length);
    await arrival(jp, next);
  });

  await t.test(
    'an older one is restored over newer databases on demand, which are kept; the fence knows',
    async () => {
      await kr.stop();
      const refusedRun = await runEws(['restore', backup.path, '--dir', kr.directory]);
      assert.equal(refusedRun.code, 1);
      assert.match(refusedRun.stderr, /\[already_exists\]/);
      assert.deepEqual(await checked(kr.directory), []);

      const run = await runEws(['restore', backup.path, '--dir', kr.directory, '--force', '--json']);
      const { log, replaced, added } = JSON.parse(run.stdout) as Restored;
      assert.deepEqual([run.code, log.state, added], [0, 'fence_ahead', []]);
      assert.ok(existsSync(join(replaced ?? '', 'node.db')));
      assert.deepEqual(await checked(kr.directory), ['fence']);
      // Its peer has what the backup lacks.
      await kr.start();
      await untilReady(kr);
      await kr.stop();
      assert.deepEqual(await checked(kr.directory), []);

      // What was put aside is put back by hand.
      const { data } = nodePaths(kr.directory);
      for (const name of readdirSync(data)) if (/\.db/.test(name)) rmSync(join(data, name));
      for (const name of readdirSync(replaced ?? ''))
        renameSync(join(replaced ?? '', name), join(data, name));
      await kr.start();
      await arrival(jp, await issue(kr));
    },
  );
});

/** Names of the parts in which something is wrong. */
async function checked(directory: string): Promise<string[]> {
  const run = await runEws(['check', directory, '--json']);
  const { state, parts } = JSON.parse(run.stdout) as CheckReport;
  const faulty = parts.filter(({ findings }) => findings.length > 0).map(({ name }) => name);
  assert.deepEqual([run.code, state], faulty.length > 0 ? [1, 'faulty'] : [0, 'in-order']);
  return faulty.sort();
}

let folder: string;
let whole: Made;
before(async () => {
  folder = join(made, 'small');
  const ports = { agencyPort: 8080, federationPort: 8443, federationUrl: 'http://127.0.0.1:8443' };
  const admin = { name: 'admin', password: PASSWORD };
  for (const [name, id] of [
    ['small', 'kr.ews.example'],
    ['other', 'jp.ews.example'],
  ] as const) {
    const country = id.slice(0, 2).toUpperCase();
    await initNode(join(made, name), { id, country, ...ports, business: 'wall', admin, now: Date.now() });
  }
  const run = await runEws(['backup', join(made, 'of-small'), '--dir', folder, '--json']);
  whole = JSON.parse(run.stdout) as Made;
});

let copies = 0;

/** A copy of the backup that something is done to. */
function spoilt(spoil: (backup: string) => void): string {
  copies += 1;
  const copy = join(made, `copy-${copies}`);
  cpSync(whole.path, copy, { recursive: true });
  spoil(copy);
  return copy;
}

function changeManifest(backup: string, change: (manifest: Record<string, unknown>) => void): void {
  const path = join(backup, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** Has the manifest say what a file is like. */
function describeAgain(backup: string, file: string): void {
  changeManifest(backup, (manifest) => {
    for (const each of manifest.files as { path: string; bytes: number; sha256: string }[]) {
      if (each.path !== file) continue;
      each.bytes = statSync(join(backup, file)).size;
      each.sha256 = sha256Of(join(backup, file));
    }
  });
}

test('restore: refuses what is damaged, cut off or not understood, and changes nothing', async () => {
  const cases: [name: string, code: string, spoil: (backup: string) => void][] = [
    [
      'a bit of a database',
      'backup_invalid',
      (backup) => {
        const path = join(backup, 'data', 'node.db');
        const content = readFileSync(path);
        content[content.length - 10]! ^= 1;
        writeFileSync(path, content);
      },
    ],
    [
      'a shorter file',
      'backup_invalid',
      (backup) => truncateSync(join(backup, 'data', 'observations.db'), 4096),
    ],
    ['a missing file', 'backup_invalid', (backup) => rmSync(join(backup, 'data', 'observations.db'))],
    ['no manifest', 'backup_invalid', (backup) => rmSync(join(backup, 'manifest.json'))],
    ['half a manifest', 'backup_invalid', (backup) => truncateSync(join(backup, 'manifest.json'), 200)],
    [
      'a newer format',
      'backup_invalid',
      (backup) => changeManifest(backup, (manifest) => (manifest.format = 2)),
    ],
    [
      'a manifest without a database',
      'backup_invalid',
      (backup) =>
        changeManifest(backup, (manifest) => {
          manifest.files = (manifest.files as { path: string }[]).filter(
            ({ path }) => path !== 'data/node.db',
          );
        }),
    ],
    [
      'a file that would lie outside',
      'backup_invalid',
      (backup) =>
        changeManifest(backup, (manifest) => {
          const [file] = manifest.files as { path: string }[];
          (manifest.files as object[]).push({ ...file, path: 'config/../fence/log.json' });
        }),
    ],
    [
      'a fence',
      'backup_invalid',
      (backup) =>
        changeManifest(backup, (manifest) => {
          const [file] = manifest.files as { path: string }[];
          (manifest.files as object[]).push({ ...file, path: 'fence/log.json' });
        }),
    ],
    [
      'another log than the manifest names',
      'backup_invalid',
      (backup) =>
        changeManifest(backup, (manifest) => (manifest.log = { ...(manifest.log as object), size: 1 })),
    ],
    [
      'a newer schema',
      'wrong_state',
      (backup) => {
        const path = join(backup, 'data', 'node.db');
        const db = new Database(path);
        db.prepare("INSERT INTO migration (version, name, sha256) VALUES (999, '999-later.sql', 'x')").run();
        db.close();
        describeAgain(backup, 'data/node.db');
      },
    ],
  ];
  const target = join(made, 'target');
  cpSync(folder, target, { recursive: true });
  // Whoever reads a database leaves empty files beside it.
  const contents = () =>
    readdirSync(target, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/-(?:wal|shm)$/.test(name))
      .sort();
  const before = contents();
  const runs = await runBatch(
    cases.map(([, , spoil]) => ['restore', spoilt(spoil), '--dir', target, '--force']),
  );
  for (const [index, [name, code]] of cases.entries()) {
    assert.equal(runs[index]?.code, 1, name);
    assert.ok(runs[index]?.stderr.trim().endsWith(`[${code}]`), `${name}: ${runs[index]?.stderr}`);
  }
  assert.deepEqual(contents(), before);
});

test('restore: refuses the backup of another node', async () => {
  const run = await runEws(['restore', whole.path, '--dir', join(made, 'other'), '--force']);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /is of kr\.ews\.example.* jp\.ews\.example.*\[invalid_input\]/);
});

test('restore: says what is missing in a new folder, and what to do', async () => {
  const run = await runEws(['restore', whole.path, '--dir', join(made, 'bare')]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, /keys\/log\.json.*fence\/log\.json/);
  assert.match(run.stdout, /\[fence_missing\]\n.*old disk/);
  assert.equal(existsSync(nodePaths(join(made, 'bare')).fence), false);
});

test('backup: an interrupted one has no name by which it could be taken for a whole one', async () => {
  const broken = join(made, 'broken');
  cpSync(folder, broken, { recursive: true });
  truncateSync(nodePaths(broken).data.concat('/observations.db'), 5000);
  const into = join(made, 'of-broken');
  const run = await runEws(['backup', into, '--dir', broken]);
  assert.equal(run.code, 1, run.stdout);
  assert.deepEqual(readdirSync(into), []);
});
