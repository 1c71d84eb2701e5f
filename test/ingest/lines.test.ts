import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Line, lines, MAX_LINE_BYTES } from '../../src/ingest/lines.ts';
import { pieces } from './fake-store.ts';

async function linesOf(text: string | Uint8Array, size = 5): Promise<Line[]> {
  const found: Line[] = [];
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for await (const line of lines(pieces(bytes, size))) found.push(line);
  return found;
}

test('lines: ends in LF or CRLF, the last without an end, a byte order mark dropped', async () => {
  assert.deepEqual(await linesOf('\ufeffa\r\nb\n\nc'), [
    { line: 1, text: 'a' },
    { line: 2, text: 'b' },
    { line: 3, text: '' },
    { line: 4, text: 'c' },
  ]);
});

test('lines: a line at the limit passes, one byte more is too long, and the next goes on', async () => {
  const longest = 'x'.repeat(MAX_LINE_BYTES);
  const found = await linesOf(`${longest}\r\n${longest}x\n${longest}xyz\nb\n`, 1000);
  assert.deepEqual(found, [
    { line: 1, text: longest },
    { line: 2, fault: 'too_long' },
    { line: 3, fault: 'too_long' },
    { line: 4, text: 'b' },
  ]);
});

test('lines: a line that is not UTF-8 is named, and the next goes on', async () => {
  assert.deepEqual(await linesOf(Uint8Array.of(0x61, 0xff, 0x0a, 0x62)), [
    { line: 1, fault: 'not_utf8' },
    { line: 2, text: 'b' },
  ]);
});

test('lines: the memory of a chunk may be used again for the next', async () => {
  const text = 'first\nsecond, which is longer\nthird\n';
  async function* reusing() {
    const memory = Buffer.alloc(4);
    for await (const piece of pieces(Buffer.from(text), 4)) {
      memory.set(piece);
      yield memory.subarray(0, piece.length);
    }
  }
  const found: Line[] = [];
  for await (const line of lines(reusing())) found.push(line);
  assert.deepEqual(found, await linesOf(text));
});

test('lines: how the bytes are cut into chunks makes no difference', async () => {
  const text = fc.array(fc.constantFrom('a', '요', '\n', '\r', '\r\n', '"', ','), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      assert.deepEqual(await linesOf(parts.join(''), size), await linesOf(parts.join(''), 1_000));
    }),
  );
});
