import type { Db } from './open.ts';

/** Something that refers to nothing, or that nothing refers to. */
export interface StrayReference {
  /** What is wrong, such as `bulletin without entry`. */
  readonly kind: keyof typeof QUERIES;
  /** The id of a bulletin or a signal, or `<origin>/<seq>` of an entry. */
  readonly at: string;
}

/** Each lists what is wrong; on a node that is in order, nothing. */
const QUERIES = {
  'bulletin without entry': `SELECT b.id FROM bulletin b WHERE b.seq IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM entry e JOIN log l ON l.id = e.log
      WHERE e.log = b.log AND e.seq = b.seq AND l.own = 1 AND e.type = 'bulletin')`,
  'entry without bulletin': `SELECT l.origin || '/' || e.seq FROM entry e JOIN log l ON l.id = e.log
    WHERE e.type = 'bulletin' AND e.outcome = 'verified'
      AND NOT EXISTS (SELECT 1 FROM bulletin b WHERE b.log = e.log AND b.seq = e.seq)
      AND NOT EXISTS (SELECT 1 FROM peer_bulletin p WHERE p.log = e.log AND p.seq = e.seq)`,
  'peer bulletin without entry': `SELECT p.id FROM peer_bulletin p WHERE NOT EXISTS (
      SELECT 1 FROM entry e JOIN log l ON l.id = e.log
      WHERE e.log = p.log AND e.seq = p.seq AND l.own = 0 AND e.outcome = 'verified')`,
  'signal without bulletin': `SELECT s.id FROM signal s WHERE s.bulletin IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM bulletin b WHERE b.id = s.bulletin)`,
  'bulletin without signal': `SELECT b.id FROM bulletin b WHERE b.signal IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM signal s WHERE s.id = b.signal)`,
} as const;

/** At most so many of each kind. */
const LIMIT = 100;

export function strayReferences(db: Db): StrayReference[] {
  return Object.entries(QUERIES).flatMap(([kind, sql]) =>
    (db.prepare(`${sql} LIMIT ${LIMIT}`).pluck().all() as string[]).map((at) => ({
      kind: kind as StrayReference['kind'],
      at,
    })),
  );
}
