import { EwsError } from '../../domain/errors.ts';
import { LIMITS } from '../protocol.ts';

const NEWLINE = 0x0a;

/** The lines of an answer, without their ends; one that is longer than any entry may be ends the page. */
export async function* pageLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const lines of pageLineBatches(body)) yield* lines;
}

/** The same, all that a piece of the answer completes at once: of a long page there are many in each. */
async function* pageLineBatches(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      rest.push(bytes);
      length += bytes.length;
      // A longer line may still come whole in one piece: then its reader refuses it.
      if (length > LIMITS.lineBytes) throw tooLong();
      continue;
    }
    const whole = Buffer.concat([...rest, bytes.subarray(0, end)]).toString('utf8');
    yield whole.split('\n').map(withoutReturn);
    rest = end + 1 < bytes.length ? [bytes.subarray(end + 1)] : [];
    length = bytes.length - end - 1;
  }
  if (length > 0) yield [withoutReturn(Buffer.concat(rest).toString('utf8'))];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function tooLong(): EwsError {
  return new EwsError(
    'page_malformed',
    `The page cannot be split into lines: one is longer than ${LIMITS.lineBytes} bytes.`,
  );
}
