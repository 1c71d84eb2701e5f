import { read } from 'node:fs';
import { promisify } from 'node:util';

/** Files are read in pieces of this many bytes. */
const CHUNK_BYTES = 1 << 20;

const readAsync = promisify(read);

/** The bytes of an open file, from where it stands. The memory of a chunk is used again for the one after the next. */
export async function* fileChunks(descriptor: number): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const;
  const readNext = (turn: number) => {
    const next = readAsync(descriptor, buffers[turn % 2]!, 0, CHUNK_BYTES, null);
    // Whoever asks for it is told; until then nobody listens.
    next.catch(() => undefined);
    return next;
  };
  // While one chunk is parsed, the next one is read.
  let next = readNext(0);
  for (let turn = 1; ; turn += 1) {
    const { bytesRead, buffer } = await next;
    if (bytesRead === 0) return;
    next = readNext(turn);
    yield buffer.subarray(0, bytesRead);
  }
}
