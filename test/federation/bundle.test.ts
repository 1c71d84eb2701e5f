import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logOrigin } from '../../src/domain/node-id.ts';
import {
  bundleFor,
  bytesOf,
  enrolByFiles,
  enrolHostile,
  hostileBundle,
  importLines,
} from '../helpers/bundles.ts';
import { actor, composeNode, issueAt } from '../helpers/composed.ts';
import { appendThree, goodBulletin, hostileLog, type Line, sealed } from '../helpers/hostile-log.ts';

test('bundles: two nodes that were never connected exchange by files, both ways', async (t) => {
  const [kr, jp] = await Promise.all([composeNode(t, 'kr'), composeNode(t, 'jp')]);
  await enrolByFiles(kr, jp);
  const first = await issueAt(kr);
  await issueAt(kr, { tlp: 'AMBER', audience: ['us.ews.example'] });
  const file = await bundleFor(kr, jp.id);

  const report = await importLines(jp, file);
  assert.deepEqual([report.whole, report.problemCount], [true, 0]);
  assert.deepEqual(report.counts, { offered: 2, stored: 1, sealed: 1, refused: 0, duplicate: 0, failed: 0 });
  const held = await jp.node.stores.log.log(kr.origin);
  assert.equal(held?.range.size, 2);

  await t.test('what came already is a success', async () => {
    const again = await importLines(jp, file);
    assert.deepEqual(again.counts, { offered: 2, stored: 0, sealed: 0, refused: 0, duplicate: 2, failed: 0 });
    assert.deepEqual([again.whole, again.problemCount], [true, 0]);
  });

  await t.test('the way back carries acknowledgements, and the receipt of what came', async () => {
    await jp.node.bulletins.acknowledge(first.content.id, 'acting', 'Stock looked through', actor('analyst'));
    const back = await importLines(kr, await bundleFor(jp, kr.id));
    assert.deepEqual([back.counts.stored, back.problemCount], [1, 0]);
    const said = await kr.node.stores.bulletins.acknowledgements(first.content.id);
    assert.deepEqual(
      said.map(({ type, node, note }) => [type, node, note]),
      [['acting', jp.id, 'Stock looked through']],
    );
    const [delivery] = await kr.node.bulletins.deliveries(first.content.id);
    assert.equal(delivery?.state, 'received');
    assert.equal(delivery?.peer, jp.id);
    const [receipt] = await kr.node.stores.peers.receipts(kr.origin);
    assert.equal(receipt?.size, 2);
  });

  await t.test('the next bundle begins where the receipt ends; --all and --from say otherwise', async () => {
    await issueAt(kr);
    const entries = (lines: readonly string[]) => lines.filter((line) => line.startsWith('{"seq":')).length;
    assert.equal(entries(await bundleFor(kr, jp.id)), 1);
    assert.equal(entries(await bundleFor(kr, jp.id, { all: true })), 3);
    assert.equal(entries(await bundleFor(kr, jp.id, { from: 1 })), 2);
    const { counts } = await importLines(jp, await bundleFor(kr, jp.id, { from: 1 }));
    assert.deepEqual([counts.duplicate, counts.stored], [1, 1]);
  });

  await t.test('a bundle for another node is refused, and names whom it is for', async () => {
    await assert.rejects(importLines(kr, await bundleFor(kr, jp.id, { all: true })), {
      code: 'invalid_input',
    });
  });

  await t.test('one that begins after what is held says which entries are missing', async () => {
    await issueAt(kr);
    await issueAt(kr);
    const { counts, problems } = await importLines(jp, await bundleFor(kr, jp.id, { from: 4 }));
    assert.deepEqual([counts.failed, problems[0]?.code], [1, 'bundle_gap']);
    assert.match(problems[0]?.message ?? '', /Entries 3 to 3/);
  });
});

test('bundles: a third node’s log is carried, and proven by its own keys', async (t) => {
  const [kr, jp] = await Promise.all([composeNode(t, 'kr'), composeNode(t, 'jp')]);
  const us = hostileLog('us.ews.example');
  await enrolByFiles(kr, jp);
  await Promise.all([enrolHostile(kr, us), enrolHostile(jp, us)]);
  us.append(await goodBulletin(us));
  us.append(await goodBulletin(us, { tlp: 'AMBER', audience: [kr.id] }));
  us.append(await goodBulletin(us));
  await importLines(kr, await hostileBundle(us, kr.id, [{ from: 0, lines: await us.page(0, kr.id) }]));
  const { counts, problems } = await importLines(jp, await bundleFor(kr, jp.id));
  assert.deepEqual(problems, []);
  assert.deepEqual([counts.stored, counts.sealed], [2, 1]);
  // What kr may see and jp may not stays at kr: its own word settles nothing.
  assert.deepEqual((await jp.node.stores.peers.unconfirmed(us.origin, 8)).ranges, [[1, 2]]);
});

test('bundles: what was altered, reordered, dropped, cut or is of an unknown log proves nothing', async (t) => {
  const kr = await composeNode(t, 'kr');
  const us = hostileLog('us.ews.example');
  await enrolHostile(kr, us);
  await appendThree(us);
  const page = await us.page(0, kr.id);
  const size = async () => (await kr.node.stores.log.log(us.origin))?.range.size ?? 0;
  const bundle = (lines: readonly Line[], from = 0, log?: string) =>
    hostileBundle(us, kr.id, [{ from, lines, ...(log === undefined ? {} : { log }) }]);
  const other = hostileLog('us.ews.example');
  await appendThree(other);

  const spoilt: readonly (readonly [string, Promise<string[]>, code: string])[] = [
    [
      'an entry that was changed',
      bundle([{ seq: 0, jws: other.entry(0) }, ...page.slice(1)]),
      'root_mismatch',
    ],
    ['two that changed places', bundle([page[1]!, page[0]!, ...page.slice(2)]), 'sequence_mismatch'],
    ['one that was left out', bundle([page[0]!, page[2]!, page[3]!]), 'sequence_mismatch'],
    [
      'one that was renumbered',
      bundle([page[0]!, { ...(page[2] as object), seq: 1 }, page[3]!]),
      'root_mismatch',
    ],
    [
      'a checkpoint by another key',
      bundle([...page.slice(0, 3), (await other.page(0, kr.id)).at(-1)!]),
      'note_signature',
    ],
    ['a page without an end', bundle(page.slice(0, 3)), 'bundle_malformed'],
    ['a log that nobody enrolled', bundle(page, 0, logOrigin('xx.ews.example', 1)), 'peer_unknown'],
    ['a log that the node does not have', bundle(page, 0, logOrigin('us.ews.example', 2)), 'not_found'],
    ['the own log', bundle(page, 0, kr.origin), 'wrong_state'],
    ['a page that begins later', bundle([{ ...(page[1] as object) }, ...page.slice(2)], 1), 'bundle_gap'],
  ];
  for (const [what, made, code] of spoilt) {
    await t.test(what, async () => {
      const report = await importLines(kr, await made);
      assert.deepEqual([report.problems[0]?.code, report.counts.stored, await size()], [code, 0, 0]);
      assert.equal(report.counts.failed, report.counts.offered);
    });
  }

  await t.test('a file that was cut keeps what was proven before the cut', async () => {
    const lines = await hostileBundle(us, kr.id, [
      { from: 0, lines: await us.page(0, kr.id, 1, 3) },
      { from: 1, lines: await us.page(1, kr.id) },
    ]);
    const report = await importLines(kr, lines.slice(0, 7));
    assert.deepEqual([report.whole, report.counts.stored, report.counts.failed], [false, 1, 1]);
    assert.equal(report.problems[0]?.code, 'page_truncated');
    assert.equal(await size(), 1);
  });

  await t.test('lines that are none, and lines without end, end the import', async () => {
    const head = (await bundle(page)).slice(0, 2);
    for (const [line, code] of [
      ['no JSON', 'bundle_malformed'],
      ['{"unheard":"of"}', 'bundle_malformed'],
      [JSON.stringify({ page: { log: us.origin, from: 0, more: 1 } }), 'bundle_malformed'],
      [`{"cursor":"${'x'.repeat(400_000)}"}`, 'bundle_malformed'],
    ] as const) {
      const report = await importLines(kr, [...head, line]);
      assert.deepEqual([report.whole, report.problems[0]?.code], [false, code]);
    }
    for (const lines of [[], ['{}'], ['x'.repeat(400_000)]]) {
      await assert.rejects(kr.node.federation.bundles.import(bytesOf(lines)), { code: 'bundle_malformed' });
    }
  });

  await t.test('more entries in a page than one may hold', async () => {
    const many = Array.from({ length: 1_001 }, (_, seq) => sealed(seq, 'x'));
    const report = await importLines(kr, await bundle(many));
    assert.equal(report.problems[0]?.code, 'bundle_malformed');
    assert.equal(report.counts.failed, 1_001);
  });

  await t.test('an older checkpoint than the one that is held proves its page all the same', async () => {
    us.append(await goodBulletin(us));
    await importLines(
      kr,
      await hostileBundle(us, kr.id, [{ from: 1, lines: await us.page(1, kr.id, 2, 4) }]),
    );
    assert.equal(await size(), 2);
    const report = await importLines(
      kr,
      await hostileBundle(us, kr.id, [{ from: 2, lines: await us.page(2, kr.id, 3, 3) }]),
    );
    assert.deepEqual([report.problems, report.counts.stored], [[], 1]);
    await importLines(kr, await hostileBundle(us, kr.id, [{ from: 3, lines: await us.page(3, kr.id) }]));
    assert.equal(await size(), 4);
  });
});
