import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { readPolicyEvents } from '../../src/config/policy-events.ts';
import { EventType } from '../../src/domain/policy-event.ts';
import { cataloguedReports } from '../../src/reports/catalogue.ts';

const EVENTS = readPolicyEvents(nodePaths('/nowhere'));

test('policy events: the catalogue covers all types and fifteen years, each entry in three languages', () => {
  assert.ok(EVENTS.length >= 40, `${EVENTS.length}`);
  assert.deepEqual([...new Set(EVENTS.map(({ type }) => type))].sort(), [...EventType.options].sort());
  const years = EVENTS.map(({ announcedOn }) => Number(announcedOn.slice(0, 4)));
  assert.deepEqual([Math.min(...years), Math.max(...years)], [2010, 2025]);
  const lacking = EVENTS.filter(({ text, item }) => ![text, item].every(({ en, ko, ja }) => en && ko && ja));
  assert.deepEqual(lacking, []);
});

test('policy events: a source is not older than what it says', () => {
  const wrong = EVENTS.filter(({ announcedOn, source }) => source.year < Number(announcedOn.slice(0, 4)));
  assert.deepEqual(wrong, []);
});

test('policy events: in a replay nothing is known of what comes later', () => {
  const { reports, later } = cataloguedReports(EVENTS, Date.UTC(2021, 9, 11));
  assert.equal(reports.length + later, EVENTS.length);
  const days = reports.flatMap(({ content: { event } }) => [
    event?.announcedOn ?? '',
    event?.suspendedOn ?? '',
    event?.endedOn ?? '',
  ]);
  assert.equal(days.sort().at(-1), '2021-10-11');
  const urea = reports.find(({ id }) => id === 'catalogue-cn-urea-2021');
  assert.equal(urea?.content.event?.status, 'announced');
  assert.equal(urea?.triage.state, 'accepted');
});
