import type { Acknowledgement, PeerBulletin, PeerBulletinQuery } from '../../bulletin/port.ts';
import type { BulletinReference } from '../../domain/bulletin.ts';
import type { NodeId } from '../../domain/node-id.ts';
import { searchText } from '../../domain/search.ts';
import type { BulletinEffect } from '../../federation/port.ts';
import { UNREAD } from './board.ts';
import { filterOf, NARROWED } from './bulletin-rows.ts';
import type { Db } from './open.ts';
import { contentOf, IN_ENTRY } from './peer-bulletin-content.ts';
import { orNull, orUndefined } from './values.ts';

interface PeerBulletinRow {
  readonly id: string;
  readonly content: string;
  readonly sent: string;
  readonly origin: string;
  readonly seq: number;
  readonly digest: string;
  readonly signedAt: string;
  readonly verifiedAt: string;
  readonly state: PeerBulletin['state'];
  readonly signature: PeerBulletin['signature'];
  /** Of its entry, where the content is kept there alone. */
  readonly jws: string | null;
  readonly disputed: 0 | 1 | null;
}

type AcknowledgementRow = Pick<Acknowledgement, 'type' | 'node' | 'subject' | 'time'> & {
  readonly note: string | null;
  readonly reference: string;
};

/** Bulletins of peers and what people say of bulletins: written by pages of peers and by people here. */
export class Received {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  peerBulletin(id: string): PeerBulletin | undefined {
    const row = this.#sql.bulletin.get(id);
    return row === undefined ? undefined : bulletinOf(row);
  }

  /** Whether a bulletin of a peer with this id is held. */
  has(id: string): boolean {
    return this.#sql.has.get(id) !== undefined;
  }

  peerBulletins({ issuer, unread, ...query }: PeerBulletinQuery): PeerBulletin[] {
    const filter = { ...filterOf(query), issuer: orNull(issuer) };
    const rows =
      unread === undefined
        ? this.#sql.bulletins.all(filter)
        : this.#sql.unreadBulletins.all({ ...filter, ...unread });
    return rows.map(bulletinOf);
  }

  acknowledgements(bulletin: string): Acknowledgement[] {
    // A peer may write seconds or milliseconds, so times are not compared as texts.
    return this.#sql.acknowledgements
      .all(bulletin)
      .map(acknowledgementOf)
      .sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  }

  /** Keeps a bulletin of a peer. Returns false, and changes nothing, if one with this id is held already. */
  addBulletin(log: number, { bulletin, inEntry, search }: BulletinEffect): boolean {
    const { content, sent, reference, signedAt, verifiedAt } = bulletin;
    const { id, issuer, level, type, sector, status, expires } = content;
    const { seq, digest } = reference;
    // By position: a thousand come with a page.
    const text = inEntry ? IN_ENTRY : JSON.stringify(content);
    const chosenBy = [level, type, sector, status, search ?? searchText(content)];
    const times = [sent, Date.parse(sent), Date.parse(expires)];
    return (
      this.#sql.addBulletin.run(
        id,
        issuer,
        text,
        ...chosenBy,
        ...times,
        log,
        seq,
        digest,
        signedAt,
        verifiedAt,
      ).changes === 1
    );
  }

  /** Marks what an update or a cancellation refers to, if the same node issued it, in whichever epoch, by exactly that entry. */
  replaceBulletin(
    issuer: NodeId,
    type: 'update' | 'cancel',
    { id, log, seq, digest }: BulletinReference,
  ): void {
    const state = type === 'update' ? 'updated' : 'cancelled';
    this.#sql.replaceBulletin.run({ state, issuer, id, log, seq, digest });
  }

  /** Does the same for a bulletin that was opened after what refers to it had come. */
  replaceByLater(log: number, reference: BulletinReference): void {
    const { id, seq, digest } = reference;
    for (const { content } of this.#sql.laterOf.all(log, seq).map(bulletinOf)) {
      const isMeant = content.references.some((each) => each.id === id && each.digest === digest);
      if (isMeant && content.type !== 'issue') this.replaceBulletin(content.issuer, content.type, reference);
    }
  }

  /** Returns false, and changes nothing, if this person has said the same of the same bulletin before. */
  addAcknowledgement({ type, node, bulletin, subject, time, note }: Acknowledgement): boolean {
    const reference = JSON.stringify(bulletin);
    const row = { bulletin: bulletin.id, node, subject, type, time, note: orNull(note), reference };
    return this.#sql.addAcknowledgement.run(row).changes === 1;
  }
}

function bulletinOf(row: PeerBulletinRow): PeerBulletin {
  const { id, sent, origin, seq, digest, signedAt, verifiedAt, state, signature, disputed } = row;
  return {
    content: contentOf(row),
    sent,
    reference: { id, log: origin, seq, digest },
    signedAt,
    verifiedAt,
    state,
    signature,
    ...(disputed === 1 ? { disputedOrigin: true } : {}),
  };
}

function acknowledgementOf({ reference, note, ...row }: AcknowledgementRow): Acknowledgement {
  return { ...row, bulletin: JSON.parse(reference) as BulletinReference, note: orUndefined(note) };
}

function prepare(db: Db) {
  const bulletin = `SELECT b.id, b.content, b.sent, l.origin, b.seq, b.digest, b.signed_at AS signedAt,
    b.verified_at AS verifiedAt, b.state,
    (SELECT b.seq >= f.held FROM fork f WHERE f.origin = l.origin) AS disputed,
    CASE WHEN b.content = '' THEN (SELECT jws FROM entry e WHERE e.log = b.log AND e.seq = b.seq) END AS jws,
    CASE WHEN EXISTS (
      SELECT 1 FROM unchecked u WHERE u.log = b.log AND u.from_seq <= b.seq AND u.to_seq > b.seq
    ) THEN 'pending' ELSE 'checked' END AS signature
    FROM peer_bulletin b JOIN log l ON l.id = b.log`;
  const chosen = `${bulletin} WHERE ${NARROWED} AND (@issuer IS NULL OR b.issuer = @issuer)`;
  const page = 'ORDER BY b.sent_at DESC, b.id LIMIT @limit OFFSET @offset';
  return {
    bulletin: db.prepare<[string], PeerBulletinRow>(`${bulletin} WHERE b.id = ?`),
    bulletins: db.prepare<[object], PeerBulletinRow>(`${chosen} ${page}`),
    unreadBulletins: db.prepare<[object], PeerBulletinRow>(`${chosen} AND ${UNREAD} ${page}`),
    laterOf: db.prepare<[number, number], PeerBulletinRow>(
      `${bulletin} WHERE b.log = ? AND b.seq > ? AND b.type IN ('update', 'cancel') ORDER BY b.seq`,
    ),
    acknowledgements: db.prepare<[string], AcknowledgementRow>(
      'SELECT type, node, subject, time, note, reference FROM acknowledgement WHERE bulletin = ?',
    ),
    has: db.prepare<[string]>('SELECT 1 FROM peer_bulletin WHERE id = ?'),
    addBulletin: db.prepare<unknown[]>(
      `INSERT INTO peer_bulletin (id, issuer, content, level, type, sector, status, search, sent, sent_at,
         expires_at, log, seq, digest, signed_at, verified_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'issued')
       ON CONFLICT (id) DO NOTHING`,
    ),
    replaceBulletin: db.prepare<[object]>(
      `UPDATE peer_bulletin SET state = @state
       WHERE id = @id AND issuer = @issuer AND log = (SELECT id FROM log WHERE origin = @log)
         AND seq = @seq AND digest = @digest AND state <> 'cancelled'`,
    ),
    addAcknowledgement: db.prepare<[object]>(
      `INSERT INTO acknowledgement (bulletin, node, subject, type, time, note, reference)
       VALUES (@bulletin, @node, @subject, @type, @time, @note, @reference)
       ON CONFLICT DO NOTHING`,
    ),
  };
}
