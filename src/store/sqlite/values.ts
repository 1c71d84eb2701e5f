/** Between JavaScript's values and SQLite's: `undefined` is NULL, a BLOB is a `Uint8Array`. */

export function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

export function orUndefined<T>(value: T | null): T | undefined {
  return value ?? undefined;
}

/** A BLOB without the `Buffer` class around it, so that it equals what was written. */
export function bytes(blob: Buffer): Uint8Array {
  return new Uint8Array(blob.buffer, blob.byteOffset, blob.byteLength);
}
