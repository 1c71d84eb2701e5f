import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createFolders, runEws } from './run-ews.ts';

const URL_OF_STARTING = new URL('../../config/indicators', import.meta.url).pathname;

/** Line 1 is the code, line 4 the HS codes. */
const entry = (code: string, more = '') => `- code: ${code}
  names: { en: ${code}, ko: 요소, ja: 尿素 }
  sector: critical-minerals
  hsCodes: ["310210"]
  unit: USD/t
  frequency: M
  kind: price
  harmful: up
  grade: A
  source: { publisher: World Bank, licence: CC BY 4.0 }
  tlp: CLEAR
  publicationLagDays: 5
${more}`;

const folders = createFolders();
after(folders.remove);

function folderOf(files: Record<string, string>): string {
  const folder = folders.make();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function check(...args: string[]) {
  const run = await runEws(['indicators', 'check', ...args, '--json']);
  return {
    code: run.code,
    report: run.stdout === '' ? undefined : JSON.parse(run.stdout),
    stderr: run.stderr,
  };
}

describe('ews indicators check', () => {
  it('finds nothing in the starting catalogue', async () => {
    const { code, report } = await check(URL_OF_STARTING);
    assert.equal(code, 0);
    assert.deepEqual([report.files, report.errors, report.warnings], [5, 0, 0]);
    assert.ok(report.indicators >= 60);
  });

  it('says of each problem where it is, and what to do, all at once', async () => {
    const folder = folderOf({
      'a.yaml': entry('ONE') + entry('TWO').replace('310210', '31021'),
      'b.yaml':
        entry('TWO') +
        entry('THREE').replace('grade: A', 'grade: E') +
        entry('FOUR', '  colour: red\n').replace('ja: 尿素', ''),
    });
    const { code, report } = await check(folder);
    assert.equal(code, 1);
    assert.deepEqual(
      report.problems.map(({ file, line, indicator, member, severity }: Record<string, string>) =>
        [file?.replace(`${folder}/`, ''), line, indicator, member, severity].join(' '),
      ),
      [
        'b.yaml 21 THREE grade error',
        'b.yaml 37 FOUR colour error',
        'b.yaml 1 TWO code error',
        'a.yaml 16 TWO hsCodes.0 error',
      ],
    );
    for (const { message } of report.problems) assert.ok(message.length > 10);
  });

  it('warns of a missing name, and is content all the same', async () => {
    const folder = folderOf({ 'a.yaml': entry('ONE').replace(', ko: 요소', '') });
    const { code, report } = await check(join(folder, 'a.yaml'));
    assert.deepEqual([code, report.errors, report.warnings], [0, 0, 1]);
    assert.equal(report.problems[0].member, 'names.ko');
    assert.equal(report.problems[0].line, 2);
  });

  it('finds derivations that lead nowhere or round in circles, by the line of the member', async () => {
    const folder = folderOf({
      'a.yaml':
        entry('LOST', '  derived: { kind: year-on-year, of: NOWHERE }\n') +
        entry('ROUND', '  derived:\n    kind: year-on-year\n    of: ROUND\n'),
    });
    const { code, report } = await check(folder);
    assert.equal(code, 1);
    const places = report.problems.map(({ line, indicator, member }: Record<string, string>) =>
      [line, indicator, member].join(' '),
    );
    assert.deepEqual(places, ['13 LOST derived.of', '26 ROUND derived']);
  });

  it('finds mappings that lead to nothing, or to what the node computes itself', async () => {
    const mapping = (code: string) =>
      `  ${code.toLowerCase()}:\n    period: { column: Month }\n    series:\n` +
      `      - { indicator: ${code}, dimensions: { reporter: KR, partner: W } }\n`;
    const indent = (text: string) => text.replaceAll(/^/gm, '  ').trimEnd();
    const folder = folderOf({
      'a.yaml':
        `indicators:\n${indent(entry('ONE') + entry('GROWN', '  derived: { kind: year-on-year, of: ONE }\n'))}\n` +
        `mappings:\n${mapping('ONE')}${mapping('GROWN')}${mapping('NONE')}`,
    });
    const { report } = await check(folder);
    const places = report.problems.map(
      ({ mapping: name, member }: Record<string, string>) => `${name} ${member}`,
    );
    assert.deepEqual(places, ['grown series.0.indicator', 'none series.0.indicator']);
    assert.match(report.problems[0].message, /derived/);
  });

  it('refuses what is no list, no YAML, or not there', async () => {
    const folder = folderOf({ 'a.yaml': 'code: ONE\n', 'b.yaml': 'one: [1\n' });
    const { code, report } = await check(folder);
    assert.deepEqual([code, report.errors >= 2], [1, true]);
    const none = await check(join(folder, 'nothing'));
    assert.equal(none.code, 1);
    assert.equal(JSON.parse(none.stderr).code, 'invalid_input');
  });

  it('reads the catalogue of a node, for people too', async () => {
    const node = folders.make();
    mkdirSync(join(node, 'config', 'indicators'), { recursive: true });
    writeFileSync(
      join(node, 'config', 'indicators', 'own.yaml'),
      entry('ONE').replace('grade: A', 'grade: E'),
    );
    const run = await runEws(['indicators', 'check', node]);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /^error: .*own\.yaml:9: ONE grade: /);
    assert.match(run.stdout, /0 indicators in 1 files: 1 errors, 0 warnings\.\n$/);
  });
});
