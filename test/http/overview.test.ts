import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, observation } from '../store/build.ts';
import { openAgency } from './agency.ts';
import { INDICATOR, signal } from './samples.ts';

test('overview: the catalogue with what is held of each, and what is the matter with it', async () => {
  const agency = await openAgency();
  try {
    const { stores } = agency.node;
    const { observations, signals } = stores;
    await observations.putIndicators([
      INDICATOR,
      { ...INDICATOR, code: 'NEON_PRICE', grade: 'D' },
      { ...INDICATOR, code: 'TIN_PRICE' },
    ]);
    await append(stores, [
      observation(7, 400, 5),
      observation(6, 500, 9, 'UREA_PRICE/KR.SA'),
      observation(4, 80, 7, 'NEON_PRICE/KR.UA'),
    ]);
    const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
    const low = { ...signal('low'), level: 'caution' as const };
    await signals.recordAssessments([{ ...assessment, signals: [low, signal('high')] }]);
    const items = async () => (await agency.ask('viewer', 'GET', '/indicators/overview')).json().items;
    const { sector, frequency, unit, names } = INDICATOR;
    const same = { names, sector, frequency, unit };
    assert.deepEqual(await items(), [
      {
        ...{ code: 'NEON_PRICE', grade: 'D', ...same, series: 1 },
        ...{ lastPeriod: '2021-05', knownAt: '1970-01-01T00:00:00.007Z', overdue: false },
      },
      { code: 'TIN_PRICE', grade: 'A', ...same, series: 0 },
      {
        ...{ code: 'UREA_PRICE', grade: 'A', ...same, series: 2 },
        ...{ lastPeriod: '2021-08', knownAt: '1970-01-01T00:00:00.009Z', overdue: false },
        openSignal: { id: 'high', level: 'alert' },
      },
    ]);
    await agency.ask('operator', 'PUT', '/clock', { business: '2021-10-23T00:00:01.000Z' });
    const overdue = (await items()).map((each: { overdue?: boolean }) => each.overdue);
    assert.deepEqual(overdue, [true, undefined, true]);
  } finally {
    await agency.close();
  }
});
