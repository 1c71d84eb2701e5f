import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Role } from '../../src/domain/people.ts';
import { formatPeriod } from '../../src/domain/time.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { INDICATOR } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  const put = await agency.ask('operator', 'PUT', '/indicators', { items: [INDICATOR] });
  assert.deepEqual(put.json(), { changed: 1 });
});
after(() => agency.close());

interface Upload {
  readonly key?: string;
  readonly role?: Role;
  readonly query?: string;
  readonly type?: string;
}

function post(
  payload: string | Readable,
  { key, role = 'analyst', query = '', type = 'text/csv' }: Upload = {},
) {
  return agency.app.inject({
    method: 'POST',
    url: `/api/v1/observations${query}`,
    headers: {
      authorization: `Bearer ${agency.tokens[role]}`,
      'content-type': type,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    payload,
  });
}

const HEADER = 'series,period,value\n';

async function ingests(): Promise<number> {
  const { items } = (await agency.ask('operator', 'GET', '/audit?limit=1000')).json();
  return items.filter(({ action }: { action: string }) => action === 'observations.ingested').length;
}

test('uploads: the same upload with the same key gets the same report, and nothing is ingested', async () => {
  const text = `${HEADER}UREA_PRICE/KR.CN,2021-07,1\nUREA_PRICE/KR.CN,2021-13,1\n`;
  const first = await post(text, { key: 'customs-2021-07' });
  assert.deepEqual([first.statusCode, first.json().stored, first.json().refused], [200, 1, 1]);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  const before = await ingests();
  const again = await post(Readable.from([text.slice(0, 9), text.slice(9)]), { key: 'customs-2021-07' });
  assert.deepEqual([again.statusCode, again.json()], [200, first.json()]);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.equal(await ingests(), before);
});

test('uploads: a key is of one upload only: another body, type or wish with it is refused', async () => {
  const text = `${HEADER}UREA_PRICE/KR.CN,2021-06,1\n`;
  assert.equal((await post(text, { key: 'one' })).statusCode, 200);
  const before = await ingests();
  const others = [
    await post(`${HEADER}UREA_PRICE/KR.CN,2021-06,2\n`, { key: 'one' }),
    await post(text, { key: 'one', query: '?strict=true' }),
    await post(text, { key: 'one', type: 'text/csv; charset=utf-8' }),
  ];
  for (const other of others) assert.deepEqual(refusal(other), [422, 'invalid_input']);
  assert.equal(await ingests(), before);
  const elsewhere = await post(text, { key: 'one', role: 'operator' });
  assert.deepEqual([elsewhere.statusCode, elsewhere.json().unchanged], [200, 1], 'keys are of each sender');
});

test('uploads: the same key while the first upload is under way is refused, and free after it', async () => {
  const body = new PassThrough();
  // It starts when somebody waits for it.
  const first = post(body, { key: 'slow' }).then((answer) => answer);
  body.write(HEADER);
  const text = `${HEADER}UREA_PRICE/KR.CN,2021-05,1\n`;
  assert.deepEqual(refusal(await post(text, { key: 'slow' })), [409, 'wrong_state']);
  body.end(text.slice(HEADER.length));
  assert.equal((await first).json().stored, 1);
  const again = await post(text, { key: 'slow' });
  assert.equal(again.headers['idempotency-replayed'], 'true');
});

test('uploads: what failed is not kept, so that it can be sent again', async () => {
  const failed = await post('no,header\n', { key: 'later' });
  assert.deepEqual(refusal(failed), [400, 'invalid_input']);
  assert.equal((await post(`${HEADER}UREA_PRICE/KR.CN,2021-04,1\n`, { key: 'later' })).json().stored, 1);
});

for (const key of ['', 'with space', 'ä', 'x'.repeat(201)]) {
  test(`uploads: "${key.slice(0, 12)}" of ${key.length} characters is no key`, async () => {
    assert.deepEqual(refusal(await post(HEADER, { key })), [400, 'invalid_input']);
  });
}

test('uploads: a large one is read beside the event loop, and counted as a small one is', async () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, at) =>
      `{"series":"UREA_PRICE/JP.P${at % 300}","period":"${formatPeriod('M', 24_000 + Math.floor(at / 300))}","value":${at}}\n`,
  );
  rows[29_000] = '{"series":"UREA_PRICE/JP.P1","period":"2001-01","value":"n/a"}\n';
  const send = () => post(Readable.from([rows.join('')]), { type: 'application/x-ndjson' });
  const answer = await send();
  assert.equal(answer.statusCode, 200, answer.body);
  const { rows: offered, stored, refused, refusals } = answer.json();
  assert.deepEqual([offered, stored, refused, refusals[0].line], [30_000, 29_999, 1, 29_001]);
  assert.equal((await send()).json().unchanged, 29_999);
});
