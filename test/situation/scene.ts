import type { BulletinContent } from '../../src/domain/bulletin.ts';
import type { EwsNode } from '../../src/node.ts';
import { INDICATOR, signal } from '../http/samples.ts';
import { audit, bulletinEffect, content, emptyLog, page, peer } from '../store/build.ts';

export const JP = peer('jp');

const RESIST = { name: { en: 'Photoresist' }, hsCodes: ['370790'] };

/** A bulletin of Japan, of photoresist unless it says otherwise. */
export const ofJapan = (number: number, parts: Partial<BulletinContent> = {}) =>
  content(number, { issuer: JP.node, sector: 'semiconductors', items: [RESIST], level: 'serious', ...parts });

/** Korea measures urea; Japan warns of photoresist and of urea, and drills neon. */
export async function bringScene({ stores }: EwsNode): Promise<void> {
  const { observations, signals, peers } = stores;
  await observations.putIndicators([INDICATOR]);
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await signals.recordAssessments([{ ...assessment, signals: [signal('s1')] }]);
  await peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit());
  const bodies = [
    ofJapan(1),
    ofJapan(2, { status: 'exercise', items: [{ name: { en: 'Neon' }, hsCodes: [] }] }),
    content(3, { issuer: JP.node, level: 'caution' }),
  ];
  const entries = bodies.map((body, seq) => ({ effect: bulletinEffect(JP, seq, body) }));
  await peers.storePage(page(JP, emptyLog(JP.origin), entries));
}
