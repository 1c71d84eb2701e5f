import type { BulletinContent } from '../../domain/bulletin.ts';
import { readEnvelope } from '../../log/entry.ts';

/** In place of a content that stands readable in the bulletin's entry, and is kept there alone. */
export const IN_ENTRY = '';

/** The content of a peer's bulletin: its own text, or what its entry says. `jws` is that of the entry. */
export function contentOf(row: { readonly content: string; readonly jws: string | null }): BulletinContent {
  if (row.content !== IN_ENTRY || row.jws === null) return JSON.parse(row.content) as BulletinContent;
  return readEnvelope(row.jws).body.content as BulletinContent;
}
