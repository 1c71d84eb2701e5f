import type { BulletinDraftInput } from '../../src/domain/bulletin.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import type { Signal } from '../../src/domain/signal.ts';

export const INDICATOR: Indicator = {
  code: 'UREA_PRICE',
  names: { en: 'Urea, import price', ko: '요소 수입 단가' },
  sector: 'critical-minerals',
  hsCodes: ['310210'],
  unit: 'USD/t',
  frequency: 'M',
  kind: 'price',
  harmful: 'up',
  grade: 'A',
  source: { publisher: 'Customs', licence: 'CC BY 4.0' },
  tlp: 'CLEAR',
  publicationLagDays: 15,
  dimensions: ['reporter', 'partner'],
};

const EVIDENCE: Evidence = {
  detector: 'threshold',
  version: 1,
  parameters: { alert: 600 },
  series: 'UREA_PRICE/KR.CN',
  names: INDICATOR.names,
  unit: 'USD/t',
  frequency: 'M',
  kind: 'price',
  harmful: 'up',
  publisher: 'Customs',
  window: {
    periods: ['2021-08', '2021-09'],
    values: [400, 700],
    knownAt: ['2021-09-15T00:00:00.000Z', '2021-10-10T00:00:00.000Z'],
  },
  period: '2021-09',
  score: 1.2,
  level: 'alert',
};

export function signal(id: string): Signal {
  return {
    id,
    series: 'UREA_PRICE/KR.CN',
    sector: 'critical-minerals',
    detector: 'threshold',
    state: 'open',
    level: 'alert',
    score: 1.2,
    period: '2021-09',
    raisedAt: '2021-10-11T00:00:00.000Z',
    updatedAt: '2021-10-11T00:00:00.000Z',
    explanation: { en: 'The price is above 600 USD/t.' },
    evidence: EVIDENCE,
  };
}

export const DRAFT: BulletinDraftInput = {
  status: 'exercise',
  level: 'alert',
  urgency: 'expected',
  certainty: 'likely',
  sector: 'critical-minerals',
  items: [{ name: { en: 'Urea' }, hsCodes: ['310210'] }],
  headline: { en: 'Urea exports restricted' },
  text: { en: 'Customs inspection of urea exports begins.' },
  expires: '2021-11-11T00:00:00.000Z',
  tlp: 'GREEN',
  audience: '*',
  evidence: [EVIDENCE],
  contact: 'Duty officer',
};
