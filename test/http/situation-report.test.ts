import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { reportPage } from '../../src/situation-report/page.ts';
import { Figures } from '../../src/situation-report/schema.ts';
import { TEXTS } from '../../src/situation-report/texts.ts';
import { content as report } from '../reports/samples.ts';
import { bringWeek, JP } from '../situation-report/scene.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  await bringWeek(agency);
});
after(() => agency.close());

async function ask(query = '', at = agency, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${at.tokens.viewer}`;
  const answer = await at.ask('viewer', 'GET', `/situation-report${query}`, undefined, {
    headers: { authorization, ...headers },
  });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer;
}

const figures = async (query = '?format=json') => (await ask(query)).json();
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
const headlines = (items: { headline: { en: string } }[]) => items.map(({ headline }) => headline.en).sort();

/** What a reader sees of a page: its text, with the escapes of the markup read. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

test('situation report: is of the last week that has ended, and of any that began', async () => {
  const { node, week, asOf, replay } = await figures();
  assert.deepEqual(node, { id: 'kr.ews.example', country: 'KR' });
  const bounds = { from: '2021-10-11T00:00:00.000Z', to: '2021-10-18T00:00:00.000Z' };
  assert.deepEqual(week, { name: '2021-W41', ...bounds, isOver: true });
  assert.deepEqual([asOf, replay], ['2021-10-18T08:00:00.000Z', true]);
  assert.equal((await figures('?format=json&week=2021-W42')).week.isOver, false);
  for (const wrong of ['2021-W43', '2021-W53', '2021-41', '0001-W01']) {
    const answer = await agency.ask('viewer', 'GET', `/situation-report?week=${wrong}`);
    assert.deepEqual(refusal(answer), [400, 'invalid_input'], wrong);
  }
});

test('situation report: own level by own signals, that of others by their bulletins', async () => {
  const { levels } = await figures();
  const of = (sector: string) => levels.sectors.find((row: { sector: string }) => row.sector === sector);
  assert.equal(levels.sectors.length, 9);
  // Open, grown and overdue; what was dismissed does not count.
  assert.deepEqual(of('critical-minerals').signals.count, 3);
  assert.equal(of('critical-minerals').signals.level, 'alert');
  assert.deepEqual(of('critical-minerals').bulletins, { level: 'alert', count: 1 });
  assert.deepEqual(of('semiconductors'), {
    ...{ sector: 'semiconductors', measured: false },
    peers: [{ node: JP.node, level: 'serious', count: 2 }],
  });
});

test('situation report: what a week did to signals adds up at each level', async () => {
  const { signals } = await figures();
  for (const { level, before, opened, closed, after } of signals.levels)
    assert.equal(before + opened - closed, after, level);
  const total = (name: string) =>
    signals.levels.reduce((sum: number, row: Record<string, number>) => sum + (row[name] ?? 0), 0);
  const names = ['before', 'opened', 'closed', 'after', 'dismissed', 'grown'];
  assert.deepEqual(names.map(total), [3, 2, 1, 4, 1, 1]);
  assert.equal(signals.opened.total, 2);
  assert.ok(ids(signals.opened).includes('opened'));
  assert.deepEqual([ids(signals.grown), ids(signals.closed)], [['grown'], ['closed']]);
  const next = (await figures('?format=json&week=2021-W42')).signals;
  assert.equal(
    next.levels.reduce((sum: number, row: { before: number }) => sum + row.before, 0),
    4,
  );
});

test('situation report: bulletins by level add up, and one that came late is told', async () => {
  const { sent, received } = (await figures()).bulletins;
  assert.deepEqual([sent.total, sent.levels], [1, { attention: 0, caution: 0, alert: 1, serious: 0 }]);
  assert.deepEqual(
    [received.total, received.late, received.disputed, received.levels],
    [2, 1, 0, { attention: 0, caution: 1, alert: 0, serious: 1 }],
  );
  const late = received.items.filter((item: { late: boolean }) => item.late);
  assert.deepEqual(headlines(late), ['Came late']);
  const before = (await figures('?format=json&week=2021-W40')).bulletins;
  assert.deepEqual(headlines(before.received.items), ['Came late']);
  assert.equal(before.received.late, 0);
});

test('situation report: drafts add up, and each says what became of it', async () => {
  const { items, ...flow } = (await figures()).drafts;
  assert.deepEqual(flow, { before: 1, made: 4, released: 1, withdrawn: 1, after: 3, returned: 1 });
  assert.equal(flow.before + flow.made - flow.released - flow.withdrawn, flow.after);
  assert.deepEqual(headlines(items), ['In review', 'Sent back', 'Waiting since long', 'Withdrawn']);
  const returned = items.find(({ headline }: { headline: { en: string } }) => headline.en === 'Sent back');
  assert.deepEqual([returned.outcome, returned.state, returned.returned], ['waiting', 'draft', 1]);
});

test('situation report: reports by what was made of them add up; overdue data name their publisher', async () => {
  const { reports, overdue } = await figures();
  assert.deepEqual(reports.states, { new: 1, accepted: 1, dismissed: 1, duplicate: 0 });
  assert.deepEqual([reports.total, reports.unjudged, reports.catalogue, reports.items.length], [3, 1, 0, 3]);
  const [gallium, ...others] = overdue;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [gallium.code, gallium.publisher, gallium.lastPeriod, gallium.nextPeriod, gallium.expectedAt],
    ['GA_PRICE', 'Customs', '2021-01', '2021-02', '2021-03-16T00:00:00.000Z'],
  );
});

test('situation report: exercises and tests stand apart, and nowhere else', async () => {
  const { exercises, ...real } = await figures();
  assert.equal(exercises.total, 3);
  assert.deepEqual(headlines(exercises.items), ['A test in the drawer', 'Neon drill', 'Urea drill']);
  assert.doesNotMatch(JSON.stringify(real), /drill|drawer/);
  const { text } = sections((await ask()).body);
  const apart = text.findIndex((section) => section.includes(TEXTS.en.exercises.title));
  assert.equal(apart, text.length - 1);
  assert.match(text[apart] ?? '', /EXERCISE.*Neon drill/);
  assert.doesNotMatch(text.slice(0, apart).join(''), /drill|drawer/);
});

function sections(page: string) {
  return { text: page.split('<section>').slice(1).map(textOf) };
}

test('situation report: a chart has the points of its series and marks the episode', async () => {
  const { charts } = await figures();
  assert.equal(charts.length, 1);
  const [chart] = charts;
  assert.deepEqual([chart.signal.id, chart.points.length, chart.publisher], ['opened', 9, 'Customs']);
  assert.deepEqual(chart.episode, { from: '2021-09', peak: '2021-09' });
  const { body } = await ask();
  assert.equal(body.match(/<svg /g)?.length, 1);
  assert.match(
    body,
    /9 points from 2021-01 to 2021-09, between 375 and 700, the newest 700; episode from 2021-09/,
  );
});

test('situation report: is one page in each language, with its sections and no script', async () => {
  for (const lang of ['en', 'ko', 'ja'] as const) {
    const { body, headers } = await ask(`?lang=${lang}`);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.match(body, new RegExp(`^<!doctype html>\n<html lang="${lang}">`));
    const t = TEXTS[lang];
    const titles = [...body.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title);
    assert.deepEqual(titles, [
      ...[t.inShort, t.levels.title, t.situations.title, t.charts.title, t.signals.title, t.bulletins.title],
      ...[t.drafts.title, t.reports.title, t.overdue.title, t.links.title, t.exercises.title],
    ]);
    assert.match(textOf(body), /TLP:AMBER\+STRICT/);
    // Levels in words.
    assert.ok(textOf(body).includes({ en: 'Serious', ko: '심각', ja: '深刻' }[lang]));
    assert.doesNotMatch(
      body,
      /<(script|img|iframe|link|object|form|a)\b|<[^>]*\s(style|on\w+|href|src)=|url\((?!#)/i,
    );
  }
});

test('situation report: what peers and reporters wrote is text, wherever it stands', async () => {
  const { body } = await ask();
  const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt; &#39;';
  // Signal in its situation, below its chart and among those opened; bulletin in two places; report.
  assert.ok(body.split(escaped).length - 1 >= 5, `${body.split(escaped).length - 1} times`);
  assert.doesNotMatch(body, /<script|<img|\u202e/);
});

test('situation report: a browser may show it with its own style, and do nothing else', async () => {
  const { body, headers } = await ask();
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  const rules = `default-src 'none';style-src 'sha256-${digest}';base-uri 'none';form-action 'none'`;
  assert.equal(headers['content-security-policy'], `${rules};frame-ancestors 'none'`);
  const inFile = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(body)?.[1];
  assert.equal(inFile?.replaceAll('&#39;', "'"), rules);
  assert.equal(headers['cache-control'], 'private, no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('situation report: is JSON where that is asked for, and HTML else', async () => {
  const type = async (query: string, accept: string) =>
    (await ask(query, agency, { accept })).headers['content-type']?.toString().split(';')[0];
  assert.equal(await type('', 'application/json'), 'application/json');
  assert.equal(await type('', 'text/html,application/json;q=0.9'), 'text/html');
  assert.equal(await type('', '*/*'), 'text/html');
  assert.equal(await type('?format=html', 'application/json'), 'text/html');
  assert.equal(await type('?format=json', 'text/html'), 'application/json');
});

test('situation report: of an empty node says of each part that it is empty', async (t) => {
  const other = await openAgency();
  t.after(() => other.close());
  for (const lang of ['en', 'ko', 'ja'] as const) {
    const text = textOf((await ask(`?lang=${lang}`, other)).body);
    const { levels, situations, charts, signals, bulletins, drafts, reports, overdue, links, exercises } =
      TEXTS[lang];
    const nothing = [
      ...[
        levels.noPeers,
        levels.notMeasured,
        situations.empty,
        charts.empty,
        ...Object.values(signals.empty),
      ],
      ...[bulletins.emptySent, bulletins.emptyReceived, drafts.empty, reports.empty, overdue.empty],
      ...[links.empty, exercises.empty],
    ];
    assert.deepEqual(
      nothing.filter((each) => !text.includes(each)),
      [],
      lang,
    );
  }
});

test('situation report: has the strictest marking of what it holds', async () => {
  const red = report({ tlp: 'RED', text: { en: 'Told in confidence.' } });
  assert.equal((await agency.ask('analyst', 'POST', '/reports', red)).statusCode, 200);
  assert.equal((await figures()).tlp, 'AMBER+STRICT');
  const open = await ask('?week=2021-W42');
  assert.match(open.body, /<p class="tlp">TLP:RED<\/p>/);
  assert.match(open.body, new RegExp(TEXTS.en.weekOpen));
});

test('situation report: a link that is down is told in words, and at the levels that came by it', async () => {
  const figures = Figures.parse((await ask('?format=json')).json());
  const since = '2021-10-17T09:30:00.000Z';
  const inbound = { state: 'down', since, lastContact: '2021-10-17T09:29:00.000Z' } as const;
  const link = { node: JP.node, country: 'JP', inbound, outbound: { state: 'up', since } as const };
  const peers = [{ node: JP.node, country: 'JP', contact: 'down' as const }];
  const { text } = reportPage(
    {
      ...figures,
      levels: { ...figures.levels, peers },
      links: [{ ...link, inboundBehind: 0, outboundBehind: 2 }],
    },
    'en',
  );
  const words = textOf(text);
  assert.match(
    words,
    /Japan jp\.ews\.example Down since Oct 17, 2021, 09:30 last contact Oct 17, 2021, 09:29 Up since/,
  );
  assert.match(words, /2 entries behind/);
  assert.match(words, /Japan bulletins in force link: Down/);
  assert.match(words, /0 of 1 link up in both directions/);
});
