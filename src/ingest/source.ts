import { createReadStream } from 'node:fs';
import type { Indicator } from '../domain/indicator.ts';
import type { IngestRequest } from './ingest.ts';
import type { OnProgress, Parser } from './parser.ts';
import type { Window } from './window.ts';
import { type ReadingJob, SourceReader } from './windows.ts';

/** What is no larger is read at once: a thread would take longer to start. */
const SMALL_BYTES = 1 << 18;

/**
 * Reads a source, in this thread if it is small, else in that of `parser`. The memory of a window is used again as
 * soon as the next one is asked for.
 */
export async function* readSource(
  { input, bytes, format, name, delimiter, now, onProgress = () => undefined }: IngestRequest,
  { catalogue, whole }: { readonly catalogue: readonly Indicator[]; readonly whole: boolean },
  parser: Parser,
): AsyncGenerator<Window> {
  const measured = catalogue.map(({ code, frequency, dimensions, derived }) => ({
    ...{ code, frequency, dimensions },
    ...(derived === undefined ? {} : { derived }),
  }));
  const job: ReadingJob = { format, name, delimiter, now, catalogue: measured, whole };
  if (!('descriptor' in input)) {
    const { chunks, isSmall } = await peek(input);
    yield* isSmall ? readHere(job, chunks, onProgress) : parser.windows(job, chunks, onProgress);
  } else if (bytes === undefined || bytes > SMALL_BYTES) {
    yield* parser.windows(job, input, onProgress);
  } else {
    const file = createReadStream('', { fd: input.descriptor, autoClose: false });
    yield* readHere(job, file, onProgress);
  }
}

async function* readHere(
  job: ReadingJob,
  input: AsyncIterable<Uint8Array>,
  onProgress: OnProgress,
): AsyncGenerator<Window> {
  const reader = new SourceReader(job);
  let bytes = 0;
  let rows = 0;
  async function* counted() {
    for await (const chunk of input) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  for await (const window of reader.windows(counted(), async () => undefined)) {
    rows += window.lines.length + window.refused.byReason.reduce((sum, [, count]) => sum + count, 0);
    yield window;
    reader.giveBack(window.id);
  }
  onProgress({ bytes, rows });
}

/** Waits until it is known whether a source is small. */
async function peek(
  input: AsyncIterable<Uint8Array>,
): Promise<{ chunks: AsyncIterable<Uint8Array>; isSmall: boolean }> {
  const iterator = input[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let isEnded = false;
  for (let bytes = 0; bytes <= SMALL_BYTES && !isEnded; ) {
    const next = await iterator.next();
    isEnded = next.done === true;
    if (next.done) break;
    bytes += next.value.length;
    held.push(next.value);
  }
  async function* chunks() {
    try {
      yield* held;
      held.length = 0;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { chunks: chunks(), isSmall: isEnded };
}
