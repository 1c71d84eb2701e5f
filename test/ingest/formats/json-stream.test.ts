import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBreak, type JsonBreak, JsonStream } from '../../../src/ingest/formats/json-stream.ts';

async function read(text: string, chunk: number): Promise<{ values: unknown[]; broken?: JsonBreak }> {
  const bytes = Buffer.from(text);
  async function* input() {
    for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk);
  }
  const values: unknown[] = [];
  for await (const found of new JsonStream({ paths: ['$.*'], maxValueBytes: 1_000_000 }).read(input())) {
    if (isBreak(found)) return { values, broken: found };
    values.push(found.value);
  }
  return { values };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A document is read as JSON.parse reads it, and broken where that refuses it. */
async function agrees(text: string, chunk: number): Promise<void> {
  const expected = parsed(text);
  const { values, broken } = await read(text, chunk);
  if (expected === undefined) assert.ok(broken, text);
  else if (Array.isArray(expected)) assert.deepEqual([values, broken], [expected, undefined], text);
}

test('json stream: is as strict as JSON.parse', async () => {
  const texts =
    '[01] [1.] [-] [+1] [.5] [1e] [1.5.5] ["\\u12"] ["\\x"] [1}2] [,1] [1,] [tru] [truex] [1]] [{"a"}] [{"a":1,}] [{a:1}] [-0] [1E5] ["\\ud800"] [0x1] [] [ [NaN] [1]//x [\'a\']';
  for (const text of ['', '[1 2]', '["\n"]', '[1]\u00a0', '["a" "b"]', ...texts.split(' ')]) {
    await agrees(text, 1);
  }
});

test('json stream: reads any document as JSON.parse does, and breaks where that refuses it', async () => {
  const sign = fc.constantFrom(...'",:[]{}01.e-+ \\utn\n\u0001é');
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 2 }), sign);
  const property = fc.asyncProperty(
    fc.json({ maxDepth: 3 }),
    fc.array(change, { maxLength: 3 }),
    fc.integer({ min: 1, max: 20 }),
    async (json, changes, chunk) => {
      let text = `[${json}]`;
      for (const [at, remove, insert] of changes) {
        const position = Math.floor(at * text.length);
        text = text.slice(0, position) + insert + text.slice(position + remove);
      }
      await agrees(text, chunk);
    },
  );
  await fc.assert(property, { numRuns: 1000 });
});

test('json stream: says at which byte it broke, and why', async () => {
  const { values, broken } = await read('[1,2,x]', 1);
  assert.deepEqual(values, [1, 2]);
  assert.deepEqual([broken?.byte, broken?.reason], [6, 'malformed']);
});
