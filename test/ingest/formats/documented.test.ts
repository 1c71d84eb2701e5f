import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { DataFormat, Mapping } from '../../../src/domain/mapping.ts';
import { EXPORT_FORMATS, ExportFormat } from '../../../src/export/export.ts';
import { parseFileName, parseMediaType } from '../../../src/ingest/parse.ts';
import { read, short } from './read.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8');
const blocks = [...DOCUMENT.matchAll(/^```(yaml|csv)\n(.*?)^```$/gms)].map(([, kind, text]) => ({
  kind,
  text,
}));

test('formats.md: each mapping can be read, and its file by it', async () => {
  const rows: unknown[][] = [];
  for (const [index, { kind, text = '' }] of blocks.entries()) {
    if (kind !== 'yaml') continue;
    const mapping: unknown = parse(text);
    Mapping.parse(mapping);
    const file = blocks[index + 1];
    if (file?.kind !== 'csv') continue;
    const { records, faults } = await read(file.text ?? '', { mapping });
    assert.deepEqual(faults, []);
    rows.push(...short(records));
  }
  assert.deepEqual(rows, [
    ['UREA_VOLUME/KR.CN', '2021-10', 1_234_500, 'A', '2021-11-05T06:00:00Z'],
    ['UREA_VOLUME/KR.VN', '2021-10', undefined, 'M', '2021-11-05T06:00:00Z'],
    ['UREA_PRICE/KR.CN', '2021-09', 418],
    ['UREA_PRICE/KR.CN', '2021-10', 769.5],
    ['UREA_VOLUME/KR.CN', '2021-09', undefined, 'O'],
    ['UREA_VOLUME/KR.CN', '2021-10', 12],
    ['FX_RATE/KRW', '2021-09', 1170.3],
    ['FX_RATE/JPY', '2021-09', 110.2],
  ]);
});

test('formats.md: every key of a mapping is explained', () => {
  const missing = Object.keys(Mapping.shape).filter((key) => !DOCUMENT.includes(`\`${key}\``));
  assert.deepEqual(
    missing.filter((key) => key !== 'description'),
    [],
  );
});

test('formats.md: the table of formats says what is so', () => {
  const rows = [...DOCUMENT.matchAll(/^\| [^|]+ \| (`\.[^|]+) \| `([^`]+)` \| (yes|) *\| (yes|) *\|$/gm)];
  const both = new Set<string>([...DataFormat.options, ...ExportFormat.options]);
  assert.equal(rows.length, both.size);
  for (const [, endings = '', mediaType = '', into, out] of rows) {
    const names = [...endings.matchAll(/`(\.[a-z.]+)`/g)].map(([, ending]) => `file${ending}`);
    if (into === 'yes') {
      const format = parseMediaType(mediaType);
      for (const name of names) assert.equal(parseFileName(name), format, name);
    } else {
      for (const name of names) assert.throws(() => parseFileName(name));
    }
    const written = Object.values(EXPORT_FORMATS).filter((one) => one.mediaType.split(';')[0] === mediaType);
    assert.equal(written.length, out === 'yes' ? 1 : 0, mediaType);
    if (out === 'yes') assert.equal(`file.${written[0]?.ending}`, names[0]);
  }
});
