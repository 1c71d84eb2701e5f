import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BulletinContent } from '../../src/domain/bulletin.ts';
import { content as reportContent } from '../reports/samples.ts';
import { bringScene, ofJapan } from '../situation/scene.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { signal } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  await bringScene(agency.node);
});
after(() => agency.close());

const ask = (path: string) => agency.ask('viewer', 'GET', path);
async function read(path: string) {
  const answer = await ask(path);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}
const ids = async (query = '') =>
  (await read(`/situations${query}`)).items.map(({ id }: { id: string }) => id);

test('situations: what is measured here and what peers issued, by item; an exercise is none', async () => {
  const { items } = await read('/situations');
  assert.deepEqual(
    items.map(({ id, level, reason, corroboration }: Record<string, unknown>) => [
      id,
      level,
      reason,
      corroboration,
    ]),
    [
      ['item-urea', 'alert', 'own', 2],
      ['item-photoresist', 'caution', 'capped', 1],
    ],
  );
  assert.deepEqual(items[0].seenBy, [
    {
      by: 'KR',
      own: true,
      level: 'alert',
      since: signal('s1').raisedAt,
      signals: 1,
      reports: 0,
      bulletins: 0,
    },
    {
      ...{ by: 'JP', own: false, level: 'caution', since: '2021-10-11T02:00:00.000Z' },
      ...{ signals: 0, reports: 0, bulletins: 1 },
    },
  ]);
  assert.deepEqual(items[0].names, agency.node.config.supplyMap.items.urea?.names);
});

test('situations: by sector and level, page by page', async () => {
  assert.deepEqual(await ids('?sector=semiconductors'), ['item-photoresist']);
  assert.deepEqual(await ids('?level=alert'), ['item-urea']);
  assert.deepEqual(await ids('?level=serious'), []);
  const { items, next } = await read('/situations?limit=1');
  assert.deepEqual([items.length, next], [1, 1]);
  assert.deepEqual(await ids('?limit=1&offset=1'), ['item-photoresist']);
  assert.deepEqual(refusal(await ask('/situations?level=high')), [400, 'invalid_input']);
});

test('situations: an accepted report joins, one that nobody has judged does not', async () => {
  const made = await agency.ask('analyst', 'POST', '/reports', reportContent());
  assert.equal(made.statusCode, 200, made.body);
  const { id } = made.json().report;
  assert.deepEqual((await read('/situations/item-urea')).reports, []);
  await agency.ask('analyst', 'POST', `/reports/${id}/accept`, {});
  const { reports, signals, bulletins, seenBy, next } = await read('/situations/item-urea');
  assert.deepEqual([reports.length, reports[0].id, seenBy[0].reports], [1, id, 1]);
  assert.equal(signals[0].id, 's1');
  assert.ok(!('evidence' in signals[0]));
  assert.deepEqual([bulletins[0].by, bulletins[0].disputedOrigin], ['JP', false]);
  assert.deepEqual(next.origins, [{ country: 'CN', stage: 'refining', item: 'urea' }]);
  assert.deepEqual(next.events, { standing: [], before: [] });
  await agency.ask('analyst', 'POST', '/reports/catalogue', {});
  const { events } = (await read('/situations/item-urea')).next;
  assert.deepEqual(
    events.standing.map((each: { report: { id: string } }) => each.report.id),
    ['catalogue-cn-urea-2021'],
  );
});

test('situations: a draft where a peer warns and the own series are calm, made by an analyst', async () => {
  const { suggestion, next } = await read('/situations/item-photoresist');
  assert.deepEqual(next.origins, [{ country: 'JP', stage: 'materials', item: 'photoresist' }]);
  assert.equal(suggestion.restsOn, ofJapan(1).id);
  assert.deepEqual(suggestion.effect.place, { country: 'KR', stage: 'fabrication', item: 'memory-chips' });
  assert.match(
    suggestion.draft.text.en,
    /^Japan warns of Photoresist .*South Korea, manufacturing \(DRAM\), in 30 to/,
  );
  const path = '/situations/item-photoresist/draft';
  const made = await agency.ask('analyst', 'POST', path, { parts: { level: 'attention' } });
  assert.equal(made.statusCode, 201, made.body);
  const draft = BulletinContent.parse(made.json().content);
  assert.deepEqual([draft.level, draft.tlp, draft.audience], ['attention', 'GREEN', '*']);
  assert.equal(draft.contact, agency.node.config.contact);
  assert.deepEqual(draft.text, suggestion.draft.text);
});

test('situations: one draft at a time, also where two people make it at the same moment', async () => {
  const path = '/situations/item-photoresist';
  const make = () => agency.ask('analyst', 'POST', `${path}/draft`, {});
  const shown = async () => (await read(path)).suggestion.bulletin;
  const first = await shown();
  const again = await make();
  assert.deepEqual(refusal(again), [409, 'already_exists']);
  assert.equal(again.json().bulletin, first);
  assert.ok(again.json().detail.includes(first));

  await agency.ask('analyst', 'DELETE', `/bulletins/${encodeURIComponent(first)}`);
  assert.equal(await shown(), undefined);
  const both = await Promise.all([make(), make()]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [201, 409]);
  const [made, refused] = both.toSorted((a, b) => a.statusCode - b.statusCode);
  const { id, level } = made!.json().content;
  assert.equal(level, 'caution');
  assert.deepEqual([refused!.json().bulletin, await shown()], [id, id]);
  const drafts = (await read('/bulletins?state=draft')).items;
  assert.deepEqual(
    drafts.map((each: { content: { id: string } }) => each.content.id),
    [id],
  );
});

test('situations: none without parts, and no draft where something was measured here', async () => {
  assert.deepEqual(refusal(await ask('/situations/item-neon')), [404, 'not_found']);
  assert.ok(!('suggestion' in (await read('/situations/item-urea'))));
  const refused = await agency.ask('analyst', 'POST', '/situations/item-urea/draft', {});
  assert.deepEqual(refusal(refused), [409, 'wrong_state']);
});
