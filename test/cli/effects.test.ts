import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from '../http/agency.ts';
import { DRAFT, INDICATOR, signal } from '../http/samples.ts';
import { runBatch } from './run-ews.ts';

let agency: TestAgency;
let url: string;
let bulletin: string;
before(async () => {
  agency = await openAgency();
  const { observations, signals } = agency.node.stores;
  await observations.putIndicators([INDICATOR]);
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await signals.recordAssessments([{ ...assessment, signals: [signal('s1')] }]);
  await agency.ask('analyst', 'POST', '/reports/catalogue', {});
  bulletin = (await agency.ask('analyst', 'POST', '/bulletins', DRAFT)).json().content.id;
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(agency.app.server.address() as AddressInfo).port}`;
});
after(() => agency.close());

const UREA_2021 =
  /^catalogue-cn-urea-2021\t2021-10-11\t2021-10-15\t\t\S+\texport-control\tCN\tKR\tUrea\tCN\/refining\/urea\t.*\thttps?:\/\//m;

test('ews signals, reports and bulletins effects: who is hit, and the policy events that bear on it', async () => {
  const lines = [
    'signals effects s1',
    `bulletins effects ${bulletin}`,
    'signals effects s1 --lost 0.25 --json',
    'reports effects catalogue-jp-kr-materials-2019',
    'reports effects catalogue-cn-urea-2021 --json',
    'supply-map effects --country CN --item urea',
    'reports effects catalogue-none',
  ];
  const runs = await runBatch(
    lines.map((line) => line.split(' ')),
    { EWS_URL: url, EWS_TOKEN: agency.tokens.viewer, LC_ALL: 'en_US.UTF-8' },
  );
  const [ofSignal, ofBulletin, quarter, ofReport, asJson, ofMap, none] = runs;
  for (const run of [ofSignal, ofBulletin, ofMap]) {
    assert.equal(run?.code, 0, run?.stderr);
    assert.match(run?.stderr ?? '', /^If 100 % of CN\/refining\/urea fails:/);
    assert.match(run?.stdout ?? '', /^KR\/use\/urea-solution\t97\.6 %/m);
    assert.match(run?.stdout ?? '', /^Policy events announced or in force:$/m);
    assert.match(run?.stdout ?? '', UREA_2021);
  }
  const { effects, events } = JSON.parse(quarter?.stdout ?? '');
  assert.deepEqual([effects[0].share, events.standing.length], [0.244, 1]);
  assert.match(ofReport?.stderr ?? '', /JP\/materials\/photoresist.* fails towards KR:/);
  assert.deepEqual(JSON.parse(asJson?.stdout ?? '').towards, ['KR']);
  assert.notEqual(none?.code, 0);
  assert.match(none?.stderr ?? '', /not_found/);
});
