import { clip, fromBase64 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * Reads an ASCII decimal between 0 and 2^53 - 1 in its one form: no sign, no space, no leading zero.
 * @throws EwsError with `code`
 */
export function parseDecimal(text: string, code: ErrorCode, what: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new EwsError(code, `Not a canonical ${what}: "${clip(text)}".`);
  return value;
}

/**
 * Reads standard base64 in its one form.
 * @throws EwsError with `code`
 */
export function parseBase64(text: string, code: ErrorCode, what: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw new EwsError(code, `Not a canonical base64 ${what}: "${clip(text)}".`, {}, { cause });
  }
}
