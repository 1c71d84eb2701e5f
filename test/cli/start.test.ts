import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { initNode } from '../../src/cli/init-node.ts';
import { createFolders, runBatch, runEws, startEws } from './run-ews.ts';

const PASSWORD = 'correct horse battery';
const folders = createFolders();
after(folders.remove);

/** Starts a node on free ports; resolves with its address once it says that it is up. */
async function startNode(folder: string) {
  const child = startEws(['start', folder]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stderr?.resume();
  const events: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    ended.then(() => reject(new Error('the node ended')));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { event, agency } = JSON.parse(line);
      events.push(event);
      if (event === 'nodeStarted') resolve(agency);
    });
  });
  return { child, ended, url, events };
}

describe('ews start', () => {
  it('runs a node that init made, until it is told to stop', { timeout: 120_000 }, async () => {
    const folder = join(folders.make(), 'node');
    const { fingerprint } = await initNode(folder, {
      id: 'kr.ews.example',
      country: 'KR',
      agencyPort: 0,
      federationPort: 0,
      admin: { name: 'admin', password: PASSWORD },
      now: Date.now(),
    });
    const { child, ended, url, events } = await startNode(folder);
    const port = new URL(url).port;
    try {
      const healthy = await runEws(['health', folder], { environment: { EWS_AGENCY_PORT: port } });
      assert.deepEqual([healthy.code, healthy.stdout], [0, 'ready\n'], healthy.stderr);
      const environment = { XDG_CONFIG_HOME: folders.make() };
      const login = ['login', url, '--name', 'admin', '--password-file', '-'];
      const signedIn = await runEws(login, { input: PASSWORD, environment });
      assert.equal(signedIn.code, 0, signedIn.stderr);
      const [node, audit, forbidden] = await runBatch(
        [
          ['node', '--json'],
          ['audit', 'verify', '--json'],
          ['bulletins', 'issue', 'kr.ews.example/2021-10-11/1f2e3d4c', '--json'],
        ],
        environment,
      );
      assert.equal(JSON.parse(node?.stdout ?? '').fingerprint, fingerprint);
      assert.equal(JSON.parse(node?.stdout ?? '').log.state, 'ready');
      assert.ok(JSON.parse(audit?.stdout ?? '').records >= 2);
      assert.equal(JSON.parse(forbidden?.stderr ?? '').code, 'forbidden');
      const secret = (name: string, text: string) => {
        const file = join(environment.XDG_CONFIG_HOME, name);
        writeFileSync(file, text);
        return file;
      };
      const change = [
        '--password-file',
        secret('now', PASSWORD),
        '--next-file',
        secret('next', `${PASSWORD} two`),
      ];
      const [changed, voided] = await runBatch(
        [
          ['password', ...change, '--json'],
          ['node', '--json'],
        ],
        environment,
      );
      assert.equal(JSON.parse(changed?.stdout ?? '').account.name, 'admin', changed?.stderr);
      assert.equal(JSON.parse(voided?.stderr ?? '').code, 'unauthenticated');
    } finally {
      // Twice, as a terminal and npm send it.
      child.kill('SIGTERM');
      child.kill('SIGINT');
    }
    assert.equal(await ended, 0);
    const gone = await runEws(['health', folder, '--json'], { environment: { EWS_AGENCY_PORT: port } });
    assert.deepEqual([gone.code, JSON.parse(gone.stderr).code], [1, 'peer_unreachable']);
    assert.equal(events.at(-1), 'nodeStopped');
  });

  it('judges what is overdue by the clock, without anything coming in', { timeout: 120_000 }, async () => {
    const folder = join(folders.make(), 'node');
    await initNode(folder, {
      id: 'kr.ews.example',
      country: 'KR',
      agencyPort: 0,
      federationPort: 0,
      admin: { name: 'admin', password: PASSWORD },
      now: Date.now(),
      catalogue: true,
    });
    const row = 'series,period,value\nUREA_PRICE/W.W,2021-08,441.5\n';
    const ingested = await runEws(['ingest', '-', '--format', 'csv', '--dir', folder], { input: row });
    assert.equal(ingested.code, 0, ingested.stderr);
    const { child, ended, url } = await startNode(folder);
    try {
      const environment = { XDG_CONFIG_HOME: folders.make() };
      await runEws(['login', url, '--name', 'admin', '--password-file', '-'], {
        input: PASSWORD,
        environment,
      });
      const [late, raised] = await runBatch(
        [
          ['indicators', 'overdue', '--json'],
          ['signals', 'list', '--json'],
        ],
        environment,
      );
      const items = JSON.parse(late?.stdout ?? '').items;
      assert.deepEqual(
        items.map(({ code, nextPeriod }: Record<string, string>) => `${code} ${nextPeriod}`),
        ['UREA_PRICE 2021-09'],
      );
      const [signal] = JSON.parse(raised?.stdout ?? '').items;
      assert.deepEqual([signal.detector, signal.id], ['overdue', items[0].signal.id]);
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal(await ended, 0);
  });

  it('refuses a folder that is no node', async () => {
    const run = await runEws(['start', folders.make()]);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /config_invalid/);
  });
});
