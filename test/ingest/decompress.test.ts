import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type ErrorCode, EwsError } from '../../src/domain/errors.ts';
import { type Compression, decompress } from '../../src/ingest/decompress.ts';

const COMPRESS = { gzip: gzipSync, zstd: zstdCompressSync };
const KINDS = ['gzip', 'zstd'] as const;

interface Read {
  readonly text: string;
  readonly bytes: number;
  readonly code?: ErrorCode;
}

/** What comes out before the end or an error. */
async function read(
  chunks: readonly Uint8Array[],
  options: { compression?: Compression; maxBytes?: number } = {},
): Promise<Read> {
  async function* input() {
    yield* chunks;
  }
  const given: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decompress({ input: input(), name: 'file', ...options })) {
      bytes += chunk.length;
      if (bytes < 1_000_000) given.push(Buffer.from(chunk));
    }
    return { text: Buffer.concat(given).toString(), bytes };
  } catch (error) {
    assert.ok(error instanceof EwsError, String(error));
    return { text: Buffer.concat(given).toString(), bytes, code: error.code };
  }
}

const inBytes = (bytes: Uint8Array) => [...bytes].map((byte) => Uint8Array.of(byte));

test('decompress: members in chunks of any size come out as one, and what is not compressed as it is', async () => {
  const parts = fc.array(fc.string({ maxLength: 200, unit: 'binary' }), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(
    parts,
    fc.constantFrom(...KINDS),
    fc.integer({ min: 1, max: 300 }),
    async (texts, kind, size) => {
      const whole = Buffer.concat(texts.map((text) => COMPRESS[kind](text)));
      const chunks = [];
      for (let start = 0; start < whole.length; start += size) {
        chunks.push(whole.subarray(start, start + size));
      }
      const { text, code } = await read(chunks);
      assert.deepEqual([text, code], [Buffer.from(texts.join('')).toString(), undefined]);
    },
  );
  await fc.assert(property, { numRuns: 100 });
  assert.equal((await read(inBytes(Buffer.from('a,b')))).text, 'a,b');
  assert.equal((await read([])).bytes, 0);
});

test('decompress: what is cut off is refused, and what came before is kept', async () => {
  for (const kind of KINDS) {
    const lines = Array.from({ length: 100_000 }, (_, index) => `row ${index}`).join('\n');
    const whole = COMPRESS[kind](lines);
    for (const left of [whole.length - 1, whole.length - 9, whole.length >> 1, 5]) {
      const { text, code } = await read([whole.subarray(0, left)]);
      assert.equal(code, 'invalid_input', `${kind} ${left}`);
      assert.ok(lines.startsWith(text), `${kind} ${left}`);
      if (left > 5) assert.ok(text.length > 10_000, `${kind} ${left}: ${text.length}`);
    }
  }
});

test('decompress: what follows the end, and what is damaged, is refused', async () => {
  for (const kind of KINDS) {
    const whole = COMPRESS[kind]('hello '.repeat(50_000));
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length >> 1, (whole.length >> 1) + 8);
    for (const chunks of [
      [whole, Buffer.from('more')],
      [Buffer.concat([whole, Buffer.from('more than that')])],
      [Buffer.concat([whole, Buffer.alloc(10)])],
      [Buffer.concat([whole, whole.subarray(0, 6)])],
      inBytes(Buffer.concat([whole, Buffer.from('more')])),
      [damaged],
    ]) {
      assert.equal((await read(chunks)).code, 'invalid_input', kind);
    }
  }
});

test('decompress: what is said to be compressed has to begin like that', async () => {
  assert.equal((await read([Buffer.from('a,b')], { compression: 'gzip' })).code, 'invalid_input');
  assert.equal((await read([gzipSync('a')], { compression: 'zstd' })).code, 'invalid_input');
  assert.equal((await read([gzipSync('a')], { compression: 'gzip' })).text, 'a');
});

test('decompress: no more than may come out comes out', async () => {
  for (const kind of KINDS) {
    const whole = COMPRESS[kind](Buffer.alloc(1_000_000, 'row\n'));
    const { code, bytes } = await read([whole], { maxBytes: 500_000 });
    assert.equal(code, 'too_large');
    assert.ok(bytes <= 500_000);
  }
  assert.equal((await read([Buffer.alloc(11)], { maxBytes: 10 })).code, 'too_large');
});

test('decompress: a bomb is refused long before its end', async () => {
  for (const kind of KINDS) {
    const megabytes = 100;
    const bomb = COMPRESS[kind](Buffer.alloc(megabytes << 20));
    const { code, bytes } = await read([bomb]);
    assert.equal(code, 'too_large');
    assert.ok(bytes < 70 << 20, `${kind}: ${bytes}`);
  }
});

test('decompress: whoever stops reading lets go of the source', async () => {
  for (const first of [Buffer.from('text'), gzipSync('text'), zstdCompressSync('text')]) {
    let isLetGo = false;
    async function* input() {
      try {
        yield first;
        yield first;
      } finally {
        isLetGo = true;
      }
    }
    for await (const _ of decompress({ input: input(), name: 'file' })) break;
    assert.ok(isLetGo);
  }
});
