import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogueFiles, readCatalogue } from '../../src/config/catalogue.ts';
import type { Indicator } from '../../src/domain/indicator.ts';

const FOLDER = fileURLToPath(new URL('../../config/indicators', import.meta.url));
const { files, indicators, problems } = readCatalogue(catalogueFiles(FOLDER));

const ofSector = (sector: string) => indicators.filter((indicator) => indicator.sector === sector);
const ofCountry = (country: string) => (indicator: Indicator) => indicator.code.startsWith(`${country}_`);

describe('the starting catalogue', () => {
  it('is in order, to the last warning', () => {
    assert.deepEqual(problems, []);
    assert.ok(indicators.length >= 60, `${indicators.length} indicators`);
    assert.equal(files.length, 5);
  });

  it('covers five sectors, each of them for Korea, Japan and the United States', () => {
    for (const sector of ['semiconductors', 'batteries', 'critical-minerals', 'logistics', 'finance']) {
      assert.ok(ofSector(sector).length >= 10, sector);
      for (const country of ['KR', 'JP', 'US'])
        assert.ok(ofSector(sector).some(ofCountry(country)), `${sector} of ${country}`);
    }
  });

  it('covers who leads what in semiconductors', () => {
    const roles = (country: string) =>
      new Set(
        ofSector('semiconductors')
          .filter(ofCountry(country))
          .map(({ role }) => role),
      );
    for (const role of ['materials', 'parts', 'equipment'] as const) assert.ok(roles('JP').has(role), role);
    assert.ok(roles('US').has('foundational-technology'));
    for (const role of ['manufacturing', 'supply'] as const) assert.ok(roles('KR').has(role), role);
  });

  it('has names in all three languages, in their own letters', () => {
    for (const { code, names } of indicators) {
      assert.match(names.en ?? '', /[a-z]/, code);
      assert.match(names.ko ?? '', /\p{Script=Hangul}/u, code);
      assert.match(names.ja ?? '', /\p{Script=Han}|\p{Script=Katakana}/u, code);
      assert.equal(new Set(Object.values(names)).size, 3, code);
    }
  });

  it('gives no two indicators the same name', () => {
    for (const language of ['en', 'ko', 'ja'] as const) {
      const names = indicators.map((indicator) => indicator.names[language]);
      assert.equal(new Set(names).size, names.length, language);
    }
  });

  it('states HS codes of goods, and names the items that shortages were about', () => {
    const codes = new Set(indicators.flatMap(({ hsCodes }) => hsCodes));
    for (const code of codes) assert.match(code, /^(?:\d{4}|\d{6}|\d{10})$/);
    for (const code of [
      '310210',
      '281111',
      '811292',
      '2846',
      '850511',
      '250410',
      '380110',
      '282520',
      '848620',
    ])
      assert.ok(codes.has(code), code);
    const goods = indicators.filter(
      ({ kind, code }) => kind === 'volume' && /_(IMPORTS|EXPORTS)$/.test(code),
    );
    for (const { code, hsCodes, source } of goods)
      if (/Customs|Trade/.test(source.publisher)) assert.ok(hsCodes.length > 0, code);
  });

  it('names the publisher of each, with its page and licence', () => {
    const byPublisher = Map.groupBy(indicators, ({ source }) => source.publisher);
    assert.ok(byPublisher.size >= 20, `${byPublisher.size} publishers`);
    for (const [publisher, of] of byPublisher) {
      for (const { source } of of) {
        assert.match(source.url ?? '', /^https:\/\//, publisher);
        assert.equal(source.licence, of[0]?.source.licence, publisher);
      }
    }
  });

  it('derives shares, concentrations, unit prices, divergences, sums and changes against the year before', () => {
    const kinds = new Set(indicators.flatMap(({ derived }) => (derived === undefined ? [] : [derived.kind])));
    assert.deepEqual([...kinds].sort(), [
      'divergence',
      'herfindahl',
      'largest-share',
      'share',
      'sum',
      'unit-price',
      'year-on-year',
    ]);
  });
});
