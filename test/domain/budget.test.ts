import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmsAYear, timeZoneOf } from '../../src/domain/budget.ts';
import { calendarDay, workingDayOf } from '../../src/domain/working-day.ts';

test('budget: drafts a working day as alarms a year, Mondays to Fridays', () => {
  assert.equal(alarmsAYear({ draftsPerWorkingDay: 5 }), 1305);
  assert.equal(alarmsAYear({ draftsPerWorkingDay: 1 }), 261);
});

test('budget: an agency works in the time zone that is stated, else in that of its country, else in UTC', () => {
  assert.equal(timeZoneOf({ timeZone: 'Asia/Tokyo' }, 'KR'), 'Asia/Tokyo');
  const zones = ['KR', 'JP', 'US', 'NL'].map((country) => timeZoneOf({}, country));
  assert.deepEqual(zones, ['Asia/Seoul', 'Asia/Tokyo', 'America/New_York', 'UTC']);
});

test('working day: begins at the midnight of the time zone, also where the clocks were changed', () => {
  const day = (at: string, timeZone: string) => calendarDay(Date.parse(at), timeZone);
  assert.equal(day('2021-10-11T14:59:59Z', 'Asia/Seoul'), '2021-10-11');
  assert.equal(day('2021-10-11T15:00:00Z', 'Asia/Seoul'), '2021-10-12');
  // Summer time ended in New York on 2021-11-07.
  assert.equal(day('2021-11-05T03:59:00Z', 'America/New_York'), '2021-11-04');
  assert.equal(day('2021-11-08T04:30:00Z', 'America/New_York'), '2021-11-07');
});

test('working day: days off belong to the Friday before', () => {
  const of = (at: string) => {
    const { day, isToday } = workingDayOf(Date.parse(at), 'Asia/Seoul');
    return `${day} ${isToday}`;
  };
  assert.equal(of('2021-10-08T10:00:00Z'), '2021-10-08 true');
  assert.equal(of('2021-10-08T15:00:00Z'), '2021-10-08 false', 'Saturday in Seoul');
  assert.equal(of('2021-10-10T14:59:59Z'), '2021-10-08 false', 'Sunday in Seoul');
  assert.equal(of('2021-10-10T15:00:00Z'), '2021-10-11 true', 'Monday in Seoul');
  assert.equal(of('2022-01-01T10:00:00Z'), '2021-12-31 false');
});
