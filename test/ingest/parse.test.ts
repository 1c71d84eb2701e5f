import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { parseFileName, parseMediaType } from '../../src/ingest/parse.ts';

test('parse: the format of a media type', () => {
  assert.equal(parseMediaType('text/csv'), 'csv');
  assert.equal(parseMediaType('Text/CSV; charset=utf-8'), 'csv');
  assert.equal(parseMediaType('application/x-ndjson'), 'ndjson');
  assert.equal(parseMediaType('application/vnd.sdmx.data+csv; version=2.0.0'), 'sdmx-csv');
  assert.equal(parseMediaType('application/vnd.sdmx.data+json'), 'sdmx-json');
});

test('parse: the format of a file name', () => {
  assert.equal(parseFileName('data/urea.CSV'), 'csv');
  assert.equal(parseFileName('urea.2021.ndjson'), 'ndjson');
  assert.equal(parseFileName('urea.sdmx.csv.gz'), 'sdmx-csv');
  assert.equal(parseFileName('urea.JSON.ZST'), 'json');
});

test('parse: refuses a format that it does not know', () => {
  for (const type of ['', 'text/plain', 'constructor'])
    assert.throws(
      () => parseMediaType(type),
      (error) => hasCode(error, 'unsupported_media_type'),
    );
  for (const name of ['urea', 'urea.xlsx', 'csv', 'urea.csv.bz2', 'urea.gz', 'a.toString'])
    assert.throws(
      () => parseFileName(name),
      (error) => hasCode(error, 'unsupported_media_type'),
    );
});
