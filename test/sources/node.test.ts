import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { nodePaths } from '../../src/config/paths.ts';
import { runEws } from '../cli/run-ews.ts';
import { PASSWORD, startNodes } from '../helpers/nodes.ts';
import { refused } from '../helpers/refused.ts';
import { until } from '../helpers/until.ts';
import { INDICATOR } from '../http/samples.ts';
import { openSource, type TestSource } from './servers.ts';

let server: TestSource;
before(async () => {
  server = await openSource((request, response) => {
    response.setHeader('etag', '"v1"');
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else response.end('series,period,value\nUREA_PRICE/KR.CN,2021-07,390.5\nUREA_PRICE/KR.CN,2021-08,400\n');
  });
});
after(() => server.close());

interface Source {
  readonly name: string;
  readonly activity: string;
  readonly nextAt?: string;
  readonly lastRun?: { readonly outcome: string; readonly counts?: { readonly stored: number } };
}

test('sources: a node fetches what it is asked for, and by its schedule', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const { nodeFile, sourcesFolder } = nodePaths(kr.directory);
  const config = parse(readFileSync(nodeFile, 'utf8')) as object;
  const configure = (inReplay: boolean) => {
    const allow = [{ host: '127.0.0.1', port: server.port, private: true, http: true }];
    writeFileSync(nodeFile, stringify({ ...config, sources: { allow, inReplay } }));
    const source = {
      name: 'urea',
      url: `${server.url}/urea.csv`,
      format: 'csv',
      every: '1d',
      jitterSeconds: 0,
    };
    mkdirSync(sourcesFolder, { recursive: true });
    writeFileSync(join(sourcesFolder, 'prices.yaml'), stringify([source]));
  };
  const sources = async () => (await kr.as('viewer').get<{ items: Source[] }>('/sources')).items;
  const session = () =>
    fetch(`${kr.agencyUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'operator', password: PASSWORD }),
    }).then(async (answer) => ((await answer.json()) as { token: string }).token);
  const ews = async (...args: string[]) =>
    runEws([...args, '--url', kr.agencyUrl], { environment: { EWS_TOKEN: await session() } });

  await kr.as('operator').send('PUT', '/indicators', { items: [INDICATOR] });
  assert.deepEqual(await sources(), []);
  await kr.stop();
  configure(false);
  await kr.start();

  await t.test('in a replay it waits to be asked', async () => {
    const [source] = await sources();
    assert.deepEqual([source?.name, source?.activity, source?.nextAt], ['urea', 'idle', undefined]);
    assert.equal(await refused(kr.as('analyst').send('POST', '/sources/urea/fetch')), '403 forbidden');
    assert.equal(await refused(kr.as('operator').send('POST', '/sources/coal/fetch')), '404 not_found');

    const run = await ews('sources', 'fetch', 'urea', '--json');
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(JSON.parse(run.stdout).counts, {
      offered: 2,
      stored: 2,
      revised: 0,
      unchanged: 0,
      superseded: 0,
      refused: 0,
    });
    const path = '/series/observations?series=UREA_PRICE%2FKR.CN';
    const { items } = await kr.as('viewer').get<{ items: { value: number }[] }>(path);
    assert.deepEqual(
      items.map(({ value }) => value),
      [390.5, 400],
    );
    const audit = await kr
      .as('operator')
      .get<{ items: { action: string; subject: string; actor: object }[] }>('/audit?from=1&limit=1000');
    assert.deepEqual(
      audit.items
        .filter(({ action }) => action === 'source.requested')
        .map(({ subject, actor }) => [subject, actor]),
      [['urea', { name: 'operator', role: 'operator' }]],
    );
  });

  await t.test('what is unchanged is not sent again, and a failure is said in words', async () => {
    const again = await ews('sources', 'fetch', 'urea');
    assert.match(again.stdout, /nothing new/);
    server.answer((_request, response) => response.writeHead(404).end());
    const failed = await ews('sources', 'fetch', 'urea');
    assert.deepEqual([failed.code, failed.stdout.includes('[source_answer]')], [1, true]);
    const runs = await ews('sources', 'runs', 'urea', '--json');
    assert.deepEqual(
      JSON.parse(runs.stdout).items.map(({ outcome }: { outcome: string }) => outcome),
      ['failed', 'not-modified', 'ingested'],
    );
    assert.match((await ews('sources')).stdout, /^urea\tevery 1d\tidle\t.*failed.*source_answer/m);
    assert.ok(
      kr.log().some(({ event, source, code }) => event === 'sourceFailed' && source === 'urea' && code),
    );
  });

  await t.test('by its schedule it is fetched without being asked, and not at each start', async () => {
    await kr.stop();
    configure(true);
    const asked = server.requests.length;
    await kr.start();
    // Its next run is a day after the last one, which a person asked for.
    const [planned] = await sources();
    assert.ok(Date.parse(planned?.nextAt ?? '') > Date.now() + 80_000_000);
    assert.equal(server.requests.length, asked);
    await kr.stop();
    server.answer((_request, response) =>
      response.end('series,period,value\nUREA_PRICE/KR.CN,2021-09,410\n'),
    );
    const name = 'urea-later';
    const more = { name, url: `${server.url}/later.csv`, format: 'csv', every: '1d', jitterSeconds: 0 };
    writeFileSync(join(sourcesFolder, 'more.yaml'), stringify([more]));
    await kr.start();
    await until('the new source is fetched', async () => {
      const source = (await sources()).find((each) => each.name === name);
      return source?.lastRun?.outcome === 'ingested' && source.lastRun.counts?.stored === 1;
    });
  });
});
