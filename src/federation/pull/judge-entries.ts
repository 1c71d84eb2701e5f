import type { LogOrigin } from '../../domain/node-id.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import type { PageEntry } from '../port.ts';
import { checkForkEvidence } from '../witness/forks.ts';
import { checkAcknowledgement } from './acknowledged.ts';
import { judgeEntry, type Reader } from './judge.ts';
import type { ProvenEntry } from './page.ts';

/** Judges entries whose places are proven: each by itself, and by what else is known here. */
export async function judgeEntries(
  parts: FederationParts,
  entries: readonly ProvenEntry[],
  origin: LogOrigin,
  identity: Identity,
  reader: Reader,
): Promise<PageEntry[]> {
  const judged: PageEntry[] = [];
  for (const entry of entries) {
    const one = await judgeEntry(entry, origin, identity, reader);
    judged.push(await checkForkEvidence(parts, await checkAcknowledgement(parts, one)));
  }
  return judged;
}
