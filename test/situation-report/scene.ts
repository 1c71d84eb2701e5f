import assert from 'node:assert/strict';
import type { BulletinContent } from '../../src/domain/bulletin.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { TestAgency } from '../http/agency.ts';
import { DRAFT, INDICATOR, signal } from '../http/samples.ts';
import { content as report } from '../reports/samples.ts';
import {
  append,
  audit,
  bulletinEffect,
  content,
  draft,
  emptyLog,
  heldAfter,
  observation,
  page,
  peer,
} from '../store/build.ts';

/** Markup and a change of direction that nobody here wrote. */
export const HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e\'';

/** Monday after the week that the scene plays in. */
export const MONDAY = Date.parse('2021-10-18T08:00:00Z');

export const JP = peer('jp');

const at = (day: string) => `2021-${day}T00:00:00.000Z`;
const ofJapan = (number: number, parts: Partial<BulletinContent>) =>
  content(number, { issuer: JP.node, sector: 'semiconductors', ...parts });

const WARNING = {
  ...DRAFT,
  status: 'actual',
  headline: { en: 'Urea is short', ko: '요소 부족', ja: '尿素が不足' },
};

/**
 * A week of Korea's node from 2021-10-11 on: signals that open, grow, close and are dismissed; drafts of each fate and of
 * exercises; bulletins and drills of Japan, one of which comes late; reports; data that do not come. Then it is Monday.
 */
export async function bringWeek(agency: TestAgency): Promise<void> {
  await bringData(agency);
  await bringSignals(agency);
  await bringBulletins(agency);
  await bringDrafts(agency);
  await bringReports(agency);
  await agency.node.business.advance(MONDAY);
}

async function bringData({ node: { stores } }: TestAgency): Promise<void> {
  const gallium = { ...INDICATOR, code: 'GA_PRICE', names: { en: 'Gallium', ko: '갈륨', ja: 'ガリウム' } };
  await stores.observations.putIndicators([INDICATOR, gallium]);
  const prices = [380, 375, 390, 402, 398, 410, 425, 433, 700];
  const known = Date.parse('2021-10-10T00:00:00Z');
  await append(stores, [
    ...prices.map((price, month) => observation(month, price, known)),
    observation(0, 240, known, 'GA_PRICE/KR.CN'),
  ]);
}

async function bringSignals({ node: { stores } }: TestAgency): Promise<void> {
  const episode = (id: string, parts: Partial<Signal>): Signal => ({ ...signal(id), ...parts });
  const [closedAt, grownAt, before] = [at('10-13'), at('10-12'), at('10-05')];
  const made = [
    episode('opened', { explanation: { en: `The price is above 600 USD/t. ${HOSTILE}` } }),
    episode('closed', { level: 'caution', state: 'closed', raisedAt: before, updatedAt: closedAt, closedAt }),
    episode('grown', { level: 'caution', raisedAt: before, updatedAt: grownAt }),
    episode('dismissed', { state: 'dismissed', reason: 'A holiday.', raisedAt: before, updatedAt: before }),
  ];
  const position = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await stores.signals.recordAssessments([{ ...position, signals: made }]);
}

async function bringBulletins({ node: { stores } }: TestAgency): Promise<void> {
  await stores.peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit());
  const resist = [{ name: { en: 'Photoresist' }, hsCodes: ['370790'] }];
  const bodies = [
    ofJapan(1, { level: 'serious', items: resist, headline: { en: HOSTILE } }),
    ofJapan(2, { status: 'exercise', headline: { en: 'Neon drill' } }),
  ];
  const first = page(
    JP,
    emptyLog(JP.origin),
    bodies.map((body, seq) => ({ effect: bulletinEffect(JP, seq, body) })),
  );
  await stores.peers.storePage(first);
  const late = bulletinEffect(JP, 2, ofJapan(3, { level: 'caution', headline: { en: 'Came late' } }));
  const bulletin = { ...late.bulletin, sent: at('10-08'), verifiedAt: at('10-12') };
  await stores.peers.storePage(page(JP, heldAfter(first), [{ effect: { ...late, bulletin } }]));
}

async function bringDrafts({ ask, node }: TestAgency): Promise<void> {
  const old = draft(content(9, { headline: { en: 'Waiting since long' } }));
  await node.stores.bulletins.createDraft({ ...old, createdAt: at('10-05') }, audit());
  const send = async (
    role: 'analyst' | 'approver',
    method: 'POST' | 'DELETE',
    path: string,
    body?: object,
  ) => {
    const answer = await ask(role, method, path, body);
    assert.ok(answer.statusCode < 300, answer.body);
    return answer;
  };
  const made = async (parts: object) => {
    const { content: of, digest } = (
      await send('analyst', 'POST', '/bulletins', { ...WARNING, ...parts })
    ).json();
    return { path: `/bulletins/${encodeURIComponent(of.id)}`, digest };
  };
  const submitted = async (parts: object) => {
    const { path, digest } = await made(parts);
    await send('analyst', 'POST', `${path}/submit`, { digest });
    return { path, digest };
  };
  const issued = async (parts: object) => {
    const { path, digest } = await submitted(parts);
    await send('approver', 'POST', `${path}/approve`, { digest });
    await send('approver', 'POST', `${path}/issue`);
  };
  await issued({});
  await issued({ status: 'exercise', headline: { en: 'Urea drill' } });
  await made({ status: 'test', headline: { en: 'A test in the drawer' } });
  await submitted({ headline: { en: 'In review' } });
  const returned = await submitted({ headline: { en: 'Sent back' } });
  await send('approver', 'POST', `${returned.path}/return`, { reason: 'Name the ports.' });
  await send('analyst', 'DELETE', (await made({ headline: { en: 'Withdrawn' } })).path);
}

async function bringReports({ ask }: TestAgency): Promise<void> {
  const texts = ['Two suppliers take no orders.', 'A rumour.', HOSTILE];
  const ids: string[] = [];
  for (const en of texts) {
    const answer = await ask('analyst', 'POST', '/reports', report({ text: { en } }));
    ids.push(answer.json().report.id);
  }
  await ask('analyst', 'POST', `/reports/${ids[0]}/accept`, {});
  await ask('analyst', 'POST', `/reports/${ids[1]}/dismiss`, { reason: 'Nobody confirmed it.' });
}
