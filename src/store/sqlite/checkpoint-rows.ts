import type {
  HeldCosignature,
  KeptFork,
  PendingCheckpoint,
  SignedCheckpoint,
  WitnessedLog,
} from '../../federation/checkpoint-port.ts';
import type { Db } from './open.ts';

type ForkRow = KeptFork & { readonly held: number; readonly seq: number | null };
type CosignatureRow = HeldCosignature & { readonly size: number };
interface BranchRow {
  readonly seq: number;
  readonly digest: Buffer;
  readonly jws: string;
  readonly at: number;
}

const FORK = 'SELECT origin, evidence, source, held, found_at AS foundAt, seq FROM fork';
const PENDING = 'SELECT origin, source, size, root, note, at FROM pending_checkpoint';
const THIS_ONE = 'origin = @origin AND source = @source AND size = @size AND root = @root';
const OF_SOURCE = 'origin = @origin AND source = @source';

export function prepareCheckpoints(db: Db) {
  return {
    witnessed: db.prepare<[string], WitnessedLog>(
      'SELECT origin, size, root, note, at FROM witnessed_log WHERE origin = ?',
    ),
    advance: db.prepare<[object]>(
      `UPDATE witnessed_log SET size = @size, root = @root, note = @note, at = @at
       WHERE origin = @origin AND size = @old`,
    ),
    firstWitnessed: db.prepare<[object]>(
      `INSERT INTO witnessed_log (origin, size, root, note, at)
       SELECT @origin, @size, @root, @note, @at
       WHERE NOT EXISTS (SELECT 1 FROM witnessed_log WHERE origin = @origin)`,
    ),
    keepCosigned: db.prepare<[object]>(
      `INSERT INTO cosigned_checkpoint (origin, size, root, note) VALUES (@origin, @size, @root, @note)
       ON CONFLICT DO NOTHING`,
    ),
    keepCosignature: db.prepare<[object]>(
      `INSERT INTO cosignature (origin, size, witness, key_id, at, line)
       VALUES (@origin, @size, @witness, @keyId, @at, @line)
       ON CONFLICT (origin, size, witness) DO UPDATE SET
         key_id = excluded.key_id, at = excluded.at, line = excluded.line
       WHERE at < excluded.at`,
    ),
    cosigned: db.prepare<[string, number], SignedCheckpoint>(
      `SELECT origin, size, root, note FROM cosigned_checkpoint
       WHERE origin = ? AND size > ? ORDER BY size DESC`,
    ),
    cosignatures: db.prepare<[string, number], CosignatureRow>(
      `SELECT size, witness, key_id AS keyId, at, line FROM cosignature
       WHERE origin = ? AND size > ? ORDER BY size DESC, witness`,
    ),
    forgetCosigned: db.prepare<[string, number]>(
      'DELETE FROM cosigned_checkpoint WHERE origin = ? AND size = ?',
    ),
    keepPending: db.prepare<[object]>(
      `INSERT INTO pending_checkpoint (origin, source, size, root, note, at)
       VALUES (@origin, @source, @size, @root, @note, @at) ON CONFLICT DO NOTHING`,
    ),
    thinPending: db.prepare<[object]>(
      `DELETE FROM pending_checkpoint WHERE ${OF_SOURCE}
       AND (size, root) NOT IN (
         SELECT size, root FROM (SELECT size, root FROM pending_checkpoint WHERE ${OF_SOURCE}
           ORDER BY size, root LIMIT 1)
         UNION ALL
         SELECT size, root FROM (SELECT size, root FROM pending_checkpoint WHERE ${OF_SOURCE}
           ORDER BY size DESC, root DESC LIMIT 1))`,
    ),
    isPending: db.prepare<[object], number>(`SELECT 1 FROM pending_checkpoint WHERE ${THIS_ONE}`).pluck(),
    pending: db.prepare<[string], PendingCheckpoint>(`${PENDING} WHERE origin = ? ORDER BY size, source`),
    dropPending: db.prepare<[object]>(`DELETE FROM pending_checkpoint WHERE ${THIS_ONE}`),
    keepFork: db.prepare<[object]>(
      `INSERT INTO fork (origin, evidence, source, held, found_at)
       VALUES (@origin, @evidence, @source,
         ifnull((SELECT size FROM log WHERE origin = @origin), 0), @foundAt)`,
    ),
    fork: db.prepare<[string], ForkRow>(`${FORK} WHERE origin = ?`),
    forks: db.prepare<[], ForkRow>(`${FORK} ORDER BY found_at DESC, origin`),
    publishFork: db.prepare<[number, string]>('UPDATE fork SET seq = ? WHERE origin = ?'),
    countBranch: db.prepare<[string], number>('SELECT count(*) FROM branch_entry WHERE origin = ?').pluck(),
    keepBranch: db.prepare<[object]>(
      `INSERT INTO branch_entry (origin, digest, seq, jws, at) VALUES (@origin, @digest, @seq, @jws, @at)
       ON CONFLICT DO NOTHING`,
    ),
    branch: db.prepare<[string, number], BranchRow>(
      'SELECT seq, digest, jws, at FROM branch_entry WHERE origin = ? ORDER BY at DESC, seq DESC LIMIT ?',
    ),
  };
}
