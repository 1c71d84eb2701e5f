import type { BulletinQuery, BulletinState, OwnBulletin, Stand } from '../../bulletin/port.ts';
import type { BulletinContent } from '../../domain/bulletin.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { searchable } from '../../domain/search.ts';
import type { Db } from './open.ts';
import { orNull, orUndefined } from './values.ts';

/** A bulletin as its table has it, with the entry that it was issued as. */
export interface BulletinRow {
  readonly id: string;
  readonly content: string;
  readonly digest: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly signal: string | null;
  readonly state: BulletinState['state'];
  readonly sent: string | null;
  readonly origin: string | null;
  readonly seq: number | null;
  readonly entryDigest: Buffer | null;
}

/** Who stands for a bulletin. */
export interface Stands {
  readonly submission: Stand | undefined;
  readonly approvals: readonly Stand[];
}

export function ownBulletinOf(row: BulletinRow, stands: Stands): OwnBulletin {
  const { content, digest, createdAt, createdBy, signal } = row;
  return {
    content: JSON.parse(content) as BulletinContent,
    digest,
    createdAt,
    createdBy,
    signal: orUndefined(signal),
    life: lifeOf(row, stands),
  };
}

function lifeOf(row: BulletinRow, stands: Stands): BulletinState {
  const { state } = row;
  if (state === 'draft' || state === 'withdrawn') return { state };
  // The constraints of the table make what is asserted here: a submission, and an entry once it is issued.
  const submission = stands.submission as Stand;
  const { approvals } = stands;
  if (state === 'in-review') return { state, submission, approvals };
  const reference = {
    id: row.id,
    log: row.origin as string,
    seq: row.seq as number,
    digest: toBase64url(row.entryDigest as Buffer),
  };
  return { state, issued: { submission, approvals, sent: row.sent as string, reference } };
}

type NewBulletinRow = Pick<
  BulletinRow,
  'id' | 'content' | 'digest' | 'createdAt' | 'createdBy' | 'signal'
> & { readonly search: string };

interface Filter {
  readonly state: string | null;
  readonly level: string | null;
  readonly sector: string | null;
  readonly q: string | null;
  readonly limit: number;
  readonly offset: number;
}

export function filterOf({ state, level, sector, q, limit, offset }: BulletinQuery): Filter {
  return {
    state: orNull(state),
    level: orNull(level),
    sector: orNull(sector),
    q: orNull(q && searchable(q)),
    limit,
    offset,
  };
}

/** What any list of bulletins `b` can be narrowed by. */
export const NARROWED = `(@state IS NULL OR b.state = @state) AND (@level IS NULL OR b.level = @level)
  AND (@sector IS NULL OR b.sector = @sector)
  AND (@q IS NULL OR instr(ifnull(b.search, lower(b.content)), @q) > 0)`;

const BULLETIN = `SELECT b.id, b.content, b.digest, b.created_at AS createdAt, b.created_by AS createdBy,
    b.signal, b.state, b.sent, l.origin, b.seq, e.digest AS entryDigest
  FROM bulletin b
    LEFT JOIN log l ON l.id = b.log
    LEFT JOIN entry e ON e.log = b.log AND e.seq = b.seq`;

export function prepareBulletins(db: Db) {
  const setState = (state: string) =>
    db.prepare<[string]>(`UPDATE bulletin SET state = '${state}' WHERE id = ?`);
  return {
    bulletin: db.prepare<[string], BulletinRow>(`${BULLETIN} WHERE b.id = ?`),
    waiting: db
      .prepare<[], [string, number]>(
        `SELECT state, count(*) FROM bulletin WHERE state IN ('draft', 'in-review') GROUP BY state`,
      )
      .raw(),
    bulletins: db.prepare<[Filter], BulletinRow>(
      `${BULLETIN}
       WHERE ${NARROWED}
       ORDER BY b.created_at DESC, b.id LIMIT @limit OFFSET @offset`,
    ),
    create: db.prepare<[NewBulletinRow]>(
      `INSERT INTO bulletin (id, content, digest, created_at, created_by, signal, state, search)
       VALUES (@id, @content, @digest, @createdAt, @createdBy, @signal, 'draft', @search)`,
    ),
    edit: db.prepare<[string, string, string, string]>(
      `UPDATE bulletin SET content = ?, digest = ?, search = ?, state = 'draft' WHERE id = ?`,
    ),
    review: setState('in-review'),
    draft: setState('draft'),
    withdraw: setState('withdrawn'),
    issue: db.prepare<[string, string, number, string]>(
      `UPDATE bulletin SET state = 'issued', sent = ?, log = (SELECT id FROM log WHERE origin = ?), seq = ?
       WHERE id = ?`,
    ),
    replace: db.prepare<[string, string]>(
      `UPDATE bulletin SET state = ? WHERE id = ? AND state IN ('issued', 'updated')`,
    ),
    submission: db.prepare<[string], Stand>(
      'SELECT subject, name, time, digest FROM submission WHERE bulletin = ?',
    ),
    approvals: db.prepare<[string], Stand>(
      'SELECT subject, name, time, digest FROM approval WHERE bulletin = ? ORDER BY time, subject',
    ),
    submit: db.prepare<[Stand & { id: string }]>(
      `INSERT INTO submission (bulletin, subject, name, time, digest)
       VALUES (@id, @subject, @name, @time, @digest)`,
    ),
    approve: db.prepare<[Stand & { id: string }]>(
      `INSERT INTO approval (bulletin, subject, name, time, digest)
       VALUES (@id, @subject, @name, @time, @digest)`,
    ),
  };
}
