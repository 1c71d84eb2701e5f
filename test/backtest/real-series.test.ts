import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BACKTEST_DEFAULTS, backtest } from '../../src/backtest/backtest.ts';
import { readMaterial } from '../../src/backtest/read.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

const skip = !existsSync(REAL) && 'the data of real crises are not beside the repository';

describe('a backtest of the real series', () => {
  it('judges all of them within the time that they may be in alarm', { skip }, async () => {
    const material = await readMaterial(REAL, join(REAL, 'crises.csv'));
    assert.deepEqual(material.remarks, { unlisted: [], withoutValues: [], unknown: [], refusedRows: 0 });
    const result = backtest(material, { ...BACKTEST_DEFAULTS, shifts: 100, federatedDelayDays: 1 });
    assert.deepEqual([result.counts.crises, result.counts.series], [28, 44]);
    assert.equal(result.counts.judgedSeries, 44);
    // The Korean exports by item begin too late for the one crisis that names them.
    assert.deepEqual(
      result.crises.filter(({ judgedSeries }) => judgedSeries.length === 0).map(({ id }) => id),
      ['D23'],
    );
    assert.equal(result.counts.toWarnOf.early, 27);
    assert.ok(result.channels.alert.calmTimeInAlarm.value < 0.06);
    assert.ok(result.channels.caution.calmTimeInAlarm.value < 0.12);
    for (const { value, chance } of Object.values(result.channels.alert)) {
      assert.ok(Number.isFinite(value) && Number.isFinite(chance.mean));
    }
    // What nobody hides gains nobody anything: a shift finds more here only by chance.
    assert.ok(result.federation!.publicShared.withHiddenSeries < result.federation!.n / 2);
  });
});
