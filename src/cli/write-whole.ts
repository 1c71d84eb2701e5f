import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file, which stands there once it is whole. `mode`: who may read it. Returns how long it is. */
export async function writeWhole(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  mode?: number,
): Promise<number> {
  const part = `${file}.part`;
  const output = createWriteStream(part, mode === undefined ? {} : { mode });
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), output);
    await rename(part, file);
    return output.bytesWritten;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
