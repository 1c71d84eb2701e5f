import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LiveStream } from '../../src/http/live-stream.ts';
import { STREAM_LIMITS } from '../../src/http/live-streams.ts';
import { until } from '../helpers/until.ts';
import { NODE_ID, openAgency, PASSWORD, REPLAY_FROM, refusal, signIn, type TestAgency } from './agency.ts';
import { type EventReader, openEvents } from './events.ts';
import { INDICATOR } from './samples.ts';

let agency: TestAgency;
let base: string;
/** What the wall clock is ahead by. */
let ahead = 0;

before(async () => {
  agency = await openAgency((node) => ({ ...node, wall: { now: () => Date.now() + ahead } }));
  base = await agency.app.listen({ host: '127.0.0.1', port: 0 });
});
after(() => agency.close());

async function watch(token: string = agency.tokens.viewer): Promise<EventReader> {
  return openEvents(`${base}/api/v1/live`, { authorization: `Bearer ${token}` });
}

/** Opens a stream and reads its first event. */
async function watching(token?: string): Promise<EventReader> {
  const events = await watch(token);
  assert.equal((await events.next())?.event, 'hello');
  return events;
}

async function topics(events: EventReader): Promise<string[]> {
  const { event, data = '' } = (await events.next()) ?? {};
  assert.equal(event, 'change');
  return JSON.parse(data).topics.toSorted();
}

async function newAccount(name: string): Promise<string> {
  await agency.ask('administrator', 'POST', '/accounts', { name, role: 'viewer', password: PASSWORD });
  return signIn(agency.app, name);
}

test('live: begins with who this is, and is nothing to keep', async () => {
  const events = await watch();
  assert.equal(events.status, 200);
  assert.match(String(events.headers.get('content-type')), /^text\/event-stream/);
  assert.equal(events.headers.get('cache-control'), 'no-store');
  const { retry, event, data = '' } = (await events.next()) ?? {};
  assert.deepEqual([retry, event], ['2000', 'hello']);
  assert.deepEqual(JSON.parse(data), { node: NODE_ID, business: REPLAY_FROM });
  events.close();
});

test('live: tells within a moment what was written', async () => {
  const events = await watching();
  const from = performance.now();
  await agency.node.stores.observations.putIndicators([INDICATOR]);
  assert.deepEqual(await topics(events), ['observations']);
  assert.ok(performance.now() - from < 1000);
  events.close();
});

test('live: a burst is told once, with all that it changed', async () => {
  const events = await watching();
  agency.node.feed.announce('links');
  agency.node.feed.announce('bulletins', 'signals');
  agency.node.feed.announce('links');
  assert.deepEqual(await topics(events), ['bulletins', 'links', 'signals']);
  agency.node.feed.announce('clock');
  assert.deepEqual(await topics(events), ['clock']);
  events.close();
});

test('live: is for whoever is signed in, also by cookie', async () => {
  const cookie = `ews-session-${NODE_ID}=${agency.tokens.viewer}`;
  const events = await openEvents(`${base}/api/v1/live`, { cookie });
  assert.equal(events.status, 200);
  events.close();
  assert.deepEqual(refusal(await agency.ask(undefined, 'GET', '/live')), [401, 'unauthenticated']);
});

test('live: ends when the account is disabled, and tells nothing more', { timeout: 10_000 }, async () => {
  const events = await watching(await newAccount('leaver'));
  await agency.ask('administrator', 'PATCH', '/accounts/leaver', { disabled: true });
  assert.equal(await events.next(), undefined);
});

test('live: ends with the session', { timeout: 10_000 }, async () => {
  const events = await watching(await newAccount('sleeper'));
  ahead = 12 * 3_600_000 + 1000;
  agency.node.feed.announce('bulletins');
  assert.equal(await events.next(), undefined);
  ahead = 0;
});

test('live: an account has so many streams; one that is closed makes room', async () => {
  const token = await newAccount('collector');
  const open = await Promise.all(Array.from({ length: STREAM_LIMITS.account }, () => watching(token)));
  const ask = () => agency.app.inject({ url: '/api/v1/live', headers: { authorization: `Bearer ${token}` } });
  const refused = await ask();
  assert.deepEqual(refusal(refused), [429, 'too_many_streams']);
  assert.equal(refused.json().most, STREAM_LIMITS.account);
  const other = await watching();
  open.pop()?.close();
  const again = await until('there is room again', async () => {
    const events = await watch(token);
    return events.status === 200 && events;
  });
  for (const events of [...open, other, again]) events.close();
});

test('live: what waits for a client that does not read is bounded, and then the client is dropped', () => {
  const stream = new LiveStream();
  let written = 0;
  for (; written < 1000 && !stream.ended; written += 1) stream.write('x'.repeat(100));
  assert.ok(stream.body.destroyed);
  assert.ok(written > 100 && written < 200);
  stream.write('after the end');
  stream.end();
});

test('live: a node that stops does not wait for whoever watches', { timeout: 10_000 }, async () => {
  const own = await openAgency();
  const url = await own.app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { authorization: `Bearer ${own.tokens.viewer}` };
  const events = await openEvents(`${url}/api/v1/live`, headers);
  await events.next();
  const from = performance.now();
  await own.close();
  assert.ok(performance.now() - from < 1000);
  assert.equal(await events.next(), undefined);
});
