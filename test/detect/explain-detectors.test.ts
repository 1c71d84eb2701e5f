import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threshold } from '../../src/detect/detectors/threshold.ts';
import { freeze } from '../../src/detect/evidence.ts';
import { explain } from '../../src/detect/explain.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { periodOrdinal } from '../../src/domain/time.ts';
import { pointsOf, shipped, UREA } from './series.ts';

/** What is said of the last of these values, by the arithmetic itself. */
function said(detector: string, values: readonly number[], last: string, changed: Partial<Indicator> = {}) {
  const indicator = { ...UREA, ...changed };
  const { frequency } = indicator;
  const rule =
    detector === 'threshold'
      ? { detector: threshold, parameters: threshold.parameters.parse({ side: 'below', atCaution: 90 }) }
      : shipped(detector, frequency);
  const points = pointsOf(frequency, values, periodOrdinal(frequency, last));
  const stream = rule.detector.stream(rule.parameters as never, indicator);
  const step = points.map((point) => stream.step(point)).at(-1)!;
  const { level = 'attention' } = step;
  return explain(freeze({ ...rule, series: 'UREA/KR.CN', indicator, points, step, level } as never), step);
}

const flat = (value: number, length: number) => new Array<number>(length).fill(value);
const each = (length: number, value: (index: number) => number) =>
  Array.from({ length }, (_, index) => value(index));

const calm = flat(573.825, 130);
const zigzag = (length: number, size: number) => each(length, (index) => 500 * (index % 2 === 0 ? 1 : size));
const rates = (length: number) => each(length, (index) => 1100 + (index % 50));
const imports = (length: number) => each(length, (index) => (index % 12 < 6 ? 40_000 : 60_000));

const FX = {
  frequency: 'D',
  kind: 'fx',
  unit: 'KRW per USD',
  names: { en: 'Won per dollar', ko: '원/달러 환율', ja: 'ウォン/ドル' },
} as const;
const VOLUME = {
  kind: 'volume',
  unit: 'kg',
  harmful: 'down',
  names: { en: 'Urea imports', ko: '요소 수입량', ja: '尿素輸入量' },
} as const;
const APART = {
  unit: '%',
  kind: 'index',
  names: { en: 'Urea, price against volume', ko: '요소 가격·물량 괴리', ja: '尿素の価格と数量の乖離' },
} as const;
const SHARE = {
  kind: 'share',
  unit: '%',
  names: {
    en: 'Urea imports, share of each origin',
    ko: '요소 수입의 국가별 비중',
    ja: '尿素輸入における国別シェア',
  },
} as const;
const STOCK = {
  kind: 'stock',
  unit: 'days',
  harmful: 'down',
  names: { en: 'Oil stocks', ko: '석유 비축일수', ja: '石油備蓄日数' },
} as const;

test('explain: ewma: over how long, and how unusual on average', () => {
  assert.deepEqual(said('ewma', [...calm, 600, 650, 700, 769.5], '2021-10'), {
    en: 'Urea price (UREA/KR.CN) rose 34.1 % from 573.825 USD/t in October 2020 to 769.5 USD/t in October 2021; the changes of these 12 months, the newest weighing most, lie 28.7 standard deviations above the usual on average.',
    ko: '요소 가격(UREA/KR.CN)은 2021년 10월 현재 2020년 10월(573.825 USD/t)보다 34.1% 오른 769.5 USD/t입니다. 이 12개월 동안의 변동을 최근일수록 크게 가중한 평균은 통상 수준보다 표준편차의 28.7배만큼 높습니다.',
    ja: '尿素価格(UREA/KR.CN)は2020年10月の573.825 USD/tから2021年10月の769.5 USD/tへ34.1%上昇しました。この12か月間の変動を直近ほど重く見た加重平均は、通常の水準を標準偏差の28.7倍上回っています。',
  });
});

test('explain: page-hinkley: since when the mean has moved', () => {
  assert.deepEqual(said('page-hinkley', [...calm, 600, 650, 700, 769.5], '2021-10'), {
    en: 'Urea price (UREA/KR.CN) rose 34.1 % from 573.825 USD/t in June 2021 to 769.5 USD/t in October 2021; the changes of these 4 months exceed their own earlier mean by 16.6 robust standard deviations in all.',
    ko: '요소 가격(UREA/KR.CN)은 2021년 10월 현재 2021년 6월(573.825 USD/t)보다 34.1% 오른 769.5 USD/t입니다. 이 4개월 동안의 변동은 그 이전 평균보다 모두 합하여 로버스트 표준편차의 16.6배만큼 높습니다.',
    ja: '尿素価格(UREA/KR.CN)は2021年6月の573.825 USD/tから2021年10月の769.5 USD/tへ34.1%上昇しました。この4か月間の変動は、それ以前の平均を合計でロバスト標準偏差の16.6倍上回っています。',
  });
});

test('explain: volatility: how many times as wide, and against what', () => {
  assert.deepEqual(said('volatility', [...zigzag(120, 1.02), ...zigzag(12, 1.06)], '2021-10'), {
    en: 'Urea price (UREA/KR.CN) has turned turbulent: in October 2021 (530 USD/t) the monthly changes of the last 12 months spread 3.7 times as widely as those of the 60 months before, 5.4 standard deviations more than usual.',
    ko: '요소 가격(UREA/KR.CN)은 2021년 10월(530 USD/t) 현재 변동성이 커졌습니다. 최근 12개월간 월간 변동의 폭이 그 이전 60개월간의 3.7배로, 통상 수준보다 표준편차의 5.4배만큼 큽니다.',
    ja: '尿素価格(UREA/KR.CN)は2021年10月(530 USD/t)時点で変動が大きくなっています。直近12か月間の月次変動の幅はそれ以前の60か月間の3.7倍で、通常の水準を標準偏差の5.4倍上回っています。',
  });
});

test('explain: level-change: from where in the longer span, and the four deviations', () => {
  assert.deepEqual(said('level-change', [...calm, ...each(12, (index) => 573.825 + 20 * index)], '2021-10'), {
    en: 'Urea price (UREA/KR.CN) rose 38.3 % from 573.825 USD/t in October 2020 to 793.825 USD/t in October 2021; its changes over 3 months and over 1 year and its level against 2 years and against 5 years are on average 13.2 robust standard deviations above the usual (3.9, 16.2, 16.2, 16.2).',
    ko: '요소 가격(UREA/KR.CN)은 2021년 10월 현재 2020년 10월(573.825 USD/t)보다 38.3% 오른 793.825 USD/t입니다. 3개월 및 1년간의 변동과 지난 2년 및 5년간 대비 수준을 평균하면 통상보다 로버스트 표준편차의 13.2배만큼 높습니다(3.9, 16.2, 16.2, 16.2).',
    ja: '尿素価格(UREA/KR.CN)は2020年10月の573.825 USD/tから2021年10月の793.825 USD/tへ38.3%上昇しました。3か月間と1年間の変化、過去2年間と5年間に対する水準を平均すると、通常をロバスト標準偏差の13.2倍上回っています(3.9、16.2、16.2、16.2)。',
  });
});

test('explain: novelty: the nearest earlier value and its date', () => {
  assert.deepEqual(said('novelty', [...rates(1600), 1204.5], '2020-03-19', FX), {
    en: 'Won per dollar (UREA/KR.CN) was 1,204.5 KRW per USD on 19 March 2020, unlike all before: the nearest earlier value was 1,149 KRW per USD on 18 March 2020, and the distance exceeds the usual one 24.2 times as much as one in a hundred does.',
    ko: '원/달러 환율(UREA/KR.CN)은 2020년 3월 19일 1,204.5 KRW per USD로, 이전에 없던 수준입니다. 가장 가까운 이전 값은 2020년 3월 18일의 1,149 KRW per USD이며, 통상 거리를 넘는 정도가 100개 중 1개에 해당하는 값의 24.2배입니다.',
    ja: 'ウォン/ドル(UREA/KR.CN)は2020年3月19日に1,204.5 KRW per USDとなり、過去に例のない水準です。最も近い過去の値は2020年3月18日の1,149 KRW per USDで、通常の距離を超える度合いは100個に1個の値の24.2倍です。',
  });
});

test('explain: import-drop: what was usual in the same month, of how many years', () => {
  assert.deepEqual(said('import-drop', [...imports(82), 21_000], '2021-11', VOLUME), {
    en: 'Urea imports (UREA/KR.CN) came to 21,000 kg in November 2021, 65.0 % less than the 60,000 kg usual for the same period (median of 5 earlier years); 6.5 robust standard deviations below its usual difference.',
    ko: '요소 수입량(UREA/KR.CN)은 2021년 11월 21,000 kg입니다. 같은 시기의 통상 수준 60,000 kg(과거 5년의 중앙값)보다 65.0% 적으며, 통상적인 차이보다 로버스트 표준편차의 6.5배만큼 낮습니다.',
    ja: '尿素輸入量(UREA/KR.CN)は2021年11月に21,000 kgでした。同時期の通常の水準60,000 kg(過去5年の中央値)より65.0%少なく、通常の差をロバスト標準偏差の6.5倍下回っています。',
  });
});

test('explain: divergence: by how much price and volume are apart', () => {
  assert.deepEqual(
    said('divergence', [...each(60, (index) => (index % 5) * 4 - 8), 92.4], '2021-11', APART),
    {
      en: 'Urea, price against volume (UREA/KR.CN) is at 92.4 % in November 2021: over a year the price has grown by so much more than the volume. That is 15.6 robust standard deviations above its usual 0 %.',
      ko: '요소 가격·물량 괴리(UREA/KR.CN)는 2021년 11월 92.4%입니다. 1년 동안 가격이 물량보다 그만큼 더 늘었다는 뜻이며, 통상 수준(0%)보다 로버스트 표준편차의 15.6배만큼 높습니다.',
      ja: '尿素の価格と数量の乖離(UREA/KR.CN)は2021年11月に92.4%でした。1年間で価格の伸びが数量の伸びをそれだけ上回ったことを示し、通常の水準(0%)をロバスト標準偏差の15.6倍上回っています。',
    },
  );
});

test('explain: concentration: the mark that is reached, and what it was a year before', () => {
  assert.deepEqual(said('concentration', [...flat(91.25, 14), ...flat(97.5, 3)], '2021-10', SHARE), {
    en: 'Urea imports, share of each origin (UREA/KR.CN) is at 97.5 % in October 2021 (median of the last 3 values), no less than the 85 % from which on it counts as concentrated; 12 months before it was 91.25 %.',
    ko: '요소 수입의 국가별 비중(UREA/KR.CN)은 2021년 10월 97.5%(최근 3개 값의 중앙값)입니다. 집중으로 보는 기준 85% 이상입니다. 12개월 전에는 91.25%였습니다.',
    ja: '尿素輸入における国別シェア(UREA/KR.CN)は2021年10月に97.5%(直近3個の値の中央値)です。集中とみなす基準85%以上です。12か月前は91.25%でした。',
  });
});

test('explain: concentration: by how much it has risen', () => {
  assert.deepEqual(said('concentration', [...flat(40, 14), ...flat(63, 3)], '2021-10', SHARE), {
    en: 'Urea imports, share of each origin (UREA/KR.CN) is at 63 % in October 2021 (median of the last 3 values), 23 percentage points more than the 40 % of 12 months before.',
    ko: '요소 수입의 국가별 비중(UREA/KR.CN)은 2021년 10월 63%(최근 3개 값의 중앙값)입니다. 12개월 전의 40%보다 23%포인트 높아졌습니다.',
    ja: '尿素輸入における国別シェア(UREA/KR.CN)は2021年10月に63%(直近3個の値の中央値)です。12か月前の40%より23ポイント高まりました。',
  });
});

test('explain: supplier-change: what is lost', () => {
  assert.deepEqual(said('supplier-change', [...flat(71.4, 14), 0.3, 0.2], '2021-12', SHARE), {
    en: 'Urea imports, share of each origin (UREA/KR.CN) is at 0.2 % in December 2021, while it was 71.4 % in the median of the 12 months before: a supplier that is lost.',
    ko: '요소 수입의 국가별 비중(UREA/KR.CN)은 2021년 12월 0.2%입니다. 그 이전 12개월의 중앙값은 71.4%였으며, 공급처가 끊긴 것으로 보입니다.',
    ja: '尿素輸入における国別シェア(UREA/KR.CN)は2021年12月に0.2%です。それ以前の12か月間の中央値は71.4%で、供給元が失われたとみられます。',
  });
});

test('explain: supplier-change: what is new', () => {
  assert.deepEqual(said('supplier-change', [...flat(0, 14), 62, 58.5], '2021-12', SHARE), {
    en: 'Urea imports, share of each origin (UREA/KR.CN) is at 58.5 % in December 2021, while it was never above 0.5 % in the 12 months before: a supplier that is new.',
    ko: '요소 수입의 국가별 비중(UREA/KR.CN)은 2021년 12월 58.5%입니다. 그 이전 12개월 동안 0.5%를 넘은 적이 없는 신규 공급처입니다.',
    ja: '尿素輸入における国別シェア(UREA/KR.CN)は2021年12月に58.5%です。それ以前の12か月間は0.5%を超えたことがなく、新しい供給元です。',
  });
});

test('explain: threshold: the stated value and its level', () => {
  assert.deepEqual(said('threshold', [84], '2022-05', STOCK), {
    en: 'Oil stocks (UREA/KR.CN) is at 84 days in May 2022, at or below the 90 days stated for caution.',
    ko: "석유 비축일수(UREA/KR.CN)는 2022년 5월 84 days입니다. '주의' 단계 기준으로 정해진 90 days 이하입니다.",
    ja: '石油備蓄日数(UREA/KR.CN)は2022年5月に84 daysです。「注意」の基準として定められた90 days以下です。',
  });
});

test('explain: novelty of the mean says over how many values, and when such a mean was', () => {
  const { en, ko, ja } = said('novelty', [...rates(1587), ...flat(1149, 13)], '2020-03-19', FX);
  assert.match(
    en,
    /1,143\.4 KRW per USD on average over the 20 values up to 19 March 2020, .* such mean was 1,142\.4/,
  );
  assert.match(
    ko,
    /2020년 3월 19일까지 20개 값의 평균이 1,143\.4 KRW per USD로.* 이전 평균은 2020년 3월 18일의/,
  );
  assert.match(
    ja,
    /2020年3月19日までの20個の値の平均で1,143\.4 KRW per USDとなり.*過去の平均は2020年3月18日の/,
  );
});
