import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import { nodePaths } from '../../src/config/paths.ts';
import { hasCode } from '../../src/domain/errors.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { IngestReport } from '../../src/ingest/report.ts';
import { checkBlocks } from '../../src/store/sqlite/check-blocks.ts';
import { openReadOnly } from '../../src/store/sqlite/open.ts';
import { startEws } from '../cli/run-ews.ts';
import { entriesOf } from '../helpers/audit.ts';
import { draft, issueDraft, listAll } from '../helpers/bulletins.ts';
import { readLogOnDisk } from '../helpers/disk.ts';
import { DAYS, GATES, seriesOf, VOLUME, volumes } from '../helpers/ndjson.ts';
import { COMPILED, enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { finishAll, issueUntilKilled, requireSame, requireWhole } from '../helpers/outcome.ts';
import { statusOf } from '../helpers/peers.ts';
import { createRandom, seed } from '../helpers/random.ts';
import { until } from '../helpers/until.ts';

const ROUNDS = 10;
const BACKLOG = 120;
const ROWS = GATES * DAYS;
/** By when an upload, and a command from its start, are mostly done. */
const POSTING_MS = 150;
const COMMAND_MS = 1500;

test(`crash: killed at any moment, nothing is lost, doubled or half there (EWS_TEST_SEED=${seed})`, async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], {
    of: { kr: { config: { limits: { entriesPerPage: 3 } } } },
  });
  await enrolAll([kr, jp, us]);

  await t.test('the issuer, while it issues', (t) => issuerKilled(t, kr, [jp, us]));
  await t.test('a peer, while it catches up', (t) => pullerKilled(t, kr, jp));
  await t.test('a node, and a command, while they ingest', (t) => ingestKilled(t, kr, us));
});

async function issuerKilled(t: TestContext, kr: TestNode, peers: readonly TestNode[]): Promise<void> {
  const random = createRandom(seed);
  const confirmed = new Map<string, number>();
  const behind: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = confirmed.size;
    const streams = Promise.all([1, 2, 3].map(() => issueUntilKilled(kr, confirmed)));
    await until('the stream flows', () => confirmed.size > before);
    await sleep(400 * random());
    await kr.kill();
    await streams;
    behind.push(await requireWholeOnDisk(kr));
    await kr.start();
    assert.equal((await kr.as('operator').get<{ log: { state: string } }>('/node')).log.state, 'ready');
  }
  t.diagnostic(
    `${confirmed.size} confirmed; entries that the fence did not name yet: ${behind.reduce((a, b) => a + b)}`,
  );

  const unfinished = await finishAll(kr);
  const bulletins = await requireWhole(kr, peers, confirmed);
  t.diagnostic(`${unfinished} of ${bulletins.length} bulletins were not issued when the node was killed`);
  await kr.as('admin').get('/audit/verify');
}

/** The log, its row and its fence agree. Returns how many entries the fence does not name yet. */
async function requireWholeOnDisk(node: TestNode): Promise<number> {
  const { roots, size, root, fence } = await readLogOnDisk(node);
  assert.equal(roots.length - 1, size);
  assert.equal(roots[size], root);
  assert.ok(fence.size <= size && size - fence.size <= 1, `fence at ${fence.size}, log at ${size}`);
  assert.equal(roots[fence.size], fence.root);
  return size - fence.size;
}

async function pullerKilled(t: TestContext, kr: TestNode, jp: TestNode): Promise<void> {
  const random = createRandom(seed + 1);
  const before = (await statusOf(jp, kr)).held;
  await jp.stop();
  await issueMany(kr, BACKLOG);
  const { size } = (await kr.as('operator').get<{ log: { size: number } }>('/node')).log;
  assert.equal(size, before + BACKLOG);

  const kills: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const held = heldByLog(jp, kr) ?? before;
    const starting = jp.start();
    starting.catch(() => undefined);
    // Each round is to get its share of what is left.
    const due = held + random() * 2 * ((size - held) / (ROUNDS - round + 1));
    await until('some pages more are held', () => (heldByLog(jp, kr) ?? 0) > due || isDone());
    await sleep(5 * random());
    await jp.kill();
    await starting.catch(() => undefined);
    kills.push(heldByLog(jp, kr) ?? 0);
    function isDone(): boolean {
      return heldByLog(jp, kr) === size;
    }
  }
  t.diagnostic(`killed when ${kills.join(', ')} of ${size} entries were held`);
  await jp.start();
  const bulletins = await listAll<OwnBulletin>(kr, '/bulletins');
  assert.equal(bulletins.length, size);
  await requireSame(kr, jp, bulletins);
  assert.deepEqual(await entriesOf(jp, kr.origin), await entriesOf(kr, kr.origin));
  await jp.as('admin').get('/audit/verify');
}

async function issueMany(node: TestNode, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await issueDraft(node, await draft(node));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

/** How much a node has said in its log that it holds: known without asking it for anything. */
function heldByLog(node: TestNode, peer: TestNode): number | undefined {
  const text = readFileSync(join(node.directory, 'node.log'), 'utf8');
  for (let end = text.length; ; ) {
    const start = text.lastIndexOf('"event":"pageAccepted"', end);
    if (start < 0) return undefined;
    const line = text.slice(text.lastIndexOf('\n', start) + 1, text.indexOf('\n', start));
    if (line.includes(`"peer":"${peer.id}"`)) return Number(/"size":(\d+)/.exec(line)?.[1]);
    end = start - 1;
  }
}

async function ingestKilled(t: TestContext, kr: TestNode, us: TestNode): Promise<void> {
  const random = createRandom(seed + 2);
  const file = join(kr.directory, 'volumes.ndjson');
  for (const node of [kr, us]) await node.as('operator').send('PUT', '/indicators', { items: [VOLUME] });

  const cut: number[] = [];
  for (let set = 0; set < ROUNDS; set += 1) {
    const body = volumes(set, '2021-10-10');
    const undisturbed = await post(us, body);
    assert.deepEqual(countsOf(undisturbed), [ROWS, ROWS, 0, 0, 0]);
    writeFileSync(file, body);

    if (set % 2 === 0) {
      const posting = postUntilKilled(kr, body);
      await sleep(POSTING_MS * random());
      await kr.kill();
      await posting;
      await kr.start();
    } else {
      const command = startEws(['ingest', file, '--dir', kr.directory], { environment: COMPILED });
      await sleep(COMMAND_MS * random());
      await killed(command);
    }
    const stored = storedRows(kr, set);
    cut.push(stored);
    // All of it is one transaction; test/cli/ingest-crash.test.ts kills between two.
    assert.ok(stored === 0 || stored === ROWS, `${stored} rows were stored`);

    const again = set % 4 < 2 ? await post(kr, body) : await ingestFile(kr, file);
    assert.deepEqual(countsOf(again), [ROWS, ROWS - stored, 0, stored, 0]);
    assert.equal(storedRows(kr, set), ROWS);
  }
  t.diagnostic(`killed when ${cut.join(', ')} of ${ROWS} rows were stored`);
  // A kill that comes too late tests nothing.
  assert.ok(cut.some((stored) => stored < ROWS));

  const expected = await signalsOf(us);
  assert.ok(expected.length > 0);
  await until('all series are judged', async () => (await signalsOf(kr)).length >= expected.length);
  assert.deepEqual(await signalsOf(kr), expected);
  for (const gate of [0, GATES - 1]) {
    const path = `/series/observations?series=${seriesOf(ROUNDS - 1, gate)}&limit=10000`;
    assert.deepEqual(await kr.as('viewer').get(path), await us.as('viewer').get(path));
  }
}

function post(node: TestNode, body: string): Promise<IngestReport> {
  return node.as('analyst').send('POST', '/observations', body, 'application/x-ndjson');
}

async function postUntilKilled(node: TestNode, body: string): Promise<void> {
  try {
    await post(node, body);
  } catch (error) {
    if (!hasCode(error, 'peer_unreachable')) throw error;
  }
}

async function ingestFile(node: TestNode, file: string): Promise<IngestReport> {
  const command = startEws(['ingest', file, '--dir', node.directory, '--json'], { environment: COMPILED });
  let text = '';
  command.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  await once(command, 'close');
  assert.equal(command.exitCode, 0, text);
  return JSON.parse(text) as IngestReport;
}

/** Rows offered, and what became of them. */
function countsOf({ rows, stored, revised, unchanged, refused }: IngestReport): number[] {
  return [rows, stored, revised, unchanged, refused];
}

/** Rows of a set in the file: as its series say, which is compared with what their blocks hold. */
function storedRows(node: TestNode, set: number): number {
  const databases = openReadOnly(nodePaths(node.directory).data);
  try {
    const findings = [...checkBlocks(databases.observations)].flatMap((part) => part.findings);
    assert.deepEqual(findings, []);
    const sql = `SELECT ifnull(sum(vintages), 0) FROM series WHERE key LIKE '${VOLUME.code}/S${set}.%'`;
    return databases.observations.prepare<[], number>(sql).pluck().get() as number;
  } finally {
    databases.observations.close();
    databases.node.close();
  }
}

async function killed(command: ChildProcess): Promise<void> {
  if (command.exitCode !== null || command.signalCode !== null) return;
  const exit = once(command, 'exit');
  command.kill('SIGKILL');
  await exit;
}

/** What detection made of the observations, whatever the order in which it came to it. */
async function signalsOf(node: TestNode): Promise<Signal[]> {
  const signals = await listAll<Signal>(node, '/signals');
  return signals.sort((a, b) => a.id.localeCompare(b.id));
}
