import { EwsError } from './errors.ts';

/** Standard base64 (RFC 4648 section 4), with padding. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Base64url without padding (RFC 4648 section 5), as JOSE writes it. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/**
 * Reads standard base64 in its one canonical form.
 * @throws EwsError `invalid_input`: another alphabet, missing padding, or bits set beyond the last byte
 */
export function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips what it does not know; writing it back shows whether anything was skipped.
  if (bytes.toString('base64') !== text)
    throw new EwsError('invalid_input', `Not canonical base64: "${clip(text)}".`);
  return new Uint8Array(bytes);
}

/**
 * Reads base64url without padding in its one canonical form.
 * @throws EwsError `invalid_input`
 */
export function fromBase64url(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text)
    throw new EwsError('invalid_input', `Not canonical base64url: "${clip(text)}".`);
  return new Uint8Array(bytes);
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** A piece of foreign text that is safe to put into a message. */
export function clip(text: string, length = 60): string {
  const printable = text.replace(/\p{C}/gu, '?');
  return printable.length > length ? `${printable.slice(0, length)}…` : printable;
}
