import type { Disputed, Standing, Waiting, WaitingQuery } from '../../bulletin/port.ts';
import { LEVELS } from '../../domain/level.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { BulletinInForce, SituationBulletins } from '../../situation/port.ts';
import type { Db } from './open.ts';
import { contentOf } from './peer-bulletin-content.ts';
import { RANK } from './rank.ts';
import { orNull } from './values.ts';

interface StandingRow {
  readonly node: string;
  readonly sector: Standing['sector'];
  readonly count: number;
  readonly highest: number;
  readonly id: string;
  readonly level: Standing['level'];
  readonly sent: string;
  readonly content: string;
  readonly jws: string | null;
}

interface InForceRow {
  readonly content: string;
  readonly jws: string | null;
  readonly sent: string;
  readonly disputed: 0 | 1;
}

/** What stands at a time, and what waits for somebody: counted, not loaded. */
export class Board {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  standing(now: EpochMs): Standing[] {
    return this.#sql.standing
      .all({ now })
      .map(({ node, sector, count, highest, id, level, sent, content, jws }) => {
        const { headline } = contentOf({ content, jws });
        return { node, sector, count, level: LEVELS[highest]!, newest: { id, level, sent, headline } };
      });
  }

  disputed(now: EpochMs): Disputed[] {
    return this.#sql.disputed.all({ now });
  }

  inForce(query: Parameters<SituationBulletins['bulletinsInForce']>[0]): BulletinInForce[] {
    return this.#sql.inForce.all(query).map(
      ({ sent, disputed, ...row }): BulletinInForce => ({
        content: contentOf(row),
        sent,
        ...(disputed === 1 ? { disputedOrigin: true } : {}),
      }),
    );
  }

  waiting({ node, approver, now }: WaitingQuery): Waiting {
    return this.#sql.waiting.get({ node, approver: orNull(approver), now }) as Waiting;
  }
}

/** A peer's bulletin `b` that stands and that nobody of `@node` has answered. */
export const UNREAD = `b.state = 'issued' AND b.status = 'actual' AND b.expires_at > @now
  AND NOT EXISTS (SELECT 1 FROM acknowledgement a WHERE a.bulletin = b.id AND a.node = @node)`;

const IN_FORCE = `state = 'issued' AND status = 'actual' AND type <> 'cancel' AND expires_at > @now`;

/** A peer's bulletin that came after its log was found to be forked. */
export const IS_DISPUTED = `EXISTS (SELECT 1 FROM fork f JOIN log l ON l.origin = f.origin
  WHERE l.id = peer_bulletin.log AND peer_bulletin.seq >= f.held)`;

// `at` orders the bulletins of one node only.
const STANDING = `WITH in_force AS (
    SELECT id, content ->> '$.issuer' AS node, sector, level, sent, sent AS at, ${RANK} AS rank
    FROM bulletin WHERE ${IN_FORCE}
    UNION ALL
    SELECT id, issuer, sector, level, sent, sent_at, ${RANK} FROM peer_bulletin
    WHERE ${IN_FORCE} AND NOT ${IS_DISPUTED}
  ), placed AS (
    SELECT *, count(*) OVER each AS count, max(rank) OVER each AS highest,
      row_number() OVER (PARTITION BY node, sector ORDER BY at DESC, id) AS place
    FROM in_force WINDOW each AS (PARTITION BY node, sector)
  )
  SELECT node, sector, count, highest, id, level, sent,
    ifnull((SELECT content FROM bulletin b WHERE b.id = placed.id),
      (SELECT content FROM peer_bulletin b WHERE b.id = placed.id)) AS content,
    (SELECT e.jws FROM peer_bulletin b JOIN entry e ON e.log = b.log AND e.seq = b.seq
      WHERE b.id = placed.id AND b.content = '') AS jws
  FROM placed WHERE place = 1 ORDER BY node, sector`;

const ALL_IN_FORCE = `SELECT id, content, NULL AS jws, sent, 0 AS disputed, unixepoch(sent) * 1000 AS at
  FROM bulletin WHERE ${IN_FORCE}
  UNION ALL
  SELECT id, content,
    CASE WHEN content = '' THEN (SELECT jws FROM entry e
      WHERE e.log = peer_bulletin.log AND e.seq = peer_bulletin.seq) END,
    sent, ${IS_DISPUTED}, sent_at
  FROM peer_bulletin WHERE ${IN_FORCE}
  ORDER BY at DESC, id LIMIT @limit`;

// Enough approvals: as migrations/node/004 asks for when it issues.
const WAITING = `WITH review AS (
    SELECT b.id, (SELECT count(*) FROM approval a WHERE a.bulletin = b.id)
      >= CASE b.level WHEN 'serious' THEN 2 ELSE 1 END AS enough
    FROM bulletin b WHERE b.state = 'in-review'
  )
  SELECT
    (SELECT count(*) FROM bulletin WHERE state = 'draft') AS drafts,
    (SELECT count(*) FROM review WHERE NOT enough AND @approver IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.bulletin = review.id AND s.subject = @approver)
      AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.bulletin = review.id AND a.subject = @approver)
    ) AS review,
    (SELECT count(*) FROM review WHERE enough) AS issue,
    (SELECT count(*) FROM peer_bulletin b WHERE ${UNREAD}) AS unread`;

function prepare(db: Db) {
  return {
    standing: db.prepare<[object], StandingRow>(STANDING),
    disputed: db.prepare<[object], Disputed>(
      `SELECT issuer AS node, count(*) AS count FROM peer_bulletin
       WHERE ${IN_FORCE} AND ${IS_DISPUTED} GROUP BY issuer ORDER BY issuer`,
    ),
    inForce: db.prepare<[object], InForceRow>(ALL_IN_FORCE),
    waiting: db.prepare<[object], Waiting>(WAITING),
  };
}
