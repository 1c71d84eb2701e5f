import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { enrolHostile, hostileBundle } from '../helpers/bundles.ts';
import { goodBulletin, hostileLog } from '../helpers/hostile-log.ts';
import { NODE_ID, openAgency, refusal, type TestAgency } from './agency.ts';

let agency: TestAgency;
const us = hostileLog('us.ews.example');
before(async () => {
  agency = await openAgency();
  await enrolHostile({ node: agency.node, id: NODE_ID, origin: agency.node.log.origin }, us);
  us.append(await goodBulletin(us));
});
after(() => agency.close());

const upload = (payload: Buffer, path = '/bundles') =>
  agency.ask('operator', 'POST', path, undefined, {
    headers: { authorization: `Bearer ${agency.tokens.operator}`, 'content-type': 'application/gzip' },
    payload,
  });

test('bundles: one is imported as it was packed, and the report adds up', async () => {
  const lines = await hostileBundle(us, NODE_ID, [{ from: 0, lines: await us.page(0, NODE_ID) }]);
  const answer = await upload(gzipSync(`${lines.join('\n')}\n`));
  assert.equal(answer.statusCode, 200, answer.body);
  const { whole, counts } = answer.json();
  assert.deepEqual([whole, counts.offered, counts.stored], [true, 1, 1]);
  assert.equal((await agency.node.stores.log.log(us.origin))?.range.size, 1);
});

test('bundles: one that is made is packed, for a peer alone', async () => {
  const answer = await agency.ask('operator', 'GET', `/bundles/${us.id}?all=true`);
  assert.equal(answer.statusCode, 200, answer.body);
  const [header = '', ...rest] = gunzipSync(answer.rawPayload).toString().trimEnd().split('\n');
  assert.equal(JSON.parse(header).bundle.to, us.id);
  assert.deepEqual(JSON.parse(rest.at(-1) ?? ''), { end: { lines: rest.length } });
  assert.deepEqual(refusal(await agency.ask('operator', 'GET', '/bundles/xx.ews.example')), [
    404,
    'not_found',
  ]);
});

test('bundles: what is damaged, no bundle, or unpacks without end is refused or named', async () => {
  assert.deepEqual(refusal(await upload(gzipSync('no bundle\n'))), [422, 'bundle_malformed']);
  const lines = await hostileBundle(us, NODE_ID, [{ from: 0, lines: await us.page(0, NODE_ID) }]);
  const packed = gzipSync(`${lines.join('\n')}\n`);
  const cut = await upload(packed.subarray(0, packed.length - 20));
  assert.deepEqual([cut.json().whole, cut.json().problems[0]?.code], [false, 'invalid_input']);
  // A line of nothing but zeros, 100 MB of it in 100 KB.
  const bomb = Buffer.concat([gzipSync(`${lines[0]}\n`), gzipSync(Buffer.alloc(100_000_000, '0'))]);
  const answer = await upload(bomb);
  assert.equal(answer.json().whole, false);
  assert.equal(answer.json().problemCount, 1);
});
