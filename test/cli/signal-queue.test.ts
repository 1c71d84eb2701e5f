import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from '../http/agency.ts';
import { bringQueue } from '../queue/scene.ts';
import { runBatch } from './run-ews.ts';

let agency: TestAgency;
let url: string;
before(async () => {
  agency = await openAgency((node) => ({
    ...node,
    config: { ...node.config, budget: { draftsPerWorkingDay: 3 } },
  }));
  await bringQueue(agency.node);
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(agency.app.server.address() as AddressInfo).port}`;
});
after(() => agency.close());

test('ews signals queue: says what is for today, what waits below the line, and why', async () => {
  const [table, lower, json] = await runBatch(
    ['queue', 'queue --from caution --sector critical-minerals', 'queue --json --limit 1'].map((line) => [
      'signals',
      ...line.split(' '),
    ]),
    { EWS_URL: url, EWS_TOKEN: agency.tokens.viewer, LC_ALL: 'en_US.UTF-8' },
  );
  const rows = (text = '') =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
  const [head, judged, , ...items] = rows(table?.stdout);
  assert.deepEqual(head, ['3 of 5 today; 2 wait below the line.']);
  assert.deepEqual(judged, ['Judged of 3 on 2021-10-11: 0.']);
  assert.deepEqual(
    items.map((cells) => cells.slice(0, 4).join(' ')),
    [
      '1 today serious s4',
      '2 today alert a6',
      '3 today alert a3',
      '4 below the line alert a2',
      '5 below the line alert a1',
    ],
  );
  assert.match(items[1]?.[5] ?? '', /^Grade A\. .*3 times its threshold/);
  assert.deepEqual(rows(lower?.stdout).at(-1)?.slice(0, 4), ['6', 'below alert', 'caution', 'c5']);
  const { items: first, next, cutOff } = JSON.parse(json?.stdout ?? '');
  assert.deepEqual([first.length, first[0].signal.id, next, cutOff], [1, 's4', 1, 2]);
});
