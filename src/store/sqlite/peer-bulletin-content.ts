import { type BulletinContent, ReceivedBulletinContent } from '../../domain/bulletin.ts';

/** In place of a content that stands readable in the bulletin's entry, and is kept there alone. */
export const IN_ENTRY = '';

/** The content of a peer's bulletin: its own text, or what its entry, a compact JWS, says. */
export function contentOf(row: { readonly content: string; readonly jws: string | null }): BulletinContent {
  if (row.content !== IN_ENTRY || row.jws === null) return JSON.parse(row.content) as BulletinContent;
  const [, payload = ''] = row.jws.split('.', 2);
  const envelope = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    body: { content: unknown };
  };
  return ReceivedBulletinContent.parse(envelope.body.content) as BulletinContent;
}
