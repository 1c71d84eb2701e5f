import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Database from 'better-sqlite3';
import { type CheckReport, checkNode } from '../../src/check/check.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { runEws } from '../cli/run-ews.ts';
import { arrival, draft, issue, pathOf } from '../helpers/bulletins.ts';
import { enrolAll, startNodes } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { until } from '../helpers/until.ts';
import { INDICATOR } from '../http/samples.ts';

const made = mkdtempSync(join(tmpdir(), 'ews-check-'));
after(() => rmSync(made, { recursive: true, force: true }));

const check = (directory: string) => checkNode(nodePaths(directory), { full: true, onPart: () => undefined });

/** Findings as `part: where`. */
function found({ parts }: CheckReport): string[] {
  return parts.flatMap(({ name, findings }) => findings.map(({ where }) => `${name}: ${where}`));
}

test('check: nothing is wrong with a node, and what is changed behind its back is named', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { replayFrom: '2021-10-11T00:00:00Z' });
  await enrolAll([kr, jp]);
  const first = await issue(kr);
  const second = await issue(kr, { level: 'serious' });
  const fromJp = await issue(jp);
  await arrival(kr, fromJp);
  await kr.as('analyst').send('POST', `${pathOf(fromJp.content.id)}/acknowledgements`, { type: 'read' });
  await untilHeld(jp, kr, 3);
  await until('kr has a receipt of jp for 3 entries', async () => {
    const { deliveries } = await kr
      .as('analyst')
      .get<{ deliveries: { state: string }[] }>(pathOf(second.content.id));
    return deliveries.every(({ state }) => state === 'received');
  });
  await draft(kr);
  await kr.as('operator').send('PUT', '/indicators', { items: [INDICATOR] });
  const rows = 'series,period,value\nUREA_PRICE/KR.CN,2021-07,390.5\nUREA_PRICE/KR.CN,2021-08,400\n';
  await kr.as('operator').send('POST', '/observations?name=urea.csv', rows, 'text/csv');

  await t.test('a node that runs and is written to is in order', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) await issue(kr);
    })();
    for (let count = 0; count < 2; count += 1) {
      const run = await runEws(['check', kr.directory]);
      assert.equal(run.code, 0, run.stdout + run.stderr);
    }
    writing = false;
    await writer;
  });
  await kr.stop();

  let copies = 0;
  /** A copy of the node whose `node.db` was changed by somebody who minds no rule of it. */
  function changed(sql: string): string {
    copies += 1;
    const directory = join(made, `copy-${copies}`);
    cpSync(kr.directory, directory, { recursive: true });
    const db = new Database(join(nodePaths(directory).data, 'node.db'));
    const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
    for (const name of triggers) db.exec(`DROP TRIGGER ${name}`);
    db.pragma('foreign_keys = OFF');
    db.pragma('ignore_check_constraints = ON');
    db.exec(sql);
    db.close();
    return directory;
  }
  const own = '(SELECT id FROM log WHERE own = 1)';
  const held = '(SELECT id FROM log WHERE own = 0)';

  const cases: [name: string, sql: string, expected: RegExp[]][] = [
    ['nothing', 'SELECT 1', []],
    [
      'what an entry says',
      `UPDATE entry SET jws = replace(jws, '.', '.A') WHERE log = ${own} AND seq = 1`,
      [new RegExp(`^own-log: ${kr.origin}/1$`)],
    ],
    [
      'the digest of an entry',
      `UPDATE entry SET digest = zeroblob(32) WHERE log = ${own} AND seq = 1`,
      [
        /^own-log: kr.*\/1$/,
        /^own-log: .*subtree 0\/1/,
        /^own-log: kr.ews.example\/log\/1$/,
        /^own-log: checkpoint/,
        /^own-log: receipt of jp/,
      ],
    ],
    [
      'a subtree',
      `UPDATE tree_node SET hash = zeroblob(32) WHERE log = ${own} AND level = 1 AND idx = 0`,
      [/^own-log: .*subtree 1\/0$/],
    ],
    [
      'a missing subtree',
      `DELETE FROM tree_node WHERE log = ${own} AND level = 0 AND idx = 0`,
      [/subtree 0\/0$/],
    ],
    [
      'a peer’s entry',
      `UPDATE entry SET digest = zeroblob(32) WHERE log = ${held} AND seq = 0`,
      [/^peer-logs: jp.*\/0$/, /^peer-logs: checkpoint of jp/],
    ],
    [
      'the size of a peer’s log',
      `UPDATE log SET checkpoint = (SELECT checkpoint FROM log WHERE own = 1) WHERE own = 0`,
      [/^peer-logs: checkpoint of jp/],
    ],
    ['a receipt for more than there is', 'UPDATE receipt SET size = 1000000', [/^own-log: receipt of jp/]],
    ['an audit record', "UPDATE audit SET detail = '{}' WHERE seq = 5", [/^audit: audit record 5$/]],
    [
      'a bulletin’s words',
      `UPDATE bulletin SET content = json_set(content, '$.contact', 'nobody') WHERE id = '${first.content.id}'`,
      [new RegExp(`^bulletins: ${first.content.id}$`), new RegExp(`^bulletins: ${first.content.id}$`)],
    ],
    [
      'a peer’s bulletin’s words',
      `UPDATE peer_bulletin SET content = json_set(content, '$.contact', 'nobody')`,
      [new RegExp(`^bulletins: ${fromJp.content.id}$`)],
    ],
    [
      'a lost bulletin',
      `DELETE FROM submission; DELETE FROM approval; DELETE FROM bulletin WHERE id = '${first.content.id}'`,
      [new RegExp(`^references: ${kr.origin}/0$`)],
    ],
    ['a lost peer’s bulletin', 'DELETE FROM peer_bulletin', [new RegExp(`^references: ${jp.origin}/0$`)]],
    ['a lost peer', 'DELETE FROM peer', [/^foreign-keys: /]],
    ['a table of another program', 'ALTER TABLE signal RENAME TO signals', [/^foreign-keys|^own-log/]],
  ];
  for (const [name, sql, expected] of cases) {
    await t.test(`changed: ${name}`, async () => {
      const findings = found(await check(changed(sql)));
      if (expected.length === 0) assert.deepEqual(findings, []);
      for (const each of expected)
        assert.ok(
          findings.some((finding) => each.test(finding)),
          `${each}: ${findings.join('\n')}`,
        );
    });
  }

  await t.test('a block of observations that was changed is found, by its series', async () => {
    const directory = changed('SELECT 1');
    const db = new Database(join(nodePaths(directory).data, 'observations.db'));
    db.exec('UPDATE series SET points = points + 1');
    db.close();
    assert.deepEqual(found(await check(directory)), ['series: UREA_PRICE/KR.CN']);
  });

  await t.test('a damaged page is found, and does not end the check', async () => {
    const directory = changed('SELECT 1');
    const path = join(nodePaths(directory).data, 'node.db');
    const content = readFileSync(path);
    content.fill(0xff, 16384 * 4, 16384 * 30);
    writeFileSync(path, content);
    const report = await check(directory);
    assert.ok(
      found(report).some((finding) => finding.startsWith(`files: ${path}`)),
      found(report).join('\n'),
    );
    assert.equal(report.parts.length, (await check(kr.directory)).parts.length);
  });

  await t.test('a fence that is ahead is found, with a code and what to do', async () => {
    const directory = changed('SELECT 1');
    const { fence } = nodePaths(directory);
    writeFileSync(fence, readFileSync(fence, 'utf8').replace(/"size":\d+/, '"size":1000'));
    const run = await runEws(['check', directory]);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /FAULT {2}fence: .*\n.*\[fence_ahead\]\n.*operate\.md/);
  });

  await t.test('tables of an older version are not taken for damaged ones', async () => {
    const directory = changed(
      'DROP TABLE source_run; DROP TABLE source_state; DELETE FROM migration WHERE version >= 9',
    );
    const report = await check(directory);
    assert.deepEqual(found(report), [`schema: ${join(nodePaths(directory).data, 'node.db')}`]);
    assert.ok(report.parts.some(({ name, state }) => name === 'own-log' && state === 'skipped'));
    assert.match(report.parts[0]?.findings[0]?.todo ?? '', /start the node/);
  });

  await t.test('a newer version is named as such', async () => {
    const directory = changed("INSERT INTO migration (version, name, sha256) VALUES (99, '099-x.sql', 'x')");
    assert.match((await check(directory)).parts[0]?.findings[0]?.what ?? '', /newer version/);
  });

  await t.test('a file that is no database is named', async () => {
    const directory = changed('SELECT 1');
    truncateSync(join(nodePaths(directory).data, 'observations.db'), 100);
    const report = await check(directory);
    assert.ok(found(report).some((finding) => finding.startsWith('files: ')));
    assert.equal((await runEws(['check', join(made, 'nowhere')])).code, 1);
  });
  await kr.start();
});
