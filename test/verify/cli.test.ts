import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fromBase64url } from '../../src/domain/bytes.ts';
import { formatVkey, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { createFolders, runEws } from '../cli/run-ews.ts';
import { serveLog } from './serve-log.ts';
import { makeBareLog, makeBulletinLog, type TestLog } from './test-log.ts';

const folders = createFolders();
after(folders.remove);

let log: TestLog;
let proof: string;
let document: string;
let policy: string;
let damaged: string;

before(async () => {
  log = await makeBulletinLog();
  const folder = folders.make();
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const file = await log.proof(3);
  proof = write('bulletin.tlog-proof', file);
  damaged = write('damaged.tlog-proof', file.replace('index 3', 'index 2'));
  document = write('node.jws', `${log.document}\n`);
  const key = { name: log.origin, type: SIGNATURE_TYPE.ed25519, publicKey: fromBase64url(log.keys.log.x) };
  policy = write('policy', `log ${formatVkey(key)}\nquorum none\n`);
});

describe('ews verify', { concurrency: 4 }, () => {
  it('exits with 0 for a proof that is anchored, and says what it proves', async () => {
    for (const anchor of [
      ['--fingerprint', log.fingerprint, '--document', document],
      ['--trust', policy],
    ]) {
      const run = await runEws(['verify', proof, ...anchor]);
      assert.equal(run.code, 0, run.stderr);
      assert.match(run.stdout, /^ok +format /m);
      assert.match(run.stdout, /^headline: Urea exports are inspected at the border$/m);
      assert.match(run.stdout, /^level: alert$/m);
      assert.match(run.stdout, /Proven\. This proves that the bulletin kr\.ews\.example\//);
      assert.match(run.stdout, /no witness has cosigned/);
    }
  });

  it('exits with 1 for a proof that fails, and names the step and the code', async () => {
    const run = await runEws(['verify', damaged, '--trust', policy]);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /^FAILED +inclusion .*\[proof_invalid\]$/m);
    assert.doesNotMatch(run.stdout, /^headline/m);
  });

  it('exits with 2 for a proof without an anchor', async () => {
    for (const more of [[], ['--document', document]]) {
      const run = await runEws(['verify', proof, ...more]);
      assert.equal(run.code, 2);
      assert.match(run.stdout, /Consistent; keys checked against nothing\./);
    }
  });

  it('prints the same as data', async () => {
    for (const [args, code, outcome] of [
      [[proof, '--trust', policy], 0, 'proven'],
      [[damaged, '--trust', policy], 1, 'failed'],
      [[proof], 2, 'consistent'],
    ] as const) {
      const run = await runEws(['verify', ...args, '--json']);
      assert.equal(run.code, code);
      const result = JSON.parse(run.stdout);
      assert.equal(result.outcome, outcome);
      assert.equal(result.steps[0].name, 'format');
      assert.equal(typeof result.summary.proven, 'string');
      assert.equal(result.bulletin?.level, outcome === 'failed' ? undefined : 'alert');
    }
  });

  it('reads a proof from standard input', async () => {
    const run = await runEws(['verify', '-', '--trust', policy], { input: await log.proof(3) });
    assert.equal(run.code, 0, run.stdout);
  });

  it('audits a URL, and takes the node document from one', async (t) => {
    const bare = await makeBareLog(300);
    const site = await serveLog(t, bare);
    const run = await runEws(['verify', site.url, '--fingerprint', bare.fingerprint, '--json']);
    assert.equal(run.code, 0, run.stdout);
    const audit = JSON.parse(run.stdout);
    assert.deepEqual([audit.outcome, audit.size, audit.counts.fullTiles], ['proven', 300, 1]);
    assert.equal((await runEws(['verify', site.url])).code, 2);
    assert.equal((await runEws(['verify', site.url, '--fingerprint', log.fingerprint])).code, 1);
    const own = await serveLog(t, log);
    for (const url of [own.url, `${own.url}/.well-known/ews-node`]) {
      const file = await runEws(['verify', proof, '--fingerprint', log.fingerprint, '--document', url]);
      assert.equal(file.code, 0, file.stdout);
    }
  });

  it('exits with 2 for a command line that makes no sense', async () => {
    for (const args of [
      [],
      [proof, '--fingerprint', log.fingerprint],
      [proof, '--fingerprint', log.fingerprint, '--trust', policy],
      [proof, '--no-such-option'],
    ]) {
      const run = await runEws(['verify', ...args]);
      assert.equal(run.code, 2, args.join(' '));
      assert.match(
        run.stderr,
        /^error: (missing required argument|a fingerprint needs|option .* cannot be used|unknown option)/,
      );
      assert.equal(run.stdout, '');
    }
  });

  it('exits with 1 and a code for a file that is not there, endless, or no policy', async () => {
    for (const [args, code] of [
      [['/nonexistent'], 'invalid_input'],
      [['/dev/zero'], 'too_large'],
      [[proof, '--trust', proof], 'invalid_input'],
    ] as const) {
      const run = await runEws(['verify', ...args, '--json']);
      assert.equal(run.code, 1);
      assert.equal(JSON.parse(run.stderr).code, code);
    }
  });

  it('exits with 1 for what is no text', async () => {
    const file = join(folders.make(), 'noise');
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x41]));
    const run = await runEws(['verify', file]);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /^FAILED +format .*\[proof_malformed\]$/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
    assert.doesNotMatch(run.stdout, /\x1b/);
  });
});
