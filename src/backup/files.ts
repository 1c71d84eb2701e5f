import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, globSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Digest {
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Reads a file for its length and digest; with `to`, copies it there, durably. */
export async function digestFile(from: string, to?: string): Promise<Digest> {
  const digest = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      done(null, to === undefined ? undefined : chunk);
    },
  });
  const source = createReadStream(from, { highWaterMark: 1 << 20 });
  if (to === undefined) await pipeline(source, measure.resume());
  else await pipeline(source, measure, createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
  return { bytes, sha256: digest.digest('hex') };
}

/** Paths of the files below a folder, in order; none where there is no such folder. */
export function filesBelow(folder: string, pattern: string): string[] {
  return globSync(pattern, { cwd: folder, withFileTypes: false })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}
