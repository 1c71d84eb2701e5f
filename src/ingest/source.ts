import type { Indicator } from '../domain/indicator.ts';
import { isCompressed } from './decompress.ts';
import { fileChunks } from './file-chunks.ts';
import type { IngestRequest } from './ingest.ts';
import type { OnProgress, Parser } from './parser.ts';
import type { Window } from './window.ts';
import { type ReadingJob, SourceReader } from './windows.ts';

/** What is no larger is read at once, so that a thread that others need, or an event loop, is not held up for it. */
const SMALL_BYTES = 1 << 18;
/** The same for a file where nobody else waits: for less, a thread would take longer to start. */
const SMALL_FILE_BYTES = 1 << 22;

/** Whether a file that a command reads is for a thread of its own; of one without a known size nobody knows. */
export function isLargeFile(bytes: number | undefined): boolean {
  return bytes === undefined || bytes > SMALL_FILE_BYTES;
}

/**
 * Reads a source, in this thread if it is small, else in that of `parser`. The memory of a window is used again as
 * soon as the next one is asked for.
 */
export async function* readSource(
  request: IngestRequest,
  { catalogue, whole }: { readonly catalogue: readonly Indicator[]; readonly whole: boolean },
  parser: Parser,
): AsyncGenerator<Window> {
  const { input, bytes, onProgress = () => undefined } = request;
  const { format, name, delimiter, mapping, compression, maxBytes, now } = request;
  const measured = catalogue.map(({ code, frequency, dimensions, derived }) => ({
    ...{ code, frequency, dimensions },
    ...(derived === undefined ? {} : { derived }),
  }));
  const job: ReadingJob = {
    format,
    name,
    delimiter,
    mapping,
    compression,
    maxBytes,
    now,
    catalogue: measured,
    whole,
  };
  const small = request.parser === undefined ? SMALL_FILE_BYTES : SMALL_BYTES;
  if (!('descriptor' in input)) {
    const { chunks, isSmall } = await peek(input);
    yield* isSmall ? readHere(job, chunks, onProgress) : parser.windows(job, chunks, onProgress);
  } else if (bytes === undefined || bytes > small) {
    yield* parser.windows(job, input, onProgress);
  } else {
    yield* readHere(job, fileChunks(input.descriptor), onProgress);
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

const NO_BYTES = new Uint8Array();

/** Waits until it is known whether a source is small; what is compressed is not, for it may become large. */
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
  return { chunks: chunks(), isSmall: isEnded && !isCompressed(held[0] ?? NO_BYTES) };
}
