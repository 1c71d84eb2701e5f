import type { EntryOutcome, KeptRefusal, Peer, PeerContact, Receipt } from '../../federation/port.ts';
import type { Db } from './open.ts';
import { orNull, orUndefined } from './values.ts';

/** A contact as its table has it: NULL for what is not known. */
type ContactRow = { readonly [Name in keyof PeerContact]: Exclude<PeerContact[Name], undefined> | null } & {
  readonly node: string;
};

interface ReceiptRow extends Omit<Receipt, 'missing'> {
  readonly missing: string;
}

export function contactOf(row: ContactRow): PeerContact {
  return {
    node: row.node,
    lastSuccessAt: orUndefined(row.lastSuccessAt),
    lastErrorAt: orUndefined(row.lastErrorAt),
    lastErrorCode: orUndefined(row.lastErrorCode),
    lastError: orUndefined(row.lastError),
    clockOffsetMs: orUndefined(row.clockOffsetMs),
    roundTripMs: orUndefined(row.roundTripMs),
    freshAt: orUndefined(row.freshAt),
    announcedSize: orUndefined(row.announcedSize),
  };
}

export function contactRow(contact: Partial<PeerContact> & { node: string }): ContactRow {
  return {
    node: contact.node,
    lastSuccessAt: orNull(contact.lastSuccessAt),
    lastErrorAt: orNull(contact.lastErrorAt),
    lastErrorCode: orNull(contact.lastErrorCode),
    lastError: orNull(contact.lastError),
    clockOffsetMs: orNull(contact.clockOffsetMs),
    roundTripMs: orNull(contact.roundTripMs),
    freshAt: orNull(contact.freshAt),
    announcedSize: orNull(contact.announcedSize),
  };
}

interface PeerRow extends Omit<Peer, 'url' | 'routes'> {
  readonly url: string;
  readonly routes: string;
}

/** A peer without an address has an empty one in its table. */
export function peerOf({ url, routes, ...row }: PeerRow): Peer {
  return { ...row, url: url === '' ? undefined : url, routes: JSON.parse(routes) as Peer['routes'] };
}

export function peerRow(peer: Peer): PeerRow {
  return { ...peer, url: peer.url ?? '', routes: JSON.stringify(peer.routes) };
}

export function receiptOf({ missing, ...row }: ReceiptRow): Receipt {
  return { ...row, missing: JSON.parse(missing) as Receipt['missing'] };
}

const PEER = `SELECT node, country, url, routes, fingerprint, origin, document,
    iif(left_at IS NULL, state, 'left') AS state, enrolled_at AS enrolledAt
  FROM peer`;

const CONTACT = `SELECT p.node, c.last_success_at AS lastSuccessAt, c.last_error_at AS lastErrorAt,
    c.last_error_code AS lastErrorCode, c.last_error AS lastError, c.clock_offset_ms AS clockOffsetMs,
    c.round_trip_ms AS roundTripMs, c.fresh_at AS freshAt, c.announced_size AS announcedSize
  FROM peer p LEFT JOIN contact c ON c.node = p.node`;

const PUT_CONTACT = `INSERT INTO contact (node, last_success_at, last_error_at, last_error_code, last_error,
    clock_offset_ms, round_trip_ms, fresh_at, announced_size)
  VALUES (@node, @lastSuccessAt, @lastErrorAt, @lastErrorCode, @lastError,
    @clockOffsetMs, @roundTripMs, @freshAt, @announcedSize)
  ON CONFLICT (node) DO UPDATE SET
    last_success_at = excluded.last_success_at, last_error_at = excluded.last_error_at,
    last_error_code = excluded.last_error_code, last_error = excluded.last_error,
    clock_offset_ms = excluded.clock_offset_ms, round_trip_ms = excluded.round_trip_ms,
    fresh_at = excluded.fresh_at, announced_size = excluded.announced_size`;

// Cursors may overtake one another on their way here; the largest is the newest.
const PUT_RECEIPT = `INSERT INTO receipt (peer, origin, size, root, missing, jws, at)
  VALUES (@peer, @origin, @size, @root, @missing, @jws, @at)
  ON CONFLICT (peer, origin) DO UPDATE SET
    size = excluded.size, root = excluded.root, missing = excluded.missing, jws = excluded.jws,
    at = excluded.at
  WHERE size <= excluded.size`;

export function preparePeers(db: Db) {
  return {
    enrol: db.prepare<[PeerRow]>(
      `INSERT INTO peer (node, country, url, routes, fingerprint, origin, document, state, enrolled_at)
       VALUES (@node, @country, @url, @routes, @fingerprint, @origin, @document, @state, @enrolledAt)`,
    ),
    enrolAgain: db.prepare<[PeerRow]>(
      `UPDATE peer SET country = @country, url = @url, routes = @routes, document = @document,
         state = 'active', left_at = NULL, enrolled_at = @enrolledAt
       WHERE node = @node AND fingerprint = @fingerprint AND origin = @origin AND left_at IS NOT NULL`,
    ),
    setState: db.prepare<[string, number | null, string]>(
      'UPDATE peer SET state = ?, left_at = ? WHERE node = ?',
    ),
    setAddress: db.prepare<[string, string, string]>('UPDATE peer SET url = ?, routes = ? WHERE node = ?'),
    setDocument: db.prepare<[string, string]>('UPDATE peer SET document = ? WHERE node = ?'),
    peers: db.prepare<[], PeerRow>(`${PEER} ORDER BY node`),
    peer: db.prepare<[string], PeerRow>(`${PEER} WHERE node = ?`),
    contacts: db.prepare<[], ContactRow>(`${CONTACT} ORDER BY p.node`),
    contact: db.prepare<[string], ContactRow>(`${CONTACT} WHERE p.node = ?`),
    putContact: db.prepare<[ContactRow]>(PUT_CONTACT),
    putReceipt: db.prepare<[ReceiptRow]>(PUT_RECEIPT),
    receipts: db.prepare<[string], ReceiptRow>(
      'SELECT peer, origin, size, root, missing, jws, at FROM receipt WHERE origin = ? ORDER BY peer',
    ),
    // Those that are not verified have an index, which a statement has to ask for in its own words.
    entryCounts: db
      .prepare<[string], [EntryOutcome, number]>(
        `SELECT outcome, count(*) FROM entry
         WHERE log = (SELECT id FROM log WHERE origin = ?) AND outcome <> 'verified' GROUP BY outcome`,
      )
      .raw(),
    refusedEntries: db.prepare<[string, number], KeptRefusal>(
      `SELECT seq, reason, at FROM entry
       WHERE log = (SELECT id FROM log WHERE origin = ?) AND outcome = 'refused' AND outcome <> 'verified'
       ORDER BY seq DESC LIMIT ?`,
    ),
  };
}
