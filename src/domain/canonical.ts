import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { EwsError } from './errors.ts';

/** The one JSON text of a value: RFC 8785 (JSON Canonicalization Scheme). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new EwsError('invalid_input', 'This value has no JSON form.');
  return text;
}

/**
 * Digest of a content: base64url(SHA-256(canonical JSON)). For `{"b":1,"a":"x"}` the canonical text is
 * `{"a":"x","b":1}` and the digest `zasGfp876zLRJSz9Y-SSWS_sv1kbDQjK2yS7F_OGQkY`.
 */
export function contentDigest(content: unknown): string {
  return hash('sha256', canonicalJson(content), 'base64url');
}
