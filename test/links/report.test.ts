import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LinkReport, openKept, openReport } from '../../src/links/report.ts';
import { signJws } from '../../src/log/jws.ts';
import { publicPart } from '../../src/log/keys.ts';
import { refusal } from '../log/keys.ts';
import { JP, jpSigner, KR, NOW, privateKey, US } from '../vectors/protocol-federation.ts';

const ID = 'A'.repeat(22);
const direction = { state: 'up', reason: 'ok', forMs: 60_000 } as const;
const report: LinkReport = {
  v: 1,
  node: JP,
  about: KR,
  id: ID,
  issued: '2021-10-11T00:00:00.000Z',
  expires: '2021-10-11T00:00:30.000Z',
  size: 3,
  inbound: direction,
  outbound: direction,
};
const key = publicPart(privateKey('jp request'));
const expected = { node: JP, about: KR, reply: undefined, now: NOW };
const open = async (changed: object, more: object = {}) =>
  openReport(await jpSigner.signLinkReport({ ...report, ...changed }), key, { ...expected, ...more });

describe('link report', () => {
  it('is read as it was signed, without members that are not known', async () => {
    assert.deepEqual(await open({}), report);
    assert.deepEqual(await open({ later: 1, inbound: { ...direction, later: 2 } }), report);
  });

  it('refuses one of or about another node, and one that answers another report', async () => {
    await assert.rejects(open({ node: US }), refusal('report_misdirected'));
    await assert.rejects(open({ about: US }), refusal('report_misdirected'));
    await assert.rejects(open({ reply: ID }), refusal('report_misdirected'));
    await assert.rejects(open({}, { reply: ID }), refusal('report_misdirected'));
    await assert.rejects(open({ reply: 'B'.repeat(22) }, { reply: ID }), refusal('report_misdirected'));
    assert.equal((await open({ reply: ID }, { reply: ID })).reply, ID);
  });

  it('refuses one that does not count at the time', async () => {
    await open({}, { now: NOW - 30_000 });
    await open({}, { now: NOW + 59_999 });
    await assert.rejects(open({}, { now: NOW - 30_001 }), refusal('report_expired'));
    await assert.rejects(open({}, { now: NOW + 60_000 }), refusal('report_expired'));
    await assert.rejects(open({ expires: '2021-10-11T00:01:00.001Z' }), refusal('report_expired'));
    await assert.rejects(open({ expires: report.issued }), refusal('report_expired'));
  });

  it('refuses another typ, another key and another form', async () => {
    const disguised = await jpSigner.signHint(report);
    await assert.rejects(openReport(disguised, key, expected), refusal('report_invalid'));
    const foreign = await signJws('ews-link-report+jws', report, privateKey('kr request'));
    await assert.rejects(openReport(foreign, key, expected), refusal('report_invalid'));
    for (const changed of [
      { v: 2 },
      { id: 'short' },
      { size: -1 },
      { size: 1.5 },
      { inbound: undefined },
      { inbound: { ...direction, state: 'splendid' } },
      { inbound: { ...direction, reason: 'No. Such! Word' } },
      { inbound: { ...direction, forMs: -1 } },
      { inbound: { ...direction, forMs: '60000' } },
      { outbound: { ...direction, error: { class: 'dns', code: 'x', side: 'nobody', msAgo: 1 } } },
      { issued: 'yesterday' },
    ]) {
      await assert.rejects(open(changed), refusal('report_invalid'), JSON.stringify(changed));
    }
  });

  it('refuses one that is too long', async () => {
    await assert.rejects(open({ padding: 'x'.repeat(4096) }), refusal('report_invalid'));
  });

  it('one that was kept is read again, and one of another form is not', async () => {
    const kept = { jws: await jpSigner.signLinkReport(report), receivedAt: NOW };
    assert.deepEqual(openKept(kept), { report, receivedAt: NOW });
    assert.equal(
      openKept({ jws: await jpSigner.signLinkReport({ ...report, v: 2 }), receivedAt: NOW }),
      undefined,
    );
    assert.equal(openKept({ jws: 'nonsense', receivedAt: NOW }), undefined);
  });
});
