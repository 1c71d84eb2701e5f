import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Mapping } from '../../src/domain/mapping.ts';
import type { IngestReport } from '../../src/ingest/report.ts';
import type { AllowedHost } from '../../src/net/guard.ts';
import { createSourceOutgoing, type Outgoing } from '../../src/net/outgoing.ts';
import type { SourceState } from '../../src/sources/port.ts';
import { type RunResult, runSource } from '../../src/sources/run.ts';
import { SourceSettings } from '../../src/sources/settings.ts';
import { openSource, type Respond, type TestSource } from './servers.ts';

const CSV = 'series,period,value\nUREA_PRICE/KR.CN,2021-07,390.5\nUREA_PRICE/KR.CN,2021-08,400\n';
const csv: Respond = (_request, response) => response.end(CSV);

let source: TestSource;
let other: TestSource;
before(async () => {
  [source, other] = await Promise.all([openSource(csv), openSource(csv)]);
});
after(() => Promise.all([source.close(), other.close()]));
beforeEach(() => {
  for (const each of [source, other]) {
    each.answer(csv);
    each.requests.length = 0;
  }
});

const opened: Outgoing[] = [];
after(() => Promise.all(opened.map((each) => each.close())));

/** What was read of the last content. */
let content = '';

/** Takes every row behind the header; `bad` in one has it refused. */
async function ingest(input: AsyncIterable<Uint8Array>): Promise<IngestReport> {
  content = '';
  for await (const chunk of input) content += Buffer.from(chunk).toString('utf8');
  const rows = content
    .split('\n')
    .filter((line) => line !== '')
    .slice(1);
  const refused = rows.filter((row) => row.includes('bad')).length;
  const counts = {
    rows: rows.length,
    stored: rows.length - refused,
    revised: 0,
    unchanged: 0,
    superseded: 0,
    refused,
  };
  return {
    file: 'x',
    dryRun: false,
    ...counts,
    refusedByReason: {},
    refusals: [],
  } as unknown as IngestReport;
}

interface Options {
  readonly allow?: readonly AllowedHost[];
  readonly settings?: Record<string, unknown>;
  readonly state?: Pick<SourceState, 'validators'>;
  readonly retries?: number;
  readonly signal?: AbortSignal;
  readonly key?: string;
  readonly mappings?: ReadonlyMap<string, Mapping>;
}

const loopback = ({ port }: TestSource): AllowedHost => ({
  host: '127.0.0.1',
  port,
  private: true,
  http: true,
});

async function run(url: string, options: Options = {}): Promise<RunResult> {
  const allow = options.allow ?? [loopback(source)];
  const outgoing = createSourceOutgoing(allow, { times: options.retries ?? 0, firstAfterMs: 1 });
  opened.push(outgoing);
  const settings = SourceSettings.parse({
    name: 'prices',
    url,
    format: 'csv',
    every: '1h',
    ...options.settings,
  });
  const state = options.state && {
    source: 'prices',
    nextAt: 0,
    lastSuccessAt: undefined,
    failingSince: undefined,
    ...options.state,
  };
  const keys = new Map(options.key === undefined ? [] : [['prices', options.key]]);
  const mappings = options.mappings ?? new Map();
  const parts = { outgoing: () => outgoing, ingest, mappings, keys, wall: { now: () => Date.now() } };
  return runSource(parts, settings, state, options.signal ?? new AbortController().signal);
}

test('source: what is new is ingested, and asked for by its validators the next time', async () => {
  source.answer((request, response) => {
    response.setHeader('etag', '"v1"').setHeader('last-modified', 'Mon, 11 Oct 2021 00:00:00 GMT');
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else response.end(CSV);
  });
  const first = await run(`${source.url}/prices.csv`);
  assert.deepEqual(
    [first.run.outcome, first.run.counts?.stored, first.run.bytes],
    ['ingested', 2, CSV.length],
  );
  assert.equal(content, CSV);
  const second = await run(`${source.url}/prices.csv`, { state: { validators: first.validators } });
  assert.deepEqual([second.run.outcome, second.run.bytes, second.run.counts], ['not-modified', 0, undefined]);
  assert.deepEqual(second.validators, first.validators);
  assert.equal(source.requests[1]?.headers['if-modified-since'], 'Mon, 11 Oct 2021 00:00:00 GMT');

  const elsewhere = await run(`${source.url}/other.csv`, { state: { validators: first.validators } });
  assert.equal(elsewhere.run.outcome, 'ingested');
  assert.equal(source.requests[2]?.headers['if-none-match'], undefined);
});

test('source: read in another way, all of it is asked for again', async () => {
  source.answer((_request, response) => response.setHeader('etag', '"v1"').end(CSV));
  const mapped = (column: string) => ({
    settings: { mapping: 'prices' },
    mappings: new Map([['prices', { value: column } as unknown as Mapping]]),
  });
  const { validators } = await run(source.url, mapped('a'));
  for (const [column, etag] of [
    ['a', '"v1"'],
    ['b', undefined],
  ] as const) {
    await run(source.url, { ...mapped(column), state: { validators } });
    assert.equal(source.requests.at(-1)?.headers['if-none-match'], etag);
  }
});

test('source: a key goes to the source, and nowhere else', async () => {
  const key = 'se/cret+key=1';
  source.answer((_request, response) => response.writeHead(404).end());
  const url = `${source.url}/api/{key}/data?also={key}`;
  const { run: ended } = await run(url, { key, settings: { keyFile: 'keys/prices' } });
  assert.equal(source.requests[0]?.path, '/api/se%2Fcret%2Bkey%3D1/data?also=se%2Fcret%2Bkey%3D1');
  assert.ok(ended.message?.includes('/api/{key}/data?also={key} answered 404'), ended.message);

  source.answer((request, response) =>
    response.writeHead(302, { location: `${other.url}${request.url}` }).end(),
  );
  const refused = await run(url, { key, settings: { keyFile: 'keys/prices' } });
  assert.equal(refused.run.code, 'source_forbidden');
  assert.doesNotMatch(JSON.stringify(refused), /cret/);
  await source.close();
  const gone = await run(url, { key, settings: { keyFile: 'keys/prices' } });
  assert.equal(gone.run.code, 'source_unreachable');
  assert.doesNotMatch(JSON.stringify(gone), /cret/);
  source = await openSource(csv);
});

test('source: where rows were refused, all of it is asked for again', async () => {
  source.answer((_request, response) => response.setHeader('etag', '"v1"').end(`${CSV}bad\n`));
  const { run: ended, validators } = await run(source.url);
  assert.deepEqual([ended.outcome, ended.counts?.refused, validators], ['ingested', 1, undefined]);
});

test('source: content without rows, or without a usable one, is a failure', async () => {
  for (const [body, why] of [
    ['series,period,value\n', 'has no rows'],
    ['series,period,value\nbad\nbad\n', 'none of its 2 rows'],
  ] as const) {
    source.answer((_request, response) => response.setHeader('etag', '"v1"').end(body));
    const { run: ended, validators } = await run(source.url);
    assert.deepEqual([ended.outcome, ended.code, validators], ['failed', 'source_answer', undefined]);
    assert.ok(ended.message?.includes(why), ended.message);
  }
});

test('source: content that is packed is unpacked, and its length counts unpacked', async () => {
  source.answer((request, response) => {
    assert.match(String(request.headers['accept-encoding']), /gzip/);
    response.setHeader('content-encoding', 'gzip').end(gzipSync(CSV));
  });
  assert.deepEqual((await run(source.url)).run.bytes, CSV.length);
  assert.equal(content, CSV);

  for (const [encoding, body] of [
    ['gzip', gzipSync(CSV).subarray(0, 40)],
    ['gzip', Buffer.from(CSV)],
    ['compress', Buffer.from(CSV)],
  ] as const) {
    source.answer((_request, response) => response.setHeader('content-encoding', encoding).end(body));
    assert.equal((await run(source.url)).run.code, 'source_answer');
  }

  const bomb = gzipSync('0'.repeat(10_000_000));
  source.answer((_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
  const { run: ended } = await run(source.url, { settings: { maxBytes: 1_000_000 } });
  assert.deepEqual([ended.outcome, ended.code], ['failed', 'too_large']);
});

test('source: content that is too large is cut off, whether it says so or not', async () => {
  const large = 'x'.repeat(5000);
  source.answer((_request, response) => response.setHeader('content-length', large.length).end(large));
  const stated = await run(source.url, { settings: { maxBytes: 1024 } });
  assert.deepEqual([stated.run.code, stated.run.bytes], ['too_large', 0]);
  source.answer((_request, response) => {
    response.write(large);
    response.end(large);
  });
  assert.equal((await run(source.url, { settings: { maxBytes: 1024 } })).run.code, 'too_large');
});

test('source: redirects are followed to hosts on the list only, and not for ever', async () => {
  const to =
    (location: string): Respond =>
    (request, response) =>
      request.url === '/data.csv' ? response.end(CSV) : response.writeHead(302, { location }).end();
  source.answer(to(`${source.url}/data.csv`));
  assert.equal((await run(source.url)).run.outcome, 'ingested');

  source.answer(to(`${other.url}/data.csv`));
  const both = [loopback(source), loopback(other)];
  assert.equal((await run(source.url, { allow: both })).run.outcome, 'ingested');
  assert.equal(other.requests.length, 1);
  const outside = await run(source.url);
  assert.deepEqual([outside.run.outcome, outside.run.code], ['failed', 'source_forbidden']);
  assert.match(
    outside.run.message ?? '',
    new RegExp(`127.0.0.1:${other.port}/data.csv is not asked.*sources.allow`),
  );
  assert.equal(other.requests.length, 1);

  source.answer((_request, response, number) =>
    response.writeHead(302, { location: `${source.url}/again-${number}` }).end(),
  );
  source.requests.length = 0;
  const endless = await run(source.url);
  assert.deepEqual([endless.run.code, source.requests.length], ['source_answer', 6]);
  assert.match(endless.run.message ?? '', /more than 5 redirects/);
});

test('source: what is not public is refused unless its host is allowed to be private', async () => {
  const { port } = source;
  const http = { port, http: true };
  const cases: [url: string, allow: AllowedHost[]][] = [
    [source.url, [{ host: '127.0.0.1', ...http }]],
    // A name that leads to this machine.
    [`http://localhost:${port}/`, [{ host: 'localhost', ...http }]],
    [`http://[::1]:${port}/`, [{ host: '::1', ...http }]],
    [`http://[::ffff:7f00:1]:${port}/`, [{ host: '::ffff:7f00:1', ...http }]],
    [`http://2130706433:${port}/`, [{ host: '127.0.0.1', ...http }]],
    [`http://0.0.0.0:${port}/`, [{ host: '0.0.0.0', ...http }]],
    [`http://169.254.169.254:${port}/`, [{ host: '169.254.169.254', ...http }]],
    [`http://10.0.0.1:${port}/`, [{ host: '10.0.0.1', ...http }]],
    [`http://[fd00::1]:${port}/`, [{ host: 'fd00::1', ...http }]],
    [`http://100.64.0.1:${port}/`, [{ host: '100.64.0.1', ...http }]],
  ];
  for (const [url, allow] of cases) {
    const { run: ended } = await run(url, { allow, retries: 3 });
    assert.deepEqual([ended.outcome, ended.code], ['failed', 'source_forbidden'], `${url}: ${ended.message}`);
    assert.match(ended.message ?? '', /not public/);
  }
  assert.equal(source.requests.length, 0);
  const named = await run(`http://localhost:${port}/`, {
    allow: [{ host: 'localhost', private: true, ...http }],
  });
  assert.equal(named.run.outcome, 'ingested', named.run.message);
});

test('source: a redirect to a name that leads here is refused, too', async () => {
  const { port } = other;
  source.answer((_request, response) =>
    response.writeHead(302, { location: `http://localhost:${port}/` }).end(),
  );
  const { run: ended } = await run(source.url, {
    allow: [loopback(source), { host: 'localhost', port, http: true }],
  });
  assert.deepEqual([ended.code, other.requests.length], ['source_forbidden', 0]);
});

test('source: another host, another port, http and names in addresses are refused', async () => {
  const allow = [loopback(source)];
  for (const url of [
    other.url,
    'https://data.example.org/x',
    `http://user:word@127.0.0.1:${source.port}/`,
    `https://127.0.0.1/`,
  ]) {
    assert.equal((await run(url, { allow })).run.code, 'source_forbidden', url);
  }
  const { run: plain } = await run(source.url, {
    allow: [{ host: '127.0.0.1', port: source.port, private: true }],
  });
  assert.match(plain.message ?? '', /https.*http: true/);
  assert.equal(source.requests.length + other.requests.length, 0);
});

test('source: what drips for longer than the time is cut off', async () => {
  let drip: NodeJS.Timeout | undefined;
  source.answer((_request, response) => {
    response.write('series,period,value\n');
    drip = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(drip));
  });
  const { run: ended } = await run(source.url, { settings: { timeoutSeconds: 1 } });
  assert.deepEqual([ended.outcome, ended.code], ['failed', 'source_timeout']);
});

test('source: what passes is tried again within the run', async () => {
  source.answer((request, response, number) => {
    if (number === 1) response.writeHead(500).end('broken');
    else if (number === 2) request.socket.destroy();
    else if (number === 3) response.writeHead(429, { 'retry-after': '0' }).end();
    else response.end(CSV);
  });
  const { run: ended } = await run(source.url, { retries: 4 });
  assert.deepEqual([ended.outcome, ended.counts?.stored, source.requests.length], ['ingested', 2, 4]);

  source.requests.length = 0;
  source.answer((_request, response) => response.writeHead(503).end());
  const broken = await run(source.url, { retries: 2 });
  assert.deepEqual([broken.run.code, source.requests.length], ['source_answer', 3]);
  assert.match(broken.run.message ?? '', /answered 503/);
});

test('source: what does not pass is not tried again, and is said in words', async () => {
  source.answer((_request, response) => response.writeHead(404).end('nothing'));
  const { run: ended } = await run(`${source.url}/moved.csv`, { retries: 3 });
  assert.deepEqual([ended.outcome, ended.code, source.requests.length], ['failed', 'source_answer', 1]);
  assert.match(ended.message ?? '', /moved\.csv answered 404\. There is nothing/);

  const gone = await openSource(csv);
  await gone.close();
  const { port } = gone;
  const nobody = await run(`http://127.0.0.1:${port}/`, {
    allow: [{ host: '127.0.0.1', port, private: true, http: true }],
  });
  assert.equal(nobody.run.code, 'source_unreachable');
});

test('source: a content that breaks off is a failure, and validators stay those of what is held', async () => {
  source.answer((_request, response) => response.setHeader('etag', '"v1"').end(CSV));
  const before = (await run(`${source.url}/`)).validators!;
  source.requests.length = 0;
  source.answer((_request, response) => {
    response.writeHead(200, { 'content-length': '1000', etag: '"v2"' });
    response.write(CSV, () => response.destroy());
  });
  const held = { ...before, etag: '"v1"' };
  const { run: ended, validators } = await run(`${source.url}/`, { state: { validators: held } });
  assert.deepEqual([ended.outcome, ended.code], ['failed', 'source_unreachable']);
  assert.equal(source.requests[0]?.headers['if-none-match'], '"v1"');
  assert.deepEqual(validators, held);
});

test('source: the end of the node breaks off what waits for another try', async () => {
  source.answer((_request, response) => response.writeHead(503, { 'retry-after': '50' }).end());
  const stopping = new AbortController();
  const ending = run(source.url, { retries: 3, signal: stopping.signal });
  while (source.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stopping.abort();
  assert.equal((await ending).run.outcome, 'failed');
  assert.equal(source.requests.length, 1);
});
