import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from '../http/agency.ts';
import { bringScene, ofJapan } from '../situation/scene.ts';
import { runBatch } from './run-ews.ts';

let agency: TestAgency;
let url: string;
before(async () => {
  agency = await openAgency();
  await bringScene(agency.node);
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(agency.app.server.address() as AddressInfo).port}`;
});
after(() => agency.close());

test('ews situations: lists, shows and drafts at a running node', async () => {
  const lines = [
    'list',
    'list --sector semiconductors --json',
    'show item-photoresist',
    'draft item-photoresist',
  ];
  const [list, chosen, shown, drafted, refused, again, after] = await runBatch(
    [...lines, 'draft item-urea', 'draft item-photoresist', 'show item-photoresist'].map((line) => [
      'situations',
      ...line.split(' '),
    ]),
    { EWS_URL: url, EWS_TOKEN: agency.tokens.analyst, LC_ALL: 'en_US.UTF-8' },
  );
  const rows = (list?.stdout ?? '').split('\n').map((line) => line.split('\t').slice(0, 4).join(' '));
  assert.deepEqual(rows.slice(1, 3), [
    'item-urea alert own Urea',
    'item-photoresist caution capped Photoresist',
  ]);
  assert.deepEqual(
    JSON.parse(chosen?.stdout ?? '').items.map(({ id }: { id: string }) => id),
    ['item-photoresist'],
  );
  assert.match(shown?.stdout ?? '', new RegExp(`restsOn: ${ofJapan(1).id}`));
  assert.match(shown?.stdout ?? '', /KR\/fabrication\/memory-chips\t85 %/);
  assert.match(drafted?.stdout ?? '', /^kr\.ews\.example\/\S+ is drafted\. State: draft\.\n/);
  const id = /^\S+/.exec(drafted?.stdout ?? '')?.[0] ?? '';
  assert.ok(again?.stderr.includes(`already_exists`) && again.stderr.includes(id), again?.stderr);
  assert.ok(after?.stdout.includes(`was made: ${id}`), after?.stdout);
  assert.equal(refused?.stdout, '');
  assert.match(refused?.stderr ?? '', /suggests no draft/);
});
