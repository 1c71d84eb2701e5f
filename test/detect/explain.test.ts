import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../src/detect/detectors/detector.ts';
import { overdue } from '../../src/detect/detectors/overdue.ts';
import { freeze } from '../../src/detect/evidence.ts';
import { explain } from '../../src/detect/explain.ts';
import { withParticle } from '../../src/detect/wording.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { periodOrdinal } from '../../src/domain/time.ts';
import { pointsOf, shipped, UREA } from './series.ts';

function said(
  detector: string,
  values: number[],
  last: string,
  step: Partial<Step> = {},
  changed: Partial<Indicator> = {},
) {
  const indicator = { ...UREA, ...changed };
  const points = pointsOf(indicator.frequency, values, periodOrdinal(indicator.frequency, last));
  const whole: Step = { score: 6.21, level: 'alert', span: 1, side: 'above', ...step };
  const rule = shipped(detector, indicator.frequency);
  const series = 'UREA_PRICE/W.W';
  return explain(freeze({ ...rule, series, indicator, points, step: whole, level: 'alert' }), whole);
}

const calm = new Array<number>(120).fill(573.825);

test('explain: seasonal-z says what rose, by how much, to what, when, and how unusual that is', () => {
  assert.deepEqual(said('seasonal-z', [...calm, 769.5], '2021-10'), {
    en: 'Urea price (UREA_PRICE/W.W) rose 34.1 % to 769.5 USD/t in October 2021; 6.2 robust standard deviations above its usual monthly change of the past 5 years.',
    ko: '요소 가격(UREA_PRICE/W.W)은 2021년 10월 전월보다 34.1% 오른 769.5 USD/t입니다. 지난 5년간의 통상적인 월간 변동보다 로버스트 표준편차의 6.2배만큼 높습니다.',
    ja: '尿素価格(UREA_PRICE/W.W)は2021年10月に前月から34.1%上昇し、769.5 USD/tとなりました。過去5年間の通常の月次変動を、ロバスト標準偏差の6.2倍上回っています。',
  });
});

test('explain: cusum says from where to where, and over how long', () => {
  const values = [...calm, 600, 650, 700, 769.5];
  assert.deepEqual(said('cusum', values, '2021-10', { span: 4, score: 15.04 }), {
    en: 'Urea price (UREA_PRICE/W.W) rose 34.1 % from 573.825 USD/t in June 2021 to 769.5 USD/t in October 2021; the changes of these 4 months add up to 15.0 robust standard deviations above the usual.',
    ko: '요소 가격(UREA_PRICE/W.W)은 2021년 10월 현재 2021년 6월(573.825 USD/t)보다 34.1% 오른 769.5 USD/t입니다. 이 4개월 동안의 변동을 합하면 통상 수준보다 로버스트 표준편차의 15.0배만큼 높습니다.',
    ja: '尿素価格(UREA_PRICE/W.W)は2021年6月の573.825 USD/tから2021年10月の769.5 USD/tへ34.1%上昇しました。この4か月間の変動の累積は、通常の水準をロバスト標準偏差の15.0倍上回っています。',
  });
});

test('explain: silence says what is missing, since when, and how late it is', () => {
  const parameters = overdue.parameters.parse({
    lastPeriod: '2021-08',
    judgedAt: '2021-10-23T00:00:00.000Z',
    publicationLagDays: 5,
    cadenceDays: 7,
  });
  const points = pointsOf('M', [769.5], periodOrdinal('M', '2021-08'));
  const step = overdue.stream(parameters, UREA).step(points[0]!);
  const series = 'UREA_PRICE/W.W';
  const evidence = freeze({
    detector: overdue,
    parameters,
    series,
    indicator: UREA,
    points,
    step,
    level: 'caution',
  });
  assert.deepEqual(explain(evidence, step), {
    en: 'Urea price (UREA_PRICE/W.W) has no value after August 2021. The one for September 2021 was expected on 6 October 2021 and is 17 days late, 2.4 times the 7 days that it may be.',
    ko: '요소 가격(UREA_PRICE/W.W)은 2021년 8월 이후의 값이 없습니다. 2021년 9월 값은 2021년 10월 6일에 공표될 예정이었으나 17일 지연되어, 허용 기간 7일의 2.4배에 이릅니다.',
    ja: '尿素価格(UREA_PRICE/W.W)は2021年8月より後の値がありません。2021年9月の値は2021年10月6日に公表される予定でしたが17日遅れており、許容期間7日の2.4倍に達しています。',
  });
});

test('explain: a fall of a volume, a share, a standstill, other frequencies', () => {
  const below = { side: 'below' } as const;
  const volume = said('seasonal-z', [...calm, 286.9125], '2021-W41', below, {
    frequency: 'W',
    kind: 'volume',
  });
  assert.match(
    volume.en,
    /fell 50\.0 % to 286\.913 USD\/t in week 41 of 2021; .* below its usual weekly change/,
  );
  assert.match(volume.ko, /2021년 41주차 전주보다 50\.0% 줄어든 .*낮습니다/);
  assert.match(volume.ja, /2021年第41週に前週から50\.0%減少し、.*下回って/);
  const share = said(
    'seasonal-z',
    [...calm.map(() => 60), 84],
    '2021',
    {},
    { frequency: 'A', kind: 'share', unit: '%' },
  );
  assert.match(share.en, /rose by 24 to 84 % in 2021; .* of the past 10 years/);
  assert.match(share.ko, /2021년 전년보다 24 상승한 84%입니다/);
  const still = said('seasonal-z', calm, '2021-Q4', {}, { frequency: 'Q' });
  assert.match(still.en, /stayed at 573\.825 USD\/t in Q4 2021/);
  assert.match(still.ko, /2021년 4분기 전 분기와 같은/);
  assert.match(still.ja, /前四半期と同じ/);
  const day = said('seasonal-z', [...calm, 600], '2021-10-11', {}, { frequency: 'D' });
  assert.match(day.en, /on 11 October 2021; .* of the past 119 days/);
});

test('explain: where values pass through zero, and where they multiply, no percentage is given', () => {
  const index = { kind: 'index', unit: '2017=100' } as const;
  assert.match(said('seasonal-z', [...calm, -2, 3], '2021-10', {}, index).en, /rose by 5 to 3 \(2017=100\)/);
  assert.match(said('seasonal-z', [...calm, 1, 50], '2021-10').en, /rose by 49 to 50 USD\/t/);
});

test('explain: over a gap the earlier period is named', () => {
  const points = pointsOf('M', [...calm, 769.5], periodOrdinal('M', '2021-10'));
  points.splice(-3, 2);
  const step: Step = { score: 6.2, level: 'alert', span: 1, side: 'above' };
  const evidence = freeze({
    ...shipped('seasonal-z', 'M'),
    series: 'UREA_PRICE/W.W',
    indicator: UREA,
    points,
    step,
    level: 'alert',
  });
  const { en, ko, ja } = explain(evidence, step);
  assert.match(en, /in October 2021 since July 2021/);
  assert.match(ko, /2021년 10월 2021년 7월보다/);
  assert.match(ja, /2021年10月に2021年7月から/);
});

test('explain: a name that is missing in a language is said in another', () => {
  const { ko } = said('seasonal-z', [...calm, 769.5], '2021-10', {}, { names: { en: 'Urea price' } });
  assert.match(ko, /^Urea price\(UREA_PRICE\/W\.W\)은\(는\) /);
});

test('wording: a Korean particle follows the last sound', () => {
  for (const [word, expected] of [
    ['가격', '가격은'],
    ['지수', '지수는'],
    ['원/달러 환율(일별)(KRW_USD_DAILY/KR.US)', '원/달러 환율(일별)(KRW_USD_DAILY/KR.US)은'],
    ['지수(GSCPI)', '지수(GSCPI)는'],
    ['계열 3', '계열 3은'],
    ['계열 2', '계열 2는'],
    ['PMI', 'PMI은(는)'],
  ] as const) {
    assert.equal(withParticle(word, '은', '는'), expected);
  }
});
