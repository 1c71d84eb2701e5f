import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { EwsError } from '../../domain/errors.ts';

/** A step of the schema: a file such as `001-log.sql`, and what it said when it was applied. */
interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

type Applied = Pick<Migration, 'version' | 'name' | 'sha256'>;

const TABLE = `CREATE TABLE IF NOT EXISTS migration (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT`;

/**
 * Brings the tables up to the newest migration in `directory`, each in a transaction of its own. Safe to run
 * from several processes at once.
 * @throws EwsError `wrong_state`: an applied migration reads otherwise today, or the database is newer than
 * the program; nothing is changed
 */
export function migrate(db: Database.Database, directory: URL): void {
  const migrations = readMigrations(directory);
  db.exec(TABLE);
  verifyApplied(db, migrations);
  for (const migration of migrations) {
    db.transaction(() => {
      if (!isApplied(db, migration)) apply(db, migration);
    }).immediate();
  }
}

/** How many of the migrations in `directory` a file that is open for reading has yet to go through. @throws as migrate */
export function pendingMigrations(db: Database.Database, directory: URL): number {
  const migrations = readMigrations(directory);
  verifyApplied(db, migrations);
  return migrations.filter((migration) => !isApplied(db, migration)).length;
}

function readMigrations(directory: URL): Migration[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name, index) => {
    const version = Number(name.slice(0, 3));
    if (version !== index + 1)
      throw new EwsError('internal', `Migration ${name} is not number ${index + 1}.`);
    const sql = readFileSync(new URL(name, directory), 'utf8');
    return { version, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

function verifyApplied(db: Database.Database, migrations: readonly Migration[]): void {
  const applied = db
    .prepare<[], Applied>('SELECT version, name, sha256 FROM migration ORDER BY version')
    .all();
  for (const { version, name, sha256 } of applied) {
    const known = migrations[version - 1];
    if (known === undefined) {
      throw new EwsError(
        'wrong_state',
        `${db.name} has migration ${name}, which this program does not know: it belongs to a newer version.`,
        { database: db.name, migration: name },
      );
    }
    if (known.sha256 !== sha256) {
      throw new EwsError(
        'wrong_state',
        `Migration ${known.name} was changed after it was applied to ${db.name}.`,
        { database: db.name, migration: known.name, applied: sha256, found: known.sha256 },
      );
    }
  }
}

function isApplied(db: Database.Database, { version }: Migration): boolean {
  return db.prepare('SELECT 1 FROM migration WHERE version = ?').get(version) !== undefined;
}

function apply(db: Database.Database, { version, name, sql, sha256 }: Migration): void {
  db.exec(sql);
  db.prepare('INSERT INTO migration (version, name, sha256) VALUES (?, ?, ?)').run(version, name, sha256);
}
