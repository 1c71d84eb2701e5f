import type { TextEncoding } from '../../domain/mapping.ts';

/** Stands where bytes are no text of the encoding (U+FFFD). */
export const UNREADABLE = '\uFFFD';

/**
 * Text in any encoding as UTF-8, chunk by chunk. What is no text of the encoding becomes UNREADABLE, so that it
 * costs its row and not the rest of the file.
 */
export async function* decodeText(
  input: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<Uint8Array> {
  // The WHATWG knows windows-949 by the name of its older part.
  const decoder = new TextDecoder(encoding === 'windows-949' ? 'euc-kr' : encoding);
  const encoder = new TextEncoder();
  for await (const chunk of input) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}
