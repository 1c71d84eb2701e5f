import assert from 'node:assert/strict';
import type { Signal } from '../../../src/domain/signal.ts';
import { formatInstant } from '../../../src/domain/time.ts';
import { weekNamed } from '../../../src/situation-report/week.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { report } from '../../reports/samples.ts';
import { AT, audit, content, draft, emptyLog, SERIES, signal } from '../build.ts';
import { approved, issue } from '../release.ts';
import { type Open, storeTest } from './contract.ts';

const WEEK = weekNamed('2021-W41', AT);
const NEXT = weekNamed('2021-W42', WEEK.to);
const FIRST = formatInstant(WEEK.from);
const LAST = formatInstant(WEEK.to - 1);
const AFTER = formatInstant(WEEK.to);
const BEFORE = formatInstant(WEEK.from - 1);

/** What the report of a week reads. */
export function weekContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `weeks: ${name}`, run);

  check(
    'signals: what was raised, rose and ended from the first to the last moment',
    async ({ signals, weeks }) => {
      const episode = (id: string, raisedAt: string, parts: Partial<Signal> = {}) =>
        signal(id, { raisedAt, updatedAt: raisedAt, ...parts });
      const ended = (closedAt: string) => ({ state: 'closed', closedAt, updatedAt: closedAt }) as const;
      const made = [
        episode('first', FIRST, { level: 'caution' }),
        episode('last', LAST),
        episode('after', AFTER),
        episode('both', FIRST, ended(LAST)),
        episode('ended before', BEFORE, ended(BEFORE)),
        episode('ended first', BEFORE, ended(FIRST)),
        episode('ended after', BEFORE, ended(AFTER)),
        episode('grown', BEFORE, { level: 'serious', updatedAt: LAST }),
        episode('old', '2019-01-01T00:00:00.000Z', { state: 'dismissed', reason: 'Noise.' }),
      ];
      const position = { series: SERIES, detector: 'robust-z', throughOrdinal: 1 };
      await signals.recordAssessments([{ ...position, signals: made }]);
      const rows = await weeks.signalFlow(WEEK);
      const flow = Object.fromEntries(rows.map(({ level, ...counts }) => [level, Object.values(counts)]));
      // before, opened, closed, after, dismissed, grown
      assert.deepEqual(flow, {
        caution: [0, 1, 0, 1, 0, 0],
        alert: [3, 2, 2, 3, 1, 0],
        serious: [1, 0, 0, 1, 0, 1],
      });
      const changed = async (change: 'opened' | 'grown' | 'closed', limit = 10) =>
        (await weeks.changedSignals({ ...WEEK, change, limit })).map(({ id }) => id);
      assert.deepEqual(await changed('opened'), ['last', 'both', 'first']);
      assert.deepEqual([await changed('grown'), await changed('opened', 1)], [['grown'], ['last']]);
      assert.deepEqual(await changed('closed'), ['both', 'ended first']);
      const open = await weeks.openLevels();
      assert.deepEqual(open.map(({ level, count }) => [level, count]).sort(), [
        ['alert', 2],
        ['caution', 1],
        ['serious', 1],
      ]);
      assert.deepEqual(
        (await weeks.highestSignals(2)).map(({ id }) => id),
        ['grown', 'after'],
      );
    },
  );

  check('drafts: one that was released or withdrawn later waited then', async (stores) => {
    const { bulletins, log, weeks } = stores;
    await log.createOwnLog(emptyLog());
    const [released, withdrawn, other] = [1, 2, 3].map((number) => draft(content(number)));
    await approved(stores, released!.content, 'lee');
    await bulletins.createDraft(withdrawn!, audit());
    await bulletins.createDraft({ ...other!, createdAt: AFTER }, audit());
    await bulletins.withdraw(withdrawn!.content.id, {
      ...audit('bulletin.withdrawn', withdrawn!.content.id),
      at: WEEK.to,
    });
    const [none, week] = [
      { returned: 0, exercises: 0 },
      { ...WEEK, limit: 10 },
    ];
    const waiting = { ...none, before: 0, made: 2, released: 0, withdrawn: 0, after: 2 };
    assert.deepEqual({ ...(await weeks.draftFlow(WEEK)) }, waiting);
    assert.deepEqual(
      { ...(await weeks.draftFlow(NEXT)) },
      { ...none, before: 2, made: 1, released: 0, withdrawn: 1, after: 2 },
    );
    const lines = await weeks.drafts(week);
    assert.deepEqual(
      lines.map(({ state, outcome, approvals }) => [state, outcome, approvals]),
      [
        ['in-review', 'waiting', 1],
        ['withdrawn', 'waiting', 0],
      ],
    );
    await issue(stores, released!.content.id, released!.digest);
    assert.deepEqual({ ...(await weeks.draftFlow(WEEK)) }, { ...waiting, released: 1, after: 1 });
    assert.deepEqual(
      (await weeks.movedCounts(WEEK)).map((row) => ({ ...row })),
      [{ way: 'sent', actual: true, level: 'alert', count: 1, late: 0, disputed: 0 }],
    );
  });

  check('reports: those that came in the week, without the catalogue', async ({ reports, weeks }) => {
    const come = (number: number, receivedAt: string) => ({
      ...report(number, { text: { en: `Report ${number}` } }),
      receivedAt,
    });
    const actor = { name: 'kim', role: 'analyst' } as const;
    await reports.receiveReports([come(1, BEFORE), come(2, FIRST), come(3, LAST), come(4, AFTER)], {
      at: AT,
      actor,
    });
    const entry = { ...come(5, FIRST), id: 'catalogue-urea', way: 'catalogue' } as const;
    await reports.keepCatalogue([entry], { at: AT, actor });
    const { states, catalogue } = await weeks.reportCounts(WEEK);
    assert.deepEqual([states, catalogue], [{ new: 2, accepted: 0, dismissed: 0, duplicate: 0 }, 1]);
    const received = await weeks.reportsReceived({ ...WEEK, limit: 10 });
    assert.deepEqual(
      received.map(({ content: { text } }) => text.en),
      ['Report 3', 'Report 2'],
    );
  });
}
