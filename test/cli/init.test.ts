import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type InitAnswers, initNode } from '../../src/cli/init-node.ts';
import { loadConfig } from '../../src/config.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { readFence } from '../../src/log/fence.ts';
import { verifyKeyStatements } from '../../src/log/key-chain.ts';
import { loadEncryptionKey, loadKey, thumbprint } from '../../src/log/keys.ts';
import { rangeRoot } from '../../src/log/merkle.ts';
import { createPeople } from '../../src/people/accounts.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { createFolders, runEws } from './run-ews.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const PASSWORD = 'correct horse battery';
const ANSWERS: InitAnswers = {
  id: 'kr.ews.example',
  country: 'KR',
  admin: { name: 'admin', password: PASSWORD },
  now: NOW,
};
const REQUIRED = ['--id', 'kr.ews.example', '--country', 'KR'];

const folders = createFolders();
after(folders.remove);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('init', () => {
  it('makes every part of a node', async () => {
    const folder = folders.make();
    const made = await initNode(folder, ANSWERS);
    assert.deepEqual(filesBelow(folder), [
      'config/node.yaml',
      'data/node.db',
      'data/observations.db',
      'fence/log.json',
      'identity/statements.json',
      'keys/cosigner.json',
      'keys/encryption.json',
      'keys/log.json',
      'keys/request.json',
      'keys/session-secret',
      'offline-root/README.txt',
      'offline-root/next-root.json',
      'offline-root/root.json',
    ]);
    const config = loadConfig(folder, {});
    assert.equal(config.node.id, 'kr.ews.example');
    assert.equal(made.fingerprint, thumbprint(loadKey(config.paths.rootKey)));
  });

  it('takes the starting catalogue along where that is asked for', async () => {
    const folder = folders.make();
    await initNode(folder, { ...ANSWERS, catalogue: true });
    const { indicators } = loadConfig(folder, {});
    assert.ok(indicators.length >= 60);
    assert.ok(filesBelow(folder).includes('config/indicators/semiconductors.yaml'));
  });

  it('keeps keys and everything beside them from others', async () => {
    const folder = folders.make();
    await initNode(folder, ANSWERS);
    for (const name of ['keys', 'offline-root', 'data', 'fence', 'config', 'identity']) {
      assert.equal(mode(join(folder, name)), '700', name);
    }
    for (const name of filesBelow(folder).filter((file) => /^(keys|offline-root)\//.test(file))) {
      assert.equal(mode(join(folder, name)), '600', name);
    }
  });

  it('states the keys by the root, for the log from its first entry', async () => {
    const folder = folders.make();
    const { fingerprint } = await initNode(folder, ANSWERS);
    const { paths } = loadConfig(folder, {});
    const statements = JSON.parse(readFileSync(paths.statements, 'utf8'));
    const keys = await verifyKeyStatements(statements, 'kr.ews.example', fingerprint);
    const stated = Object.fromEntries(keys.statements.map(({ use, key }) => [use, thumbprint(key)]));
    assert.deepEqual(stated, {
      log: thumbprint(loadKey(paths.logKey)),
      cosigner: thumbprint(loadKey(paths.cosignerKey)),
      request: thumbprint(loadKey(paths.requestKey)),
      encryption: thumbprint(loadEncryptionKey(paths.encryptionKey)),
    });
    const nextRoot = thumbprint(loadKey(paths.nextRootKey));
    assert.ok(keys.statements.every((statement) => statement.nextRoot === nextRoot));
  });

  it('makes an empty log with a checkpoint, a fence for it, and one administrator', async () => {
    const folder = folders.make();
    await initNode(folder, ANSWERS);
    const { paths } = loadConfig(folder, {});
    const stores = await openStoresInline(paths.data);
    try {
      const log = await stores.log.ownLog();
      assert.ok(log !== undefined);
      assert.equal(log.range.size, 0);
      const fence = { origin: 'kr.ews.example/log/1', size: 0, root: rangeRoot(log.range) };
      assert.deepEqual(readFence(paths.fence), fence);
      const people = createPeople({
        store: stores.people,
        wall: { now: () => NOW },
        randomSubject: () => assert.fail('nobody is created'),
      });
      const accounts = await people.list();
      assert.deepEqual(
        accounts.map(({ name, role }) => [name, role]),
        [['admin', 'administrator']],
      );
      await people.signIn('admin', PASSWORD);
    } finally {
      await stores.close();
    }
  });

  it('writes the answers into the configuration, and keeps its comments', async () => {
    const folder = folders.make();
    await initNode(folder, {
      ...ANSWERS,
      name: 'Korea',
      agencyPort: 9000,
      federationPort: 9001,
      business: 'replay',
      replayFrom: '2021-06-01T00:00:00Z',
    });
    const config = loadConfig(folder, {});
    assert.deepEqual(config.node.name, { en: 'Korea' });
    assert.equal(config.agency.port, 9000);
    assert.equal(config.federation.url, 'http://127.0.0.1:9001');
    assert.deepEqual(config.clock, {
      business: 'replay',
      replayFrom: '2021-06-01T00:00:00Z',
      wallOffsetSeconds: 0,
    });
    assert.match(readFileSync(config.paths.nodeFile, 'utf8'), /# Two letters of ISO 3166-1/);
  });

  it('makes other keys and secrets each time', async () => {
    const [first, second] = [folders.make(), folders.make()];
    await initNode(first, ANSWERS);
    await initNode(second, ANSWERS);
    for (const name of filesBelow(first).filter((file) => /^(keys|offline-root)\/[^R]/.test(file))) {
      assert.notEqual(
        readFileSync(join(first, name), 'utf8'),
        readFileSync(join(second, name), 'utf8'),
        name,
      );
    }
  });

  it('refuses a folder that is not empty, and leaves it as it is', async () => {
    const folder = folders.make();
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    await assert.rejects(initNode(folder, ANSWERS), (error) => hasCode(error, 'already_exists'));
    assert.deepEqual(filesBelow(folder), ['thesis.txt']);
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = folders.make();
    const admin = { name: 'admin', password: 'short' };
    await assert.rejects(initNode(folder, { ...ANSWERS, admin }), (error) => hasCode(error, 'invalid_input'));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('names the options that it cannot use, and makes no folder', async () => {
    const folder = join(folders.make(), 'node');
    const run = await runEws(['init', folder, '--id', 'KR', '--country', 'Korea']);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /--id/);
    assert.match(run.stderr, /--country/);
    assert.equal(existsSync(folder), false);
  });
});

describe('init: the first password', () => {
  it('is a random one, shown once, where nobody can be asked', async () => {
    const passwords = await Promise.all(
      [1, 2].map(async () => {
        const run = await runEws(['init', join(folders.make(), 'node'), ...REQUIRED, '--json']);
        assert.equal(run.code, 0, run.stderr);
        return JSON.parse(run.stdout).administrator.password as string;
      }),
    );
    assert.ok(passwords.every((password) => /^[A-Za-z0-9_-]{20}$/.test(password)));
    assert.notEqual(passwords[0], passwords[1]);
  });

  it('comes from standard input or a file, and is not shown then', async () => {
    const [folder, other] = [folders.make(), folders.make()];
    const input = `${PASSWORD}\n`;
    const run = await runEws(['init', folder, ...REQUIRED, '--admin-password-file', '-'], { input });
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stdout, /Fingerprint\s+[A-Za-z0-9_-]{43}/);
    assert.doesNotMatch(run.stdout, /Password/);
    const empty = await runEws(['init', other, ...REQUIRED, '--admin-password-file', '-'], { input: '' });
    assert.equal(empty.code, 1);
  });
});
