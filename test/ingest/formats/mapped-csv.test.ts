import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../../src/domain/errors.ts';
import { read, short } from './read.ts';

const CUSTOMS = {
  delimiter: ';',
  decimal: ',',
  thousands: '.',
  markers: { '-': 'M', c: 'Q', '': 'none' },
  period: { column: 'Monat', format: 'YYYY.MM' },
  status: { column: 'Hinweis', values: { '': 'A', p: 'P' } },
  knownAt: { column: 'Stand', format: 'DD.MM.YYYY', time: '06:00:00Z' },
  series: [
    {
      indicator: 'UREA_VOLUME',
      dimensions: { partner: { column: 'Land', values: { China: 'CN', Vietnam: 'VN' } }, reporter: 'KR' },
      value: 'Menge',
      scale: 1000,
    },
  ],
};
const HEADER = 'Land;Monat;Menge;Hinweis;Stand';

test('mapping: names become codes, numbers are read as they are written, in the order of the dimensions', async () => {
  const { records, faults } = await read(
    `${HEADER}\nChina;2021.10;1.234,5;;05.11.2021\nVietnam;2021.10;1,1;p;05.11.2021\n`,
    { mapping: CUSTOMS },
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(short(records), [
    ['UREA_VOLUME/KR.CN', '2021-10', 1_234_500, 'A', '2021-11-05T06:00:00Z'],
    ['UREA_VOLUME/KR.VN', '2021-10', 1100, 'P', '2021-11-05T06:00:00Z'],
  ]);
});

test('mapping: markers stand for a status, or for nothing', async () => {
  const { records } = await read(
    `${HEADER}\nChina;2021.08;-;;05.11.2021\nChina;2021.09;c;;05.11.2021\nChina;2021.10;;;05.11.2021\n`,
    { mapping: CUSTOMS },
  );
  assert.deepEqual(
    records.map(({ period, value, status }) => [period, value, status]),
    [
      ['2021-08', undefined, 'M'],
      ['2021-09', undefined, 'Q'],
    ],
  );
});

test('mapping: a bad row is refused with its line and column, and stops no other', async () => {
  const bad = [
    ['Atlantis;2021.10;1;;05.11.2021', 'Land', 'bad_series'],
    ['China;2021/10;1;;05.11.2021', 'Monat', 'bad_period'],
    ['China;2021.13;1;;05.11.2021', 'Monat', 'bad_period'],
    ['China;2021.10;1;x;05.11.2021', 'Hinweis', 'bad_status'],
    ['China;2021.10;1;;31.02.2021', 'Stand', 'bad_time'],
    ['China;2021.10;1;05.11.2021', undefined, 'malformed'],
    ['"China;2021.10;1;;05.11.2021', undefined, 'malformed'],
  ] as const;
  for (const [row, column, reason] of bad) {
    const { records, faults } = await read(`${HEADER}\n${row}\nChina;2021.09;1;;05.11.2021\n`, {
      mapping: CUSTOMS,
    });
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.column, fault.reason]),
      [[2, column, reason]],
      row,
    );
    assert.equal(records.length, 1, row);
  }
});

test('mapping: what is no number stays text, for the check of the row to refuse', async () => {
  for (const text of ['NaN', '1.5', '1.23,4', '12.34', '1,5,1', '+1', 'eins', '0x10', '1e400']) {
    const { records } = await read(`${HEADER}\nChina;2021.10;${text};;05.11.2021\n`, { mapping: CUSTOMS });
    assert.equal(records[0]?.value, text);
    assert.equal(records[0]?.columns?.value, 'Menge');
  }
});

test('mapping: a file without the columns is refused, with the names that are missing', async () => {
  await assert.rejects(read('Land;Monat;Hinweis\nChina;2021.10;\n', { mapping: CUSTOMS }), (error) => {
    assert.ok(hasCode(error, 'invalid_input'));
    assert.deepEqual(error.detail, { file: 'file.csv', line: 1, missing: ['Menge', 'Stand'] });
    return true;
  });
});

test('mapping: other dimensions than the indicator has are refused', async () => {
  const series = [{ indicator: 'UREA_VOLUME', dimensions: { reporter: 'KR' } }];
  const refused = read('period,value\n2021-10,1\n', { mapping: { series } });
  await assert.rejects(refused, (error) => hasCode(error, 'invalid_input'));
});

test('mapping: a column that is needed and stands twice is refused', async () => {
  const series = [{ indicator: 'FX_RATE', dimensions: { currency: 'KRW' } }];
  const refused = read('period,value,value\n2021-10,1,2\n', { mapping: { series } });
  await assert.rejects(refused, (error) => hasCode(error, 'invalid_input'));
});

const WIDE = {
  skipRows: 2,
  ignore: ['Source'],
  period: { header: 'MMM-YY' },
  markers: { '..': 'O' },
  series: [
    {
      indicator: { column: 'Item', values: { 'Urea, price': 'UREA_PRICE', 'Urea, volume': 'UREA_VOLUME' } },
      dimensions: { reporter: 'KR', partner: { column: 'Code' } },
    },
  ],
};

test('wide: each column whose name is a period gives a row; an empty cell gives none', async () => {
  const { records, faults } = await read(
    'Imports of Korea\n\n"Item","Code",Note,Sep-21,Oct-21,Nov-21\n"Urea, price",CN,x,418,769.5,\n"Urea, volume",CN,,..,12,\nSource: customs\n',
    { mapping: WIDE },
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(short(records), [
    ['UREA_PRICE/KR.CN', '2021-09', 418],
    ['UREA_PRICE/KR.CN', '2021-10', 769.5],
    ['UREA_VOLUME/KR.CN', '2021-09', undefined, 'O'],
    ['UREA_VOLUME/KR.CN', '2021-10', 12],
  ]);
  assert.deepEqual(records[1]?.line, 4);
  assert.equal(records[1]?.columns?.value, 'Oct-21');
});

test('wide: no column of a period is a refusal of the file', async () => {
  const refused = read('a\nb\nItem,Code,2021-10\nUrea,CN,1\n', { mapping: WIDE });
  await assert.rejects(refused, (error) => hasCode(error, 'invalid_input'));
});

test('mapping: a column for each series, rows of others left out, the period in two columns', async () => {
  const mapping = {
    period: { columns: ['Year', 'Month'], format: 'YYYY M' },
    series: ['KRW', 'JPY'].map((currency) => ({
      indicator: 'FX_RATE',
      dimensions: { currency },
      value: currency,
      where: { Kind: ['average', 'mean'] },
    })),
  };
  const { records } = await read(
    'Year,Month,Kind,KRW,JPY\n2021,9,average,1170.3,110.2\n2021,9,end,1184,111.9\n2021,10,mean,1182,113.1\n',
    { mapping },
  );
  assert.deepEqual(short(records), [
    ['FX_RATE/KRW', '2021-09', 1170.3],
    ['FX_RATE/JPY', '2021-09', 110.2],
    ['FX_RATE/KRW', '2021-10', 1182],
    ['FX_RATE/JPY', '2021-10', 113.1],
  ]);
});

test('mapping: a day of a monthly series is the month in which it lies', async () => {
  const mapping = {
    period: { column: 'DATE', format: 'YYYY-MM-DD', frequency: 'M' },
    series: [{ indicator: 'FX_RATE', dimensions: { currency: 'KRW' }, value: 'DEXKOUS' }],
  };
  const { records } = await read('DATE,DEXKOUS\n2021-10-01,1182.5\n', { mapping });
  assert.deepEqual(short(records), [['FX_RATE/KRW', '2021-10', 1182.5]]);
});

const KOREAN = {
  period: { column: '기간', format: 'YYYY년 M월' },
  series: [
    {
      indicator: 'UREA_VOLUME',
      dimensions: { reporter: 'KR', partner: { column: '국가명', values: { 중국: 'CN' } } },
      value: '중량',
    },
  ],
};
const KOREAN_TEXT = '기간,국가명,중량\n2021년 9월,중국,12.5\n2021년 10월,중국,3\n';
const KOREAN_ROWS = [
  ['UREA_VOLUME/KR.CN', '2021-09', 12.5],
  ['UREA_VOLUME/KR.CN', '2021-10', 3],
];

/** `기간,국가명,중량` and so on in windows-949, as the customs service writes it. */
function windows949(text: string): Uint8Array {
  const decoder = new TextDecoder('euc-kr');
  const table = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfd; lead += 1) {
    for (let trail = 0x41; trail <= 0xfe; trail += 1) {
      table.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
  }
  return Uint8Array.from([...text].flatMap((sign) => table.get(sign) ?? sign.charCodeAt(0)));
}

test('encoding: UTF-16 with its mark and windows-949 are read, in chunks that cut characters', async () => {
  const encoded = {
    'utf-8': Buffer.from(KOREAN_TEXT),
    'utf-16le': Buffer.from(`\ufeff${KOREAN_TEXT}`, 'utf16le'),
    'windows-949': windows949(KOREAN_TEXT),
  };
  for (const [encoding, bytes] of Object.entries(encoded)) {
    const { records, faults } = await read(bytes, { mapping: { ...KOREAN, encoding } });
    assert.deepEqual(faults, [], encoding);
    assert.deepEqual(short(records), KOREAN_ROWS, encoding);
  }
});

test('encoding: the wrong one refuses the header, or the row that it is wrong for', async () => {
  const wrong = read(windows949(KOREAN_TEXT), { mapping: KOREAN });
  await assert.rejects(wrong, (error) => hasCode(error, 'invalid_input'));
  const bytes = Buffer.concat([
    windows949(KOREAN_TEXT),
    Buffer.from([0xff, 0xff, 0x0a]),
    windows949('2021년 11월,중국,4\n'),
  ]);
  const { records, faults } = await read(bytes, { mapping: { ...KOREAN, encoding: 'windows-949' } });
  assert.equal(records.length, 3);
  assert.deepEqual(
    faults.map(({ line, reason }) => [line, reason]),
    [[4, 'malformed']],
  );
});

test('csv: a quoted field over several lines is one row; a stray quote costs its own line alone', async () => {
  const series = [{ indicator: 'FX_RATE', dimensions: { currency: 'KRW' } }];
  const text =
    'period,value,note\n2021-07,1,"two\nlines"\n2021-08,2,"stray\n2021-09,3,x\n2021-10,4,"stray\n2021-11,5,y\n';
  const { records, faults } = await read(text, { mapping: { series } });
  assert.deepEqual(
    records.map(({ line, period }) => [line, period]),
    [
      [2, '2021-07'],
      [5, '2021-09'],
      [7, '2021-11'],
    ],
  );
  assert.deepEqual(
    faults.map(({ line, reason }) => [line, reason]),
    [
      [4, 'malformed'],
      [6, 'malformed'],
    ],
  );
});

test('mapping: a file without a header is refused', async () => {
  const refused = read('one\ntwo\n', { mapping: WIDE });
  await assert.rejects(refused, (error) => hasCode(error, 'invalid_input'));
});
