import type { Sector } from './indicator.ts';
import type { Language } from './language.ts';
import type { LinkState } from './link.ts';
import type { ReportKind, ReportState } from './report.ts';

type Names<Thing extends string> = Readonly<Record<Language, Readonly<Record<Thing, string>>>>;

/** What things are called, wherever people read of them. */
export const SECTOR_NAMES: Names<Sector> = {
  en: {
    semiconductors: 'Semiconductors',
    batteries: 'Batteries',
    'critical-minerals': 'Critical minerals',
    logistics: 'Logistics',
    finance: 'Finance',
    'technology-protection': 'Technology protection',
    ai: 'AI',
    space: 'Space',
    quantum: 'Quantum',
  },
  ko: {
    semiconductors: '반도체',
    batteries: '배터리',
    'critical-minerals': '핵심광물',
    logistics: '물류',
    finance: '금융',
    'technology-protection': '기술보호',
    ai: '인공지능',
    space: '우주',
    quantum: '양자',
  },
  ja: {
    semiconductors: '半導体',
    batteries: '電池',
    'critical-minerals': '重要鉱物',
    logistics: '物流',
    finance: '金融',
    'technology-protection': '技術保護',
    ai: 'AI',
    space: '宇宙',
    quantum: '量子',
  },
};

export const LINK_STATE_NAMES: Names<LinkState> = {
  en: { up: 'Up', degraded: 'Degraded', down: 'Down', suspended: 'Suspended', unknown: 'Not known yet' },
  ko: { up: '정상', degraded: '저하', down: '끊김', suspended: '중지', unknown: '확인 전' },
  ja: { up: '正常', degraded: '低下', down: '断', suspended: '停止', unknown: '未確認' },
};

export const REPORT_KIND_NAMES: Names<ReportKind> = {
  en: {
    shortage: 'Shortage',
    price: 'Price',
    delivery: 'Delivery',
    production: 'Production',
    transport: 'Transport',
    'policy-event': 'Policy event',
    other: 'Other',
  },
  ko: {
    shortage: '공급 부족',
    price: '가격',
    delivery: '납기',
    production: '생산',
    transport: '운송',
    'policy-event': '정책·사건',
    other: '기타',
  },
  ja: {
    shortage: '供給不足',
    price: '価格',
    delivery: '納期',
    production: '生産',
    transport: '輸送',
    'policy-event': '政策・事件',
    other: 'その他',
  },
};

export const REPORT_STATE_NAMES: Names<ReportState> = {
  en: { new: 'New', accepted: 'Accepted', dismissed: 'Dismissed', duplicate: 'Duplicate' },
  ko: { new: '접수', accepted: '채택', dismissed: '기각', duplicate: '중복' },
  ja: { new: '受付', accepted: '採用', dismissed: '棄却', duplicate: '重複' },
};
