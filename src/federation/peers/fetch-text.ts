import { EwsError } from '../../domain/errors.ts';
import type { FederationParts } from '../context.ts';
import { LIMITS } from '../protocol.ts';

/**
 * What a node shows to everyone: its document, a checkpoint. Nothing of it is believed before it is verified.
 * @throws EwsError `peer_answer`, `peer_unreachable`, `peer_timeout`, `page_too_large`
 */
export async function fetchText(
  { outgoing, limits }: Pick<FederationParts, 'outgoing' | 'limits'>,
  url: string,
): Promise<string> {
  const { status, text } = await outgoing.fetchText({
    method: 'GET',
    url,
    idleMs: limits.requestSeconds * 1000,
    totalMs: 2 * limits.requestSeconds * 1000,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  if (status !== 200) throw new EwsError('peer_answer', `${url} answered ${status}.`, { status });
  return text;
}

/** An answer's body as text. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
