import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/domain/audit.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { report } from '../../reports/samples.ts';
import { AT, audit, signal } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const ALL = { limit: 100, offset: 0 };
const BRINGER: Pick<AuditEvent, 'at' | 'actor'> = { at: AT, actor: { name: 'kim', role: 'analyst' } };
const JUDGED = { at: '2021-10-12T00:00:00.000Z', by: 'lee' };
const OTHER = { source: { kind: 'company', name: 'A company' } };

export function reportContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `reports: ${name}`, run);
  const ids = async (stores: Stores, query: object) =>
    (await stores.reports.reports({ ...ALL, ...query })).map(({ id }) => Number(id.slice(-3)));
  const actions = async (stores: Stores) =>
    (await stores.people.auditRecords(0, 99)).map(({ action, subject }) => `${action} ${subject.slice(-3)}`);

  check('are kept whole, each with an audit record', async (stores) => {
    const full = report(1, {
      url: 'https://example.org/a',
      attachments: [{ sha256: 'a'.repeat(64), name: 'a.pdf', size: 3 }],
    });
    const receipts = await stores.reports.receiveReports([full, report(2, OTHER)], BRINGER);
    assert.deepEqual(
      receipts.map(({ outcome }) => outcome),
      ['stored', 'stored'],
    );
    assert.deepEqual(await stores.reports.report(full.id), full);
    assert.equal(await stores.reports.report('nothing'), undefined);
    assert.deepEqual(await actions(stores), ['report.received 001', 'report.received 002']);
  });

  check('the very same is counted and not kept again, also within one batch', async (stores) => {
    const receipts = await stores.reports.receiveReports([report(1), report(2)], BRINGER);
    assert.deepEqual(
      receipts.map(({ outcome, id }) => [outcome, id.slice(-1)]),
      [
        ['stored', '1'],
        ['duplicate', '1'],
      ],
    );
    await stores.reports.receiveReports([report(3)], BRINGER);
    assert.deepEqual(await stores.reports.report(report(1).id), { ...report(1), copies: 2 });
    assert.deepEqual(await ids(stores, {}), [1]);
    assert.deepEqual((await actions(stores)).slice(1), ['report.repeated 001', 'report.repeated 001']);
  });

  check('a delivery is taken once, and nothing of a repeated one is kept', async (stores) => {
    const delivery = { sender: 'mission', id: 'm1', expiresAt: AT + 1000 };
    await stores.reports.receiveReports([report(1)], BRINGER, delivery);
    const again = stores.reports.receiveReports([report(2, OTHER)], BRINGER, delivery);
    await refused(again, 'token_replayed');
    assert.deepEqual(await ids(stores, {}), [1]);
    await stores.reports.receiveReports([report(2, OTHER)], BRINGER, { ...delivery, sender: 'other' });
    const later = { ...BRINGER, at: AT + 1001 };
    await stores.reports.receiveReports([report(3)], later, delivery);
    assert.equal((await stores.reports.report(report(1).id))?.copies, 1);
  });

  check('are judged once; an accepted one may still be dismissed', async (stores) => {
    await stores.reports.receiveReports([report(1)], BRINGER);
    const { id } = report(1);
    const accepted = { state: 'accepted', ...JUDGED } as const;
    await stores.reports.judgeReport(id, accepted, audit('report.accepted', id));
    assert.deepEqual((await stores.reports.report(id))?.triage, accepted);
    await refused(stores.reports.judgeReport(id, accepted, audit()), 'wrong_state');
    const dismissed = { state: 'dismissed', ...JUDGED, reason: 'A rumour.' } as const;
    await stores.reports.judgeReport(id, dismissed, audit('report.dismissed', id));
    assert.deepEqual((await stores.reports.report(id))?.triage, dismissed);
    await refused(stores.reports.judgeReport(id, accepted, audit()), 'wrong_state');
    await refused(stores.reports.judgeReport(report(9).id, accepted, audit()), 'not_found');
    assert.deepEqual((await actions(stores)).slice(1), ['report.accepted 001', 'report.dismissed 001']);
    assert.deepEqual(await stores.reports.countReports(), {
      new: 0,
      accepted: 0,
      dismissed: 1,
      duplicate: 0,
    });
  });

  check('a duplicate stands for nobody else, and takes its own duplicates along', async (stores) => {
    const many = [1, 2, 3].map((n) => report(n, { source: { kind: 'company', name: `Company ${n}` } }));
    await stores.reports.receiveReports(many, BRINGER);
    const [first, second, third] = many.map(({ id }) => id) as [string, string, string];
    const merge = (id: string, of: string) =>
      stores.reports.judgeReport(id, { state: 'duplicate', ...JUDGED, of }, audit('report.merged', id));
    await refused(merge(first, first), 'invalid_input');
    await refused(merge(first, report(9).id), 'not_found');
    await merge(second, first);
    await refused(merge(third, second), 'wrong_state');
    await merge(first, third);
    assert.deepEqual(await stores.reports.duplicatesOf(third), [first, second]);
    assert.deepEqual(await stores.reports.duplicatesOf(first), []);
    assert.equal((await actions(stores)).length, 5);
  });

  check('are found by what they say and what they are about', async (stores) => {
    const event = { type: 'quota', announcedOn: '2021-09-01', status: 'in-force' };
    await stores.reports.receiveReports(
      [
        report(1),
        report(2, { kind: 'price', sector: 'batteries', country: 'ID', hsCodes: [], item: { ko: '니켈' } }),
        report(3, { kind: 'policy-event', event, ...OTHER, text: { en: 'A full-width ABC' } }),
      ],
      BRINGER,
    );
    const found: [object, number[]][] = [
      [{}, [1, 2, 3]],
      [{ limit: 1, offset: 1 }, [2]],
      [{ state: 'new', kind: 'price' }, [2]],
      [{ state: 'accepted' }, []],
      [{ sector: 'batteries' }, [2]],
      [{ country: 'CN' }, [1, 3]],
      [{ source: 'company' }, [3]],
      [{ event: 'quota' }, [3]],
      [{ event: 'quota', status: 'ended' }, []],
      [{ from: '2021-10-01' }, [1, 2]],
      [{ to: '2021-09-01' }, [3]],
      [{ catalogue: true }, []],
      [{ catalogue: false }, [1, 2, 3]],
      [{ q: '니켈' }, [2]],
      [{ q: 'ＡＢＣ' }, [3]],
      [{ q: 'mission in q' }, [1, 2]],
      [{ q: '3102' }, [1, 3]],
    ];
    for (const [query, expected] of found)
      assert.deepEqual(await ids(stores, query), expected, JSON.stringify(query));
  });

  check('entries of the catalogue are kept under their names, and revised', async (stores) => {
    const entry = (text: string): Report => ({
      ...report(1, { text: { en: text } }),
      id: 'catalogue-cn-urea',
      way: 'catalogue',
      triage: { state: 'accepted', ...JUDGED },
    });
    const load = (text: string) => stores.reports.keepCatalogue([entry(text)], BRINGER);
    assert.deepEqual(await load('one'), { stored: 1, revised: 0, duplicate: 0 });
    assert.deepEqual(await load('one'), { stored: 0, revised: 0, duplicate: 1 });
    const dismissed = { state: 'dismissed', ...JUDGED, reason: 'Not here.' } as const;
    await stores.reports.judgeReport('catalogue-cn-urea', dismissed, audit());
    assert.deepEqual(await load('two'), { stored: 0, revised: 1, duplicate: 0 });
    const held = await stores.reports.report('catalogue-cn-urea');
    assert.deepEqual([held?.content.text, held?.triage], [{ en: 'two' }, dismissed]);
    // What people bring is not the same as what the catalogue says.
    const [receipt] = await stores.reports.receiveReports([report(2, { text: { en: 'two' } })], BRINGER);
    assert.equal(receipt?.outcome, 'stored');
    assert.equal((await stores.people.auditRecords(0, 99)).length, 4);
  });

  check('signals near some days come by their goods or their sector', async (stores) => {
    const on = (id: string, series: string, parts: object = {}) => signal(id, { series, ...parts });
    const far = { raisedAt: '2021-08-01T00:00:00.000Z', updatedAt: '2021-08-01T00:00:00.000Z' };
    const signals = [
      on('goods', 'AMMONIA/KR', { sector: 'finance' }),
      on('sector', 'TIN/KR'),
      on('neither', 'FX/KR', { sector: 'finance' }),
      on('far', 'TIN/JP', far),
      on('none', 'TIN/US'),
    ];
    await stores.signals.recordAssessments(
      signals.map((each) => ({
        series: each.series,
        detector: each.detector,
        throughOrdinal: 1,
        signals: [each],
      })),
    );
    await stores.signals.dismissSignal('none', 'noise', audit());
    const near = { fromDay: '2021-09-05', toDay: '2021-10-05', sector: 'critical-minerals' } as const;
    const found = await stores.reports.signalsNear({ ...near, indicators: ['AMMONIA'], limit: 9 });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['goods', 'sector'],
    );
    assert.deepEqual(found[0]?.explanation, signals[0]?.explanation);
    assert.equal((await stores.reports.signalsNear({ ...near, indicators: [], limit: 9 })).length, 1);
    const before = { ...near, toDay: '2021-10-04', indicators: ['AMMONIA'], limit: 9 };
    assert.deepEqual(await stores.reports.signalsNear(before), []);
  });
}
