import { EwsError } from '../../domain/errors.ts';
import type { LogOrigin } from '../../domain/node-id.ts';
import {
  type CompactRange,
  compactRange,
  HASH_LENGTH,
  type Hash,
  type TreeNode,
  type TreeNodeId,
} from '../../log/merkle.ts';
import type {
  HeldLog,
  KeptPageEnd,
  LogAppend,
  LogStore,
  PageEnd,
  StoredEntry,
  WholeLines,
} from '../../log/port.ts';
import type { Sync } from '../sync.ts';
import { type Db, durably } from './open.ts';
import { bytes, orNull, orUndefined } from './values.ts';

/** An entry as it is written: what is kept of it, and what it turned out to be. */
export interface NewEntry extends StoredEntry {
  readonly outcome: 'verified' | 'sealed' | 'refused';
  readonly type: string | undefined;
  readonly reason: string | undefined;
}

interface LogRow {
  readonly origin: string;
  readonly size: number;
  readonly hashes: Buffer;
  readonly checkpoint: string;
}

interface EntryRow {
  readonly seq: number;
  readonly digest: Buffer;
  readonly jws: string | null;
  readonly ciphertext: string | null;
  readonly forAll: 1 | null;
}

/** A page of a peer's log brings about two subtrees for each of its entries. */
const NODES_PER_STATEMENT = 50;

/** Logs, own and held. The methods after the port's are for other adapters, inside their transactions. */
export class SqliteLog implements Sync<LogStore> {
  static readonly writes = ['createOwnLog', 'appendAct'] as const;

  readonly #db: Db;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#db = db;
    this.#sql = prepare(db);
  }

  createOwnLog(log: HeldLog): void {
    durably(this.#db, () => this.create(log, true));
  }

  appendAct(append: LogAppend): void {
    durably(this.#db, () => this.append(append));
  }

  ownLog(): HeldLog | undefined {
    return heldLog(this.#sql.own.get());
  }

  log(origin: LogOrigin): HeldLog | undefined {
    return heldLog(this.#sql.log.get(origin));
  }

  logs(): HeldLog[] {
    return this.#sql.logs.all().map((row) => heldLog(row) as HeldLog);
  }

  provable(origin: LogOrigin): string | undefined {
    return orUndefined(this.#sql.provable.get(origin) ?? null);
  }

  pageEnd(origin: LogOrigin): KeptPageEnd | undefined {
    const row = this.#sql.pageEnd.get(origin);
    return row === undefined ? undefined : { ...(JSON.parse(row.line) as PageEnd), size: row.size };
  }

  nodes(origin: LogOrigin, ids: readonly TreeNodeId[]): Hash[] {
    return ids.map(({ level, index }) => {
      const hash = this.#sql.node.get(origin, level, index);
      if (hash !== undefined) return bytes(hash);
      throw new EwsError('not_found', `The subtree ${level}/${index} of ${origin} is not held.`, {
        origin,
        level,
        index,
      });
    });
  }

  entries(origin: LogOrigin, from: number, limit: number): StoredEntry[] {
    return this.#sql.entries.all(origin, from, limit).map(storedEntry);
  }

  wholeLines(origin: LogOrigin, from: number, limit: number, bytes: number): WholeLines {
    const lengths = this.#sql.wholeLengths.all(origin, from, limit);
    let [to, rest] = [from, bytes];
    // An entry without a length is not known to be for all.
    for (const length of lengths) {
      if (rest <= 0 || length === null) break;
      to += 1;
      rest -= length;
    }
    const lines = to === from ? null : this.#sql.wholeLines.get(origin, from, to);
    return { entries: to - from, bytes: lines ?? Buffer.alloc(0) };
  }

  keyChanges(origin: LogOrigin): StoredEntry[] {
    return this.#sql.keyChanges.all(origin).map(storedEntry);
  }

  /** Adds a log without entries. */
  create({ origin, range, checkpoint }: HeldLog, own: boolean): void {
    this.#sql.create.run(origin, own ? 1 : 0, range.size, concat(range.hashes), checkpoint);
  }

  /**
   * Appends an entry to the own log.
   * @throws EwsError `log_size_conflict`: the log does not have the expected size
   */
  append({ origin, expectedSize, entry, type, time, range, nodes, checkpoint }: LogAppend): void {
    const id = this.advance(origin, expectedSize, range, checkpoint);
    if (id === undefined) {
      throw new EwsError('log_size_conflict', `The log ${origin} does not have the size ${expectedSize}.`, {
        expected: expectedSize,
        held: this.log(origin)?.range.size,
      });
    }
    this.addEntry(id, { ...entry, outcome: 'verified', type, reason: undefined }, time);
    this.addNodes(id, nodes);
  }

  /** Moves a log from one size to the next. Returns its number in the file; undefined: it had another size. */
  advance(
    origin: LogOrigin,
    from: number,
    range: CompactRange,
    checkpoint: string,
    end?: PageEnd,
  ): number | undefined {
    // Comparing is part of the statement. To read the size first and then write would be right only as long
    // as every writer takes the write lock before it reads; the statement holds whatever the others do.
    const line = end === undefined ? null : JSON.stringify(end);
    return this.#sql.advance.get(range.size, concat(range.hashes), checkpoint, line, origin, from);
  }

  /** Keeps a checkpoint that the entries have reached, though a larger one is held. */
  keepProvable(log: number, checkpoint: string): void {
    this.#sql.keepProvable.run(checkpoint, log);
  }

  /** A log's number in the file. */
  idOf(origin: LogOrigin): number | undefined {
    return this.#sql.idOf.get(origin);
  }

  addEntry(log: number, { seq, digest, jws, outcome, type, reason, forAll }: NewEntry, at: number): void {
    const isCiphertext = outcome === 'sealed' && jws !== undefined;
    const kept = isCiphertext ? null : orNull(jws);
    const isWhole = forAll ? 1 : null;
    this.#sql.addEntry.run(log, seq, digest, kept, outcome, orNull(type), orNull(reason), at, isWhole);
    if (isCiphertext) this.#sql.addCiphertext.run(log, seq, jws);
  }

  /** Opens an entry that was sealed, or finds it refused. */
  openEntry(log: number, { seq, jws, outcome, type, reason }: NewEntry): void {
    this.#sql.openEntry.run(orNull(jws), outcome, orNull(type), orNull(reason), log, seq);
  }

  addNodes(log: number, nodes: readonly TreeNode[]): void {
    const many = nodes.length - (nodes.length % NODES_PER_STATEMENT);
    for (let from = 0; from < many; from += NODES_PER_STATEMENT) {
      const some = nodes.slice(from, from + NODES_PER_STATEMENT);
      this.#sql.addNodes.run(some.flatMap(({ level, index, hash }) => [log, level, index, hash]));
    }
    for (const { level, index, hash } of nodes.slice(many)) this.#sql.addNode.run(log, level, index, hash);
  }
}

function storedEntry({ seq, digest, jws, ciphertext, forAll }: EntryRow): StoredEntry {
  const entry = { seq, digest: bytes(digest), ...(forAll === 1 && { forAll: true as const }) };
  return jws === null && ciphertext !== null
    ? { ...entry, jws: ciphertext, isCiphertext: true }
    : { ...entry, jws: orUndefined(jws) };
}

function heldLog(row: LogRow | undefined): HeldLog | undefined {
  if (row === undefined) return undefined;
  const all = bytes(row.hashes);
  const hashes: Hash[] = [];
  for (let at = 0; at < all.length; at += HASH_LENGTH) hashes.push(all.slice(at, at + HASH_LENGTH));
  return { origin: row.origin, range: compactRange(row.size, hashes), checkpoint: row.checkpoint };
}

function concat(hashes: readonly Hash[]): Buffer {
  return Buffer.concat(hashes);
}

const ENTRY = `SELECT e.seq, e.digest, e.jws, e.for_all AS forAll, c.jws AS ciphertext
  FROM entry e LEFT JOIN ciphertext c ON c.log = e.log AND c.seq = e.seq`;

function prepare(db: Db) {
  const log = 'SELECT origin, size, hashes, checkpoint FROM log';
  return {
    own: db.prepare<[], LogRow>(`${log} WHERE own = 1`),
    log: db.prepare<[string], LogRow>(`${log} WHERE origin = ?`),
    logs: db.prepare<[], LogRow>(`${log} ORDER BY own DESC, origin`),
    node: db
      .prepare<[string, number, number], Buffer>(
        `SELECT hash FROM tree_node
         WHERE log = (SELECT id FROM log WHERE origin = ?) AND level = ? AND idx = ?`,
      )
      .pluck(),
    entries: db.prepare<[string, number, number], EntryRow>(
      `${ENTRY} WHERE e.log = (SELECT id FROM log WHERE origin = ?) AND e.seq >= ? ORDER BY e.seq LIMIT ?`,
    ),
    wholeLengths: db
      .prepare<[string, number, number], number | null>(
        `SELECT iif(for_all = 1, octet_length(jws), NULL) FROM entry
         WHERE log = (SELECT id FROM log WHERE origin = ?) AND seq >= ? ORDER BY seq LIMIT ?`,
      )
      .pluck(),
    // As bytes: to make a text of each entry and bytes of that again costs more than all else that a page does.
    wholeLines: db
      .prepare<[string, number, number], Buffer>(
        `SELECT CAST(group_concat('{"seq":' || seq || ',"jws":' || json_quote(jws) || '}' || char(10), '') AS BLOB)
         FROM (
           SELECT seq, jws FROM entry
           WHERE log = (SELECT id FROM log WHERE origin = ?) AND seq >= ? AND seq < ? AND for_all = 1 ORDER BY seq
         )`,
      )
      .pluck(),
    keyChanges: db.prepare<[string], EntryRow>(
      `${ENTRY} WHERE e.log = (SELECT id FROM log WHERE origin = ?) AND e.type = 'key-change'
         AND e.outcome = 'verified' ORDER BY e.seq`,
    ),
    addCiphertext: db.prepare('INSERT INTO ciphertext (log, seq, jws) VALUES (?, ?, ?)'),
    create: db.prepare('INSERT INTO log (origin, own, size, hashes, checkpoint) VALUES (?, ?, ?, ?, ?)'),
    advance: db
      .prepare<[number, Buffer, string, string | null, string, number], number>(
        `UPDATE log SET size = ?, hashes = ?, checkpoint = ?, page_end = ? WHERE origin = ? AND size = ?
         RETURNING id`,
      )
      .pluck(),
    provable: db.prepare<[string], string | null>('SELECT provable FROM log WHERE origin = ?').pluck(),
    pageEnd: db.prepare<[string], { size: number; line: string }>(
      'SELECT size, page_end AS line FROM log WHERE origin = ? AND page_end IS NOT NULL',
    ),
    idOf: db.prepare<[string], number>('SELECT id FROM log WHERE origin = ?').pluck(),
    keepProvable: db.prepare<[string, number]>('UPDATE log SET provable = ? WHERE id = ?'),
    addEntry: db.prepare(
      `INSERT INTO entry (log, seq, digest, jws, outcome, type, reason, at, for_all)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    openEntry: db.prepare(
      'UPDATE entry SET jws = ?, outcome = ?, type = ?, reason = ? WHERE log = ? AND seq = ?',
    ),
    addNode: db.prepare('INSERT INTO tree_node (log, level, idx, hash) VALUES (?, ?, ?, ?)'),
    addNodes: db.prepare<[unknown[]]>(
      `INSERT INTO tree_node (log, level, idx, hash)
       VALUES ${Array(NODES_PER_STATEMENT).fill('(?, ?, ?, ?)').join(', ')}`,
    ),
  };
}
