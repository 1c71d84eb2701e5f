import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crisisReport } from '../../src/backtest/crisis-report.ts';
import { federationFigures } from '../../src/backtest/federation.ts';
import { bulletinRises, gainOf } from '../../src/backtest/gains.ts';
import { publicShared, statedAllocation } from '../../src/backtest/visibility.ts';
import { seeded } from '../../src/replay/random.ts';
import { crisis, judged, world } from './build.ts';

const A_KR = { series: 'a', node: 'KR', scope: 'public' } as const;
const B_US = { series: 'b', node: 'US', scope: 'national' } as const;
const both = crisis({ affected: ['KR', 'US'], series: ['a', 'b'] });

function gains(a: number[], b: number[], delay = 1) {
  const one = world([both], [judged({ ...A_KR, alert: a }), judged({ ...B_US, alert: b })]);
  const rises = bulletinRises(one, both, 0);
  const days = (country: string, sees = publicShared) => gainOf(both, country, rises, sees, delay).days;
  return {
    kr: days('KR'),
    us: days('US'),
    allocatedKr: days('KR', statedAllocation),
    allocatedUs: days('US', statedAllocation),
  };
}

describe('days gained', () => {
  it('are those from the bulletin to the own alarm', () => {
    assert.equal(gains([950], [900]).kr, 49);
    assert.equal(gains([950], [900], 7).kr, 43);
    assert.equal(gains([950], [900], 60).kr, 0);
  });

  it('are those from the bulletin to the announcement where there is no own alarm', () => {
    assert.equal(gains([], [1000]).kr, 9);
    assert.equal(gains([], [1009]).kr, 0);
    assert.equal(gains([], [830], 0).kr, 180);
    // An alarm that stood before the window opened is no warning.
    assert.equal(gains([], [829], 0).kr, 0);
  });

  it('come of what the country does not see itself alone', () => {
    assert.deepEqual(gains([900], []), { kr: 0, us: 0, allocatedKr: 0, allocatedUs: 109 });
    assert.deepEqual(gains([], [900]), { kr: 109, us: 0, allocatedKr: 109, allocatedUs: 0 });
    assert.deepEqual(gains([900], [950]), { kr: 0, us: 0, allocatedKr: 0, allocatedUs: 49 });
  });

  it('come of the alert channel alone', () => {
    const cautious = world([both], [judged(A_KR), judged({ ...B_US, caution: [900] })]);
    assert.deepEqual(bulletinRises(cautious, both, 0), []);
  });
});

describe('federation figures', () => {
  const index = [judged(A_KR), judged(B_US)];
  const options = () => ({
    delayDays: 1,
    offsets: Array.from({ length: 2000 }, (_, offset) => offset),
    allocations: 200,
    random: seeded(1),
  });

  it('are means over all pairs of a crisis that can be seen and a country', () => {
    const blind = crisis({ id: 'X2', affected: ['JP'], series: ['c'] });
    const one = world([both, blind], [judged(A_KR), judged({ ...B_US, alert: [900] })]);
    const { n, publicShared: shared } = federationFigures(one, index, options());
    assert.equal(n, 2);
    assert.equal(shared.meanDays.value, 109 / 2);
    assert.equal(shared.countriesGaining.value, 1);
    assert.equal(shared.withHiddenSeries, 1);
    assert.equal(shared.warnedAlone.value, 1);
    assert.equal(shared.warnedFederated.value, 2);
  });

  it('have the chance value of all shifts', () => {
    const one = world([both], [judged(A_KR), judged({ ...B_US, alert: [900] })]);
    const { meanDays } = federationFigures(one, index, options()).publicShared;
    // Each day of the early window once: gains of 179, 178, … 0 days, for one of two countries, in 2000 shifts.
    assert.ok(Math.abs(meanDays.chance.mean - (179 * 180) / 2 / 2 / 2000) < 1e-9);
  });

  it('set the stated allocation beside random ones', () => {
    const one = world([both], [judged(A_KR), judged({ ...B_US, alert: [900] })]);
    const { amongAllocations } = federationFigures(one, index, options()).statedAllocation;
    // Either country has it, and the other gains as much.
    assert.equal(amongAllocations.meanDays.chance.mean, 109 / 2);
    const korean = crisis({ affected: ['KR'], series: ['b'] });
    const other = world([korean], [judged({ ...B_US, alert: [900] })]);
    const random = federationFigures(other, index, options()).statedAllocation.amongAllocations;
    assert.equal(random.meanDays.value, 109);
    assert.ok(random.meanDays.chance.mean > 40 && random.meanDays.chance.mean < 70);
  });
});

describe('the report of a crisis', () => {
  const one = world([both], [judged({ ...A_KR, alert: [1020] }), judged({ ...B_US, alert: [900, 940] })]);

  it('has the first alarm of each country by what it sees', () => {
    const { countries, judgedSeries } = crisisReport(one, both, undefined);
    assert.deepEqual(judgedSeries, ['a', 'b']);
    const [kr, us] = countries;
    assert.deepEqual(kr?.alone.alert, {
      first: { series: 'a', channel: 'alert', date: '1972-10-17', daysBefore: -10 },
      early: false,
      inWindow: true,
    });
    assert.deepEqual(us?.alone.alert.first?.daysBefore, 110);
    assert.equal(us?.alone.alert.inWindow, true);
    assert.equal(kr?.alone.caution.first, null);
    assert.equal(kr?.federated, undefined);
  });

  it('has the bulletin of a peer, which raises caution', () => {
    const [kr, us] = crisisReport(one, both, 3).countries;
    assert.equal(kr?.federated?.bulletin?.from, 'US');
    assert.equal(kr?.federated?.bulletin?.receivedDaysBefore, 107);
    assert.deepEqual(kr?.federated?.firstWarning, {
      by: 'bulletin',
      date: '1972-06-22',
      daysBefore: 107,
      raises: 'caution',
    });
    assert.deepEqual(kr?.federated?.gainedDays, { publicShared: 107, statedAllocation: 107 });
    assert.equal(us?.federated?.bulletin, null);
    assert.equal(us?.federated?.firstWarning?.by, 'own-alarm');
    assert.equal(us?.federated?.firstWarning?.raises, 'alert');
  });
});
