import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { createEvents } from '../../src/events/events.ts';
import type { IngestReport } from '../../src/ingest/report.ts';
import { createLoops } from '../../src/loops.ts';
import { createSourceOutgoing } from '../../src/net/outgoing.ts';
import { SourceSettings } from '../../src/sources/settings.ts';
import { createSources, type Sources } from '../../src/sources/sources.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { until } from '../helpers/until.ts';
import { openSource, type Respond, type TestSource } from './servers.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;

const csv: Respond = (_request, response) => response.end('series,period,value\na,b,1\n');

async function ingest(input: AsyncIterable<Uint8Array>): Promise<IngestReport> {
  for await (const _ of input);
  const counts = { rows: 1, stored: 1, revised: 0, unchanged: 0, superseded: 0, refused: 0 };
  return {
    file: 'x',
    dryRun: false,
    ...counts,
    refusedByReason: {},
    refusals: [],
  } as unknown as IngestReport;
}

interface Harness {
  readonly sources: Sources;
  readonly stores: Stores;
  readonly clock: { now: number };
  readonly lines: () => { event?: string; source?: string; code?: string }[];
  stop(): Promise<void>;
}

const folders: string[] = [];
after(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ews-sources-'));
  folders.push(made);
  return made;
}

/** The stage on a store of its own, with a clock that stands until a test moves it. */
async function open(
  directory: string,
  { port }: TestSource,
  settings: readonly object[],
  { now = NOON, bySchedule = true } = {},
): Promise<Harness> {
  const stores = await openStoresInline(directory);
  const clock = { now };
  const outgoing = createSourceOutgoing([{ host: '127.0.0.1', port, private: true, http: true }], {
    times: 0,
    firstAfterMs: 1,
  });
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk) => (text += chunk));
  const events = createEvents({ level: 'info', node: 'kr.ews.example', destination: out });
  const errors: unknown[] = [];
  const loops = createLoops({ onError: (_loop, error) => errors.push(error) });
  const sources = createSources({
    settings: settings.map((each) => SourceSettings.parse({ format: 'csv', jitterSeconds: 0, ...each })),
    store: stores.sources,
    outgoing: () => outgoing,
    mappings: new Map(),
    keys: new Map(),
    ingest,
    wall: { now: () => clock.now },
    bySchedule,
    events,
    random: () => 0,
  });
  sources.start(loops);
  return {
    sources,
    stores,
    clock,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    async stop() {
      await loops.stop();
      await outgoing.close();
      await stores.close();
      assert.deepEqual(errors, []);
    },
  };
}

const idle = ({ sources }: Harness, runs: number) =>
  until(`${runs} runs have ended`, async () => {
    const status = await sources.status();
    const all = await Promise.all(status.map(({ settings: { name } }) => sources.runs(name, 200)));
    return status.every(({ activity }) => activity === 'idle') && all.flat().length === runs;
  });

test('sources: a schedule survives a restart, and nothing is fetched twice', async (t) => {
  const server = await openSource(csv);
  t.after(() => server.close());
  const directory = folder();
  const settings = [{ name: 'prices', url: `${server.url}/prices.csv`, every: '6h' }];
  const first = await open(directory, server, settings);
  await idle(first, 1);
  const [status] = await first.sources.status();
  assert.deepEqual(
    [status?.lastSuccessAt, status?.nextAt, status?.failingSince],
    [NOON, NOON + 6 * HOUR, undefined],
  );
  await first.stop();

  const second = await open(directory, server, settings, { now: NOON + 5 * HOUR });
  await until(
    'the restarted one has looked',
    async () => (await second.sources.status())[0]?.activity === 'idle',
  );
  second.clock.now = NOON + 6 * HOUR;
  await idle(second, 2);
  assert.equal(server.requests.length, 2);
  const runs = await second.sources.runs('prices', 10);
  assert.deepEqual(
    runs.map(({ startedAt }) => (startedAt - NOON) / HOUR),
    [6, 0],
  );
  await second.stop();

  // A closer schedule counts at once, not after the old one.
  const third = await open(directory, server, [{ ...settings[0], every: '1h' }], { now: NOON + 7 * HOUR });
  await until(
    'it is planned anew',
    async () => (await third.sources.status())[0]?.nextAt === NOON + 8 * HOUR,
  );
  await third.stop();
});

test('sources: a failure shows since when, until a run succeeds', async (t) => {
  const server = await openSource((_request, response) => response.writeHead(404).end());
  t.after(() => server.close());
  const harness = await open(folder(), server, [{ name: 'prices', url: server.url, every: '1h' }]);
  await idle(harness, 1);
  harness.clock.now += HOUR;
  await idle(harness, 2);
  const [failing] = await harness.sources.status();
  assert.deepEqual([failing?.failingSince, failing?.lastSuccessAt], [NOON, undefined]);
  assert.deepEqual([failing?.lastRun?.outcome, failing?.lastRun?.code], ['failed', 'source_answer']);
  server.answer(csv);
  harness.clock.now += HOUR;
  await idle(harness, 3);
  const [mended] = await harness.sources.status();
  assert.deepEqual([mended?.failingSince, mended?.lastSuccessAt], [undefined, NOON + 2 * HOUR]);
  await harness.stop();
  assert.deepEqual(
    harness.lines().map(({ event, source, code }) => [event, source, code].filter(Boolean).join(' ')),
    [
      'sourceFailed prices source_answer',
      'sourceFailed prices source_answer',
      'sourceFetched prices',
      'ingestFinished source prices',
    ],
  );
});

test('sources: two at a time, each once, and the end of the node breaks them off', async (t) => {
  const held: (() => void)[] = [];
  const server = await openSource((_request, response) => {
    held.push(() => response.end('series,period,value\na,b,1\n'));
  });
  t.after(() => server.close());
  const names = ['a', 'b', 'c'];
  const harness = await open(
    folder(),
    server,
    names.map((name) => ({ name, url: `${server.url}/${name}`, every: '1h' })),
  );
  const activities = async () => (await harness.sources.status()).map(({ activity }) => activity).sort();
  await until('two are asked', () => held.length === 2);
  assert.deepEqual(await activities(), ['running', 'running', 'waiting']);
  // Asked for while it runs: it is not fetched again.
  await harness.sources.request('a');
  held[0]?.();
  await until('the third is asked', () => held.length === 3);
  assert.deepEqual(new Set(server.requests.map(({ path }) => path)).size, 3);
  await harness.stop();
  assert.equal(server.requests.length, 3);
});

test('sources: what the end of the node broke off is due at the next start', async (t) => {
  const server = await openSource(() => undefined);
  t.after(() => server.close());
  const directory = folder();
  const settings = [{ name: 'prices', url: server.url, every: '1h' }];
  const first = await open(directory, server, settings);
  await until('it is asked', () => server.requests.length === 1);
  await first.stop();
  server.answer(csv);
  const second = await open(directory, server, settings);
  await idle(second, 1);
  assert.equal((await second.sources.status())[0]?.lastRun?.outcome, 'ingested');
  await second.stop();
});

test('sources: where the schedule does not count, they are fetched when somebody asks', async (t) => {
  const server = await openSource(csv);
  t.after(() => server.close());
  const settings = [
    { name: 'asked', url: `${server.url}/asked`, every: '1h' },
    { name: 'other', url: `${server.url}/other`, every: '1h' },
  ];
  const harness = await open(folder(), server, settings, { bySchedule: false });
  await assert.rejects(harness.sources.request('nothing'), { code: 'not_found' });
  await harness.sources.request('asked');
  await idle(harness, 1);
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/asked'],
  );
  assert.deepEqual(
    (await harness.sources.status()).map(({ nextAt }) => nextAt),
    [undefined, undefined],
  );
  await harness.stop();
});
