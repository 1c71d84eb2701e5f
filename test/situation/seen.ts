import type { BulletinContent } from '../../src/domain/bulletin.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { createLexicon } from '../../src/situation/lexicon.ts';
import {
  type Part,
  partOfBulletin,
  partOfReport,
  partOfSignal,
  type View,
} from '../../src/situation/part.ts';
import type { BulletinInForce, SignalInPlay } from '../../src/situation/port.ts';
import { report } from '../reports/samples.ts';
import { AT, content, indicator, signal } from '../store/build.ts';
import { mapOf } from './maps.ts';

/** Photoresist goes from Japan to Korea's chips; rare gases share a code; urea goes from China to Korea. */
export const MAP = mapOf(
  {
    'JP/materials/photoresist → KR/fabrication/chips': { share: 0.85, days: [30, 45] },
    'KR/fabrication/chips → US/use/phones': { share: 0.5, days: [10, 20] },
    'UA/refining/neon → KR/fabrication/chips': { share: 0.2 },
    'QA/refining/helium → KR/fabrication/chips': { share: 0.3 },
    'CN/refining/urea → KR/use/urea-solution': { share: 0.9 },
  },
  { photoresist: ['370710', '370790'], neon: ['280429'], helium: ['280429'], urea: ['310210'] },
);
for (const [key, names] of Object.entries({
  photoresist: { en: 'Photoresist', ko: '포토레지스트', ja: 'フォトレジスト' },
  chips: { en: 'Chips', ko: '반도체', ja: '半導体' },
  neon: { en: 'Neon', ko: '네온', ja: 'ネオン' },
  helium: { en: 'Helium', ko: '헬륨', ja: 'ヘリウム' },
  urea: { en: 'Urea', ko: '요소', ja: '尿素' },
  'urea-solution': { en: 'Urea solution', ko: '요소수', ja: '尿素水' },
}))
  MAP.items[key]!.names = names;

export const KR = { node: 'kr.ews.example', country: 'KR' };
export const JP = { node: 'jp.ews.example', country: 'JP' };
export const US = { node: 'us.ews.example', country: 'US' };
export const VIEW: View = { own: KR, peers: [JP, US], now: AT, lexicon: createLexicon(MAP) };

/** A bulletin by its parts; of photoresist, unless they say otherwise. */
export function bulletin(
  number: number,
  parts: Partial<BulletinContent> = {},
  more: Partial<Omit<BulletinInForce, 'content'>> = {},
): BulletinInForce {
  const items = [{ name: { en: 'Photoresist' }, hsCodes: ['370790'] }];
  const body = content(number, { issuer: JP.node, sector: 'semiconductors', items, ...parts });
  return { content: body, sent: '2021-10-08T00:00:00.000Z', ...more };
}

export function ofBulletin(...args: Parameters<typeof bulletin>): Part {
  return counted(partOfBulletin(bulletin(...args), VIEW));
}

export const RESIST: Indicator = indicator({
  code: 'RESIST_IMPORTS',
  names: { en: 'Photoresist, imports' },
  sector: 'semiconductors',
  hsCodes: ['370790'],
});

/** Of the imports of photoresist from Japan. */
export function resistSignal(id: string, parts: Partial<SignalInPlay> = {}): SignalInPlay {
  const { evidence: _evidence, ...summary } = signal(id);
  return { ...summary, series: 'RESIST_IMPORTS/KR.JP', sector: 'semiconductors', ...parts };
}

export function ofSignal(id: string, parts: Partial<SignalInPlay> = {}, of: Indicator = RESIST): Part {
  return counted(partOfSignal(resistSignal(id, parts), of, VIEW));
}

const ACCEPTED = { state: 'accepted', at: '2021-10-11T00:00:00.000Z', by: 'kim' } as const;

export function ofReport(number: number, parts: Record<string, unknown> = {}): Part {
  return counted(partOfReport({ ...report(number, parts), triage: ACCEPTED }, VIEW));
}

function counted(part: Part | undefined): Part {
  if (part === undefined) throw new Error('It does not count.');
  return part;
}
