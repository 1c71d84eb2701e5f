import type { EpochMs } from '../../domain/time.ts';
import { type KeptUpload, MAX_KEPT_UPLOADS, UPLOAD_KEPT_MS, type UploadStore } from '../../ingest/port.ts';
import type { Sync } from '../sync.ts';
import { atomically, type Db } from './open.ts';

/** Uploads that were answered. */
export class SqliteUploads implements Sync<UploadStore> {
  static readonly writes = ['keepUpload'] as const;

  readonly #db: Db;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#db = db;
    this.#sql = prepare(db);
  }

  upload(subject: string, key: string, since: EpochMs): KeptUpload | undefined {
    return this.#sql.get.get(subject, key, since);
  }

  keepUpload(upload: KeptUpload): void {
    atomically(this.#db, () => {
      this.#sql.forgetOld.run(upload.at - UPLOAD_KEPT_MS);
      this.#sql.forgetMany.run(MAX_KEPT_UPLOADS - 1);
      this.#sql.put.run(upload);
    });
  }
}

function prepare(db: Db) {
  return {
    get: db.prepare<[string, string, number], KeptUpload>(
      'SELECT subject, key, digest, report, at FROM upload WHERE subject = ? AND key = ? AND at > ?',
    ),
    put: db.prepare<[KeptUpload]>(
      `INSERT INTO upload (subject, key, digest, report, at) VALUES (@subject, @key, @digest, @report, @at)
       ON CONFLICT (subject, key) DO UPDATE SET digest = @digest, report = @report, at = @at`,
    ),
    forgetOld: db.prepare<[number]>('DELETE FROM upload WHERE at <= ?'),
    forgetMany: db.prepare<[number]>(
      'DELETE FROM upload WHERE at <= (SELECT at FROM upload ORDER BY at DESC LIMIT 1 OFFSET ?)',
    ),
  };
}
