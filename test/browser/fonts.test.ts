import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fontkit from 'fontkit';

const ROOT = join(import.meta.dirname, '..', '..');
const ASSETS = join(ROOT, 'dist', 'console', 'assets');

/**
 * Where texts that a console shows come from: its own, the sentences of detectors and of suggested drafts, the
 * demonstration's names, the items of the supply map.
 */
const TEXTS = ['src/console/i18n', 'src/detect', 'src/situation', 'config/demo', 'config/supply-map.yaml'];

/** Fonts by the language whose shapes they have; Latin ones serve all. */
const FAMILIES = {
  ko: ['IBM Plex Sans', 'IBM Plex Sans KR'],
  ja: ['IBM Plex Sans', 'IBM Plex Sans JP'],
} as const;

interface Face {
  readonly family: string;
  readonly weight: string;
  covers(codePoint: number): boolean;
}

test('fonts: every character of every text has a shape in a font that the console ships, in both weights', () => {
  const faces = shippedFaces();
  const characters = charactersOf(TEXTS);
  assert.ok(
    faces.length > 300 && characters.size > 700,
    `${faces.length} faces, ${characters.size} characters`,
  );
  for (const weight of ['400', '600']) {
    const missing = [...characters].filter(
      (character) => !faces.some((face) => face.weight === weight && face.covers(character.codePointAt(0)!)),
    );
    assert.deepEqual(missing, [], `weight ${weight}`);
  }
});

test('fonts: Korean and Japanese texts are each covered by the fonts of their own shapes', () => {
  const faces = shippedFaces();
  for (const language of ['ko', 'ja'] as const) {
    const own = faces.filter(({ family }) => (FAMILIES[language] as readonly string[]).includes(family));
    const written = [...charactersOf(TEXTS)].filter((character) =>
      language === 'ko'
        ? /\p{Script=Hangul}/u.test(character)
        : /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character),
    );
    assert.ok(written.length > 40, language);
    const missing = written.filter(
      (character) => !own.some((face) => face.covers(character.codePointAt(0)!)),
    );
    assert.deepEqual(missing, [], language);
  }
});

/** What the style sheets of the build offer, and what the files behind it really hold. */
function shippedFaces(): Face[] {
  const sheets = readdirSync(ASSETS).filter((file) => file.endsWith('.css'));
  return sheets.flatMap((sheet) => {
    const rules = readFileSync(join(ASSETS, sheet), 'utf8').match(/@font-face\s*\{[^}]+\}/g) ?? [];
    return rules.map(faceOf);
  });
}

function faceOf(rule: string): Face {
  const family = /font-family:\s*["']?([^;"'}]+)/.exec(rule)?.[1]?.trim() ?? '';
  const weight = /font-weight:\s*(\d+)/.exec(rule)?.[1] ?? '';
  const file = /\/assets\/([^)"']+\.woff2)/.exec(rule)?.[1];
  assert.ok(file !== undefined, `a face without a file: ${rule.slice(0, 200)}`);
  const ranges = rangesOf(/unicode-range:\s*([^;}]+)/.exec(rule)?.[1] ?? 'U+0-10FFFF');
  let held: ReadonlySet<number> | undefined;
  return {
    family,
    weight,
    covers(codePoint) {
      if (!ranges.some(([from, to]) => codePoint >= from && codePoint <= to)) return false;
      held ??= new Set((fontkit.openSync(join(ASSETS, file)) as fontkit.Font).characterSet);
      return held.has(codePoint);
    },
  };
}

function rangesOf(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    // `4??` stands for 400 to 4FF.
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)];
  });
}

function charactersOf(places: readonly string[]): Set<string> {
  const characters = new Set<string>();
  for (const place of places) {
    for (const file of filesAt(join(ROOT, place))) {
      if (!/\.(ts|yaml)$/.test(file)) continue;
      for (const character of readFileSync(file, 'utf8')) {
        if (!/\s/.test(character)) characters.add(character);
      }
    }
  }
  return characters;
}

function filesAt(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file));
}
