import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { issue, pathOf } from '../helpers/bulletins.ts';
import { hostileBundle } from '../helpers/bundles.ts';
import { bulletinEnvelope, goodBulletin, hostileLog, sign } from '../helpers/hostile-log.ts';
import { COMPILED, startNodes, type TestNode, tokenOf } from '../helpers/nodes.ts';
import { type Run, runEws } from './run-ews.ts';

interface Report {
  readonly whole: boolean;
  readonly counts: Readonly<Record<'offered' | 'stored' | 'refused' | 'duplicate' | 'failed', number>>;
  readonly problems: readonly { readonly code: string }[];
}

test('ews bundle: two nodes that no network connects exchange by files', { timeout: 300_000 }, async (t) => {
  // No address leads to either. jp takes in a log of no running node in the end.
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], {
    config: { federation: { url: 'http://127.0.0.1:1' } },
    noAudit: ['jp'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'ews-stick-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);

  await t.test('each is enrolled by the file of the other, and its fingerprint', async () => {
    for (const [node, other] of [
      [kr, jp],
      [jp, kr],
    ] as const) {
      const identity = file(`${other.id}.ews-bundle.gz`);
      await done(other, ['identity', '--out', identity]);
      const named = ['--node', other.id, '--fingerprint'];
      const wrong = await ews(node, ['enrol', identity, ...named, node.fingerprint]);
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /fingerprint_mismatch/);
      await done(node, ['enrol', identity, ...named, other.fingerprint]);
    }
  });

  const bulletin = await issue(kr);
  const stick = file('kr-to-jp.ews-bundle.gz');

  await t.test('what one exports, the other imports; a second time it is held already', async () => {
    await done(kr, ['export', '--peer', jp.id, '--out', stick]);
    assert.ok(!existsSync(`${stick}.part`));
    const first = await done<Report>(jp, ['import', stick]);
    assert.deepEqual([first.whole, first.counts.stored, first.problems], [true, 1, []]);
    assert.ok(await jp.as('viewer').find(pathOf(bulletin.content.id)));
    const again = await done<Report>(jp, ['import', stick]);
    assert.deepEqual([again.counts.stored, again.counts.duplicate], [0, 1]);
  });

  await t.test('a file that was cut, or is none, ends with 1 and says why', async () => {
    const lines = gunzipSync(readFileSync(stick)).toString('utf8').trimEnd().split('\n');
    writeFileSync(file('cut'), gzipSync(`${lines.slice(0, -1).join('\n')}\n`));
    const cut = await ews(jp, ['import', file('cut'), '--json']);
    assert.equal(cut.code, 1);
    const report = JSON.parse(cut.stdout) as Report;
    assert.deepEqual([report.whole, report.problems[0]?.code], [false, 'bundle_malformed']);
    writeFileSync(file('none'), gzipSync('nothing of this kind\n'));
    const none = await ews(jp, ['import', file('none')]);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /bundle_malformed/);
    const unknown = await ews(kr, ['export', '--peer', 'us.ews.example', '--out', file('nobody')]);
    assert.equal(unknown.code, 1);
    assert.ok(!existsSync(file('nobody')) && !existsSync(file('nobody.part')));
  });

  await t.test('an entry that breaks a rule is named in the log of the node, once', async () => {
    const us = hostileLog('us.ews.example');
    us.append(await goodBulletin(us));
    us.append(await sign(us, bulletinEnvelope(us, {}, 0)));
    const write = async (name: string, to: string, pages: Parameters<typeof hostileBundle>[2]) =>
      writeFileSync(file(name), gzipSync(`${(await hostileBundle(us, to, pages)).join('\n')}\n`));
    await write('us', '*', []);
    await done(jp, ['enrol', file('us'), '--node', us.id, '--fingerprint', us.fingerprint]);
    await write('us-to-jp', jp.id, [{ from: 0, lines: await us.page(0, jp.id) }]);
    for (const [stored, refused, duplicate] of [
      [1, 1, 0],
      [0, 0, 2],
    ]) {
      const { counts } = await done<Report>(jp, ['import', file('us-to-jp')]);
      assert.deepEqual([counts.stored, counts.refused, counts.duplicate], [stored, refused, duplicate]);
    }
    const named = jp.log().filter(({ event }) => event === 'entryRefused');
    assert.deepEqual(
      named.map(({ peer, seq, code }) => [peer, seq, code]),
      [[us.id, 1, 'four_eyes']],
    );
  });
});

async function ews(node: TestNode, args: readonly string[]): Promise<Run> {
  const EWS_TOKEN = await tokenOf(node.agencyUrl, 'operator');
  return runEws(['bundle', ...args], { environment: { ...COMPILED, EWS_URL: node.agencyUrl, EWS_TOKEN } });
}

async function done<Answer = unknown>(node: TestNode, args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await ews(node, [...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Answer;
}
