import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createFolders, type Run, runBatch, runEws } from './run-ews.ts';

const folders = createFolders();
after(folders.remove);

/** Has the process believe that its Node.js is an older one. */
const OLD_NODE =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})';

describe('ews', () => {
  it('exits with 0 for help and version', async () => {
    const [help, version] = (await runBatch([['--help'], ['--version']])) as [Run, Run];
    assert.deepEqual([help.code, version.code], [0, 0]);
    for (const name of ['init', 'start', 'ingest', 'bulletins', 'peers', 'Exit codes']) {
      assert.ok(help.stdout.includes(name), name);
    }
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('exits with 2 where the process ends, too', async () => {
    assert.equal((await runEws(['no-such-command'])).code, 2);
  });

  it('exits with 2 for a command line that it does not understand', async () => {
    const lines = [
      ['no-such-command'],
      ['bulletins', 'no-such-command'],
      ['bulletins', 'approve', 'kr.ews.example/2021-10-11/1f2e3d4c'],
      ['init', '/tmp/x', '--id', 'kr.ews.example'],
      ['init', '/tmp/x', '--id', 'a.b', '--country', 'KR', '--agency-port', '0x50'],
      ['signals', 'list', '--limit', 'ten'],
      ['ingest', 'a.csv', '--format', 'xlsx'],
    ];
    const runs = await runBatch(lines);
    for (const [index, run] of runs.entries()) assert.equal(run.code, 2, lines[index]?.join(' '));
  });

  it('takes the value of an option as a value, whatever it begins with', async () => {
    const file = join(folders.make(), 'a.tlog-proof');
    writeFileSync(file, 'c2sp.org/tlog-proof@v1\n');
    const values = ['-Vb0ObU5', '-hb0ObU5', '--version', '--json'];
    const runs = await runBatch(values.map((value) => ['verify', file, '--fingerprint', value]));
    for (const [index, run] of runs.entries()) {
      assert.deepEqual([run.code, run.stdout], [2, ''], values[index]);
      assert.match(run.stderr, /state --document/, values[index]);
    }
  });

  it('exits with 1 for a refusal, with one sentence and a code', async () => {
    const run = await runEws(['config', 'check', '/nonexistent']);
    assert.equal(run.code, 1);
    assert.equal(run.stdout, '');
    assert.match(run.stderr, /^ews: .*node\.yaml.*\[config_invalid\]/);
  });

  it('prints a problem object with --json, on standard error', async () => {
    const run = await runEws(['config', 'check', '/nonexistent', '--json']);
    assert.equal(run.code, 1);
    assert.equal(run.stdout, '');
    const problem = JSON.parse(run.stderr);
    assert.equal(problem.code, 'config_invalid');
    assert.equal(problem.type, 'urn:ews:error:config_invalid');
    assert.equal(problem.problems[0].file, '/nonexistent/config/node.yaml');
  });

  it('says what to do on an older Node.js', async () => {
    const run = await runEws(['--version'], { nodeOptions: ['--import', OLD_NODE] });
    assert.equal(run.code, 1);
    assert.match(run.stderr, /20\.19\.0.*24/);
  });

  it('asks which node, where none is named', async () => {
    const [local, remote] = (await runBatch([
      ['account', 'list'],
      ['node', '--json'],
    ])) as [Run, Run];
    assert.deepEqual([local.code, remote.code], [1, 1]);
    assert.match(local.stderr, /EWS_DIR.*\[invalid_input\]/);
    assert.equal(JSON.parse(remote.stderr).code, 'invalid_input');
  });
});

describe('ews config check', () => {
  it('shows what comes out, without secrets', async () => {
    const folder = folders.make();
    const secret = 'x'.repeat(43);
    mkdirSync(join(folder, 'config'));
    writeFileSync(
      join(folder, 'config', 'node.yaml'),
      'node: { id: kr.ews.example, country: KR, name: { ko: 한국 } }\ncontact: x\nfederation: { url: https://kr.example }\n',
    );
    const environment = { EWS_SESSION_SECRET: secret, EWS_AGENCY_PORT: '9000', EWS_DIR: folder };
    const run = await runEws(['config', 'check', '--json'], { environment });
    assert.equal(run.code, 0, run.stderr);
    const shown = JSON.parse(run.stdout);
    assert.equal(shown.agency.port, 9000);
    assert.equal(shown.node.name.ko, '한국');
    assert.ok(!run.stdout.includes(secret));
  });
});
