import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bringQueue, RANKED } from '../queue/scene.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  // Monday morning in Seoul.
  agency = await openAgency((node) => ({
    ...node,
    config: { ...node.config, budget: { draftsPerWorkingDay: 3 } },
  }));
  await bringQueue(agency.node);
});
after(() => agency.close());

async function read(query = '') {
  const answer = await agency.ask('viewer', 'GET', `/queue${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
const lines = (items: { signal: { id: string }; line: string }[]) =>
  items.map(({ signal, line }) => `${signal.id} ${line}`);
const counts = ({ judged, waiting, today, cutOff }: Record<string, number>) => [
  judged,
  waiting,
  today,
  cutOff,
];

test('queue: what matters most first, with the reasons, and a cut where the day ends', async () => {
  const queue = await read();
  assert.deepEqual(lines(queue.items), [...['s4 today', 'a6 today', 'a3 today', 'a2 cut-off', 'a1 cut-off']]);
  assert.deepEqual(counts(queue), [0, 5, 3, 2]);
  assert.deepEqual([queue.day, queue.isToday, queue.timeZone], ['2021-10-11', true, 'Asia/Seoul']);
  assert.deepEqual([queue.draftsPerWorkingDay, queue.alarmsAYear], [3, 783]);
  const { place, reasons, because, signal } = queue.items[1];
  assert.equal(place, 2);
  assert.deepEqual(
    [reasons.level, reasons.grade, reasons.stage, reasons.beyond],
    ['alert', 'A', 'refining', 3],
  );
  assert.deepEqual([reasons.concentration.supplier, reasons.concentration.basis], ['CN', 'map']);
  assert.ok(reasons.downstream > 0);
  assert.match(
    because.en,
    /^Grade A\. South Korea: .* from China .* 3 times its threshold\. Waits for 1 day\.$/,
  );
  assert.deepEqual(Object.keys(because).sort(), ['en', 'ja', 'ko']);
  assert.ok(!('evidence' in signal) && !('threshold' in signal));
});

test('queue: what is below alert is shown to whoever asks, behind the others, and not counted', async () => {
  const { items, ...figures } = await read('?from=attention');
  assert.deepEqual(
    items.map(({ signal }: { signal: { id: string } }) => signal.id),
    RANKED,
  );
  assert.equal(items.at(-1).line, 'below-alert');
  assert.deepEqual(counts(figures), [0, 5, 3, 2]);
});

test('queue: of one sector, and page by page, with the places and counts of the whole', async () => {
  const { items, ...figures } = await read('?sector=semiconductors');
  assert.deepEqual(lines(items), ['s4 today', 'a1 cut-off']);
  assert.deepEqual(
    items.map(({ place }: { place: number }) => place),
    [1, 5],
  );
  assert.deepEqual(counts(figures), [0, 5, 3, 2]);
  const second = await read('?limit=2&offset=2');
  assert.deepEqual([lines(second.items), second.next], [['a3 today', 'a2 cut-off'], 4]);
  const last = await read('?limit=2&offset=4');
  assert.deepEqual([lines(last.items), 'next' in last], [['a1 cut-off'], false]);
  const wrong = await agency.ask('viewer', 'GET', '/queue?from=high');
  assert.deepEqual(refusal(wrong), [400, 'invalid_input']);
});

test('queue: what was dismissed or drafted today counts against the day, tomorrow brings a new one', async () => {
  await agency.ask('analyst', 'POST', '/signals/a6/dismiss', { reason: 'A typing error.' });
  const dismissed = await read();
  assert.deepEqual(counts(dismissed), [1, 4, 2, 2]);
  assert.deepEqual(lines(dismissed.items), ['s4 today', 'a3 today', 'a2 cut-off', 'a1 cut-off']);
  const drafted = await agency.ask('analyst', 'POST', '/signals/s4/draft', {});
  assert.equal(drafted.statusCode, 201, drafted.body);
  // One that is below alert takes people's time as well.
  await agency.ask('analyst', 'POST', '/signals/c5/dismiss', { reason: 'Announced.' });
  const full = await read();
  assert.deepEqual(counts(full), [3, 3, 0, 3]);
  assert.deepEqual(lines(full.items), ['a3 cut-off', 'a2 cut-off', 'a1 cut-off']);
  const advance = (business: string) => agency.ask('operator', 'PUT', '/clock', { business });
  await advance('2021-10-11T15:00:00.000Z');
  assert.deepEqual(counts(await read()), [0, 3, 3, 0], 'Tuesday in Seoul');
  await advance('2021-10-15T09:00:00.000Z');
  await agency.ask('analyst', 'POST', '/signals/a3/dismiss', { reason: 'Announced.' });
  await advance('2021-10-17T09:00:00.000Z');
  const sunday = await read();
  assert.deepEqual([sunday.day, sunday.isToday], ['2021-10-15', false]);
  assert.deepEqual(counts(sunday), [1, 2, 2, 0], 'what is left of Friday');
});
