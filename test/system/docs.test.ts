import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { numberRules, rulesOf } from './rules.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Documents are read without the folders of tools, of nodes that run here, and of data. */
const IGNORED = ['node_modules/', '.git/', 'dist/', 'coverage/', 'nodes/', '.demo/'];
const filesNamed = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => name === 'node_modules' })
    .filter((file) => !IGNORED.some((folder) => file.startsWith(folder)))
    .sort();
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const DOCUMENTS = filesNamed('**/*.md');
const PROTOCOL = 'docs/protocol.md';

/** Text without blocks of code, which hold no links and make no demands. */
const prose = (markdown: string) =>
  markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/^ {4}.*$/gm, '');

/** The anchor that a heading has on common hosts of Markdown. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (markdown: string) =>
  [...prose(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('documents', () => {
  it('are there', () => assert.ok(DOCUMENTS.length > 10, `only ${DOCUMENTS.length} documents were found`));

  for (const file of DOCUMENTS) {
    it(`${file}: links lead somewhere`, () => {
      for (const target of linksOf(read(file))) {
        const [path = '', anchor] = target.split('#');
        const found =
          path === '' ? file : relative(ROOT, join(ROOT, dirname(file), decodeURIComponent(path)));
        assert.ok(existsSync(join(ROOT, found)), `${file} links to ${target}, which does not exist`);
        if (anchor === undefined || !found.endsWith('.md')) continue;
        assert.ok(anchorsOf(read(found)).includes(anchor), `${file} links to ${target}: no such heading`);
      }
    });
  }

  it('links are found at all', () => {
    assert.deepEqual(linksOf('[a](b.md) [c](https://d) `[e](f)` ![g](h.svg#i)\n```\n[j](k)\n```\n'), [
      'b.md',
      'h.svg#i',
    ]);
  });
});

/** Targets of links inside the project. */
function linksOf(markdown: string): string[] {
  const text = prose(markdown).replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

const REFERENCE = /\[(test\/[^\s:\]]+\.test\.ts):\s+"([^"]+)"\]/g;

describe('protocol', () => {
  const text = prose(read(PROTOCOL));

  it('names tests that exist', () => {
    const references = [...text.matchAll(REFERENCE)];
    assert.ok(references.length > 50, `only ${references.length} references to tests were found`);
    for (const [, file = '', name = ''] of references) {
      assert.ok(existsSync(join(ROOT, file)), `${PROTOCOL} names ${file}, which does not exist`);
      const titles = titlesOf(read(file));
      // `suite > test`, where the test stands in a suite
      for (const part of oneLine(name).split(' > ')) {
        assert.ok(titles.includes(part), `${PROTOCOL} names "${name}": ${file} has no "${part}"`);
      }
    }
  });

  it('names a test for each MUST', () => {
    const demands = blocksOf(text).filter(isDemand);
    assert.ok(demands.length > 50, `only ${demands.length} blocks with a MUST were found`);
    assert.deepEqual(demands.filter((block) => !isTested(block)).map(oneLine), []);
  });

  it('numbers its rules, each with a number of its own', () => {
    const rules = rulesOf(read(PROTOCOL));
    assert.ok(rules.length > 50, `only ${rules.length} rules were found`);
    assert.equal(rules.length, blocksOf(text).filter(isDemand).length);
    const wrong = rules.flatMap(({ id, due }) =>
      id === due ? [] : [`${id ?? 'no number'}, where ${due} is due`],
    );
    assert.deepEqual(wrong, [], 'node test/system/number-rules.ts --write puts that right');
  });

  it('rules are numbered by the section in which they stand, and anew where one is added', () => {
    const before =
      '## 1 A\n\nOne MUST.\n- **R-9-9** two MUST\n  NOT\n- three may\n\n### 1.1 B\n\n```\nMUST\n```\n**R-1-1** four may';
    const after =
      '## 1 A\n\n**R-1-1** One MUST.\n- **R-1-2** two MUST\n  NOT\n- three may\n\n### 1.1 B\n\n```\nMUST\n```\nfour may';
    assert.equal(numberRules(before), after);
    assert.equal(numberRules(after), after);
    assert.deepEqual(
      rulesOf(after).map(({ id }) => id),
      ['R-1-1', 'R-1-2'],
    );
  });

  it('a MUST without a test would be noticed', () => {
    const reference = '[test/a.test.ts: "b"]';
    assert.ok(isTested(`A reader MUST ask. ${reference}`));
    assert.ok(!isTested('A reader MUST ask.'));
    assert.ok(!isTested(`A reader MUST ask. ${reference} It MUST NOT lie.`));
    assert.equal(blocksOf('- one MUST\n  more\n- two\n\nthree').length, 3);
  });
});

/** Titles of suites and tests. Those that are put together while the tests run are not among them. */
function titlesOf(source: string): string[] {
  return [...source.matchAll(/\b(?:describe|it|test)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(
    ([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'),
  );
}

/** Paragraphs and items of lists. */
function blocksOf(text: string): string[] {
  return text.split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/).filter((block) => block.trim() !== '');
}

/** Whether a block demands something. The paragraph that says what the words mean does not. */
function isDemand(block: string): boolean {
  return /\bMUST\b/.test(block) && !block.includes('RFC 2119');
}

/** Whether a test is named behind the last MUST of a block. */
function isTested(block: string): boolean {
  const [last = ''] = block.split(/\bMUST\b/).slice(-1);
  return last.matchAll(REFERENCE).next().done === false;
}

function oneLine(block: string): string {
  return block.trim().replaceAll(/\s+/g, ' ');
}

describe('text files', () => {
  // Folders of a home, of temporary files, and drives: they are somebody's machine, not the project.
  const MACHINE = /(?<![\w.~$}])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Z]:\\\\?Users\\/;
  const FILES = [
    ...filesNamed('**/*.{md,ts,js,sql,yaml,yml,json,html,css}'),
    ...filesNamed('{LICENSE,Dockerfile,.ci/run}'),
  ].filter((file) => file !== 'package-lock.json' && file !== relative(ROOT, import.meta.filename));

  it('name no folder of somebody’s machine', () => {
    assert.ok(FILES.length > 100, `only ${FILES.length} files were found`);
    const named = FILES.flatMap((file) => {
      const match = MACHINE.exec(read(file));
      return match === null ? [] : [`${file}: ${match[0]}`];
    });
    assert.deepEqual(named, []);
  });

  it('such a folder would be noticed', () => {
    for (const text of ['see /home/kim/x', "'/root/a'", 'C:\\Users\\kim']) assert.match(text, MACHINE);
    for (const text of ['https://a.example/home/kim', 'src/work/x', '/var/lib/ews'])
      assert.doesNotMatch(text, MACHINE);
  });
});
