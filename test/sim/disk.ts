import Database from 'better-sqlite3';
import { type Adapters, makeAdapters } from '../../src/store/sqlite/adapters.ts';
import { closeDatabases, type Databases, type Db, openDatabases } from '../../src/store/sqlite/open.ts';
import { prepareLazily } from './lazy-statements.ts';
import type { Random } from './random.ts';

/** An entry that was written, or one that was sealed and is whole now. */
export interface WrittenEntry {
  readonly origin: string;
  readonly own: boolean;
  readonly seq: number;
  readonly digest: string;
  readonly jws: string | undefined;
  readonly outcome: string;
  readonly reason: string | undefined;
}

/** Told of what a transaction wrote once it is committed, and whether a loss of power may still undo it. */
export type OnCommit = (written: readonly WrittenEntry[], durable: boolean) => void;

/**
 * What a node keeps: the real tables and adapters, in memory, with the promises of a disk. Commits under `synchronous
 * = FULL` stay. Others stay or go, in order: they are savepoints of an outer transaction, which is committed by the
 * throw of a coin, as a system writes its buffers out when it likes, or by the next durable commit.
 */
export interface Disk {
  readonly db: Db;
  /** With all statements made anew, as a process makes them when it starts. */
  adapters(): Adapters;
  /** What the newest process works on, for a look from outside: a call here is none of its calls of a port. */
  readonly tables: Adapters;
  /** The end of a process; with `power`, of the machine. */
  crash(power: boolean): void;
  /** The database as it is, as a backup would hold it. */
  backup(): Buffer;
  restore(backup: Buffer): void;
  close(): void;
}

export function createDisk(random: Random, onCommit: OnCommit): Disk {
  let statements: ReturnType<typeof prepare>;
  let db = open(template().node);
  let tables: Adapters | undefined;
  let outer = false;
  let durable = false;
  let written: WrittenEntry[] = [];

  function open(content: Buffer): Db {
    const opened = new Database(content);
    opened.pragma('foreign_keys = ON');
    opened.pragma('temp_store = MEMORY');
    prepareLazily(opened);
    statements = prepare(opened);
    watch(opened);
    return opened;
  }

  function watch(opened: Db): void {
    opened.function('sim_written', (origin, own, seq, digest, jws, outcome, reason) => {
      written.push({
        origin: origin as string,
        own: own === 1,
        seq: seq as number,
        digest: (digest as Buffer).toString('base64url'),
        jws: (jws as string | null) ?? undefined,
        outcome: outcome as string,
        reason: (reason as string | null) ?? undefined,
      });
      return null;
    });
    for (const event of ['INSERT', 'UPDATE'] as const) {
      opened.exec(`CREATE TEMP TRIGGER sim_${event} AFTER ${event} ON main.entry BEGIN
        SELECT sim_written(l.origin, l.own, NEW.seq, NEW.digest, NEW.jws, NEW.outcome, NEW.reason)
        FROM log l WHERE l.id = NEW.log; END`);
    }
    const pragma = opened.pragma.bind(opened);
    opened.pragma = (source, options) => {
      // Only src/store/sqlite/open.ts sets it, around a transaction that is to be durable.
      if (!source.startsWith('synchronous')) return pragma(source, options);
      durable = source.endsWith('FULL');
      if (durable) end('COMMIT');
      return undefined;
    };
    const transaction = opened.transaction.bind(opened);
    opened.transaction = ((change: () => unknown) => {
      const made = transaction(change as never) as unknown as { immediate(...given: unknown[]): unknown };
      return { immediate: (...given: unknown[]) => commit(() => made.immediate(...given)) };
    }) as never;
  }

  function commit(immediate: () => unknown): unknown {
    written = [];
    const forGood = durable;
    if (!forGood && !outer) {
      statements.BEGIN.run();
      outer = true;
    }
    const answer = immediate();
    if (!forGood && random.chance(0.5)) end('COMMIT');
    const done = written;
    written = [];
    onCommit(done, forGood);
    return answer;
  }

  function end(how: 'COMMIT' | 'ROLLBACK'): void {
    if (!outer) return;
    statements[how].run();
    outer = false;
  }

  return {
    get db() {
      return db;
    },
    adapters() {
      tables = makeAdapters({ observations: observations(), node: db });
      return tables;
    },
    get tables() {
      return tables ?? this.adapters();
    },
    crash: (power) => end(power ? 'ROLLBACK' : 'COMMIT'),
    backup() {
      end('COMMIT');
      return db.serialize();
    },
    restore(backup) {
      end('COMMIT');
      db.close();
      tables = undefined;
      db = open(backup);
    },
    close: () => db.close(),
  };
}

function prepare(db: Db) {
  return {
    BEGIN: db.prepare('BEGIN IMMEDIATE'),
    COMMIT: db.prepare('COMMIT'),
    ROLLBACK: db.prepare('ROLLBACK'),
  };
}

/** Of a database in memory, where a page is copied whole for each row that changes. */
const PAGE_BYTES = 2_048;

/** Migrated once for the process, then copied. */
let migrated: { node: Buffer; shared: Db } | undefined;

function template(): { node: Buffer; shared: Db } {
  if (migrated !== undefined) return migrated;
  const made: Databases = openDatabases(':memory:');
  made.node.pragma(`page_size = ${PAGE_BYTES}`);
  made.node.exec('VACUUM');
  migrated = { node: made.node.serialize(), shared: new Database(made.observations.serialize()) };
  closeDatabases(made);
  return migrated;
}

/** No world has observations: one empty file is enough for all. */
function observations(): Db {
  return template().shared;
}
