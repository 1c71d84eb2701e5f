import type { NodeId } from '../domain/node-id.ts';
import type { FederationParts } from './context.ts';
import type { PageEntry, RefusedEntry } from './port.ts';

/** What of judged entries was refused: by the judge, and then by the store. */
export function allRefused(entries: readonly PageEntry[], byStore: readonly RefusedEntry[]): RefusedEntry[] {
  const byJudge = entries.flatMap(({ seq, reason }) => (reason === undefined ? [] : [{ seq, reason }]));
  return [...byJudge, ...byStore];
}

/** Names each refused entry to the operator. */
export function reportRefused(
  { events }: Pick<FederationParts, 'events'>,
  peer: NodeId,
  refused: readonly RefusedEntry[],
): void {
  for (const { seq, reason } of refused) {
    const [code = '', ...message] = reason.split(': ');
    events.entryRefused({ peer, seq, code, message: message.join(': ') });
  }
}
