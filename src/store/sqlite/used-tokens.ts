import { EwsError } from '../../domain/errors.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { UsedToken } from '../../federation/port.ts';
import type { Db } from './open.ts';

/** Tokens that were used: inside the transaction that keeps what a token brought. */
export class UsedTokens {
  readonly #use;
  readonly #prune;

  constructor(db: Db) {
    this.#use = db.prepare<[string, string, number]>(
      'INSERT INTO used_token (issuer, id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#prune = db.prepare<[number]>('DELETE FROM used_token WHERE expires_at < ?');
  }

  /**
   * Uses up a token, and forgets those that have expired: they are refused for their age.
   * @throws EwsError `token_replayed`
   */
  use({ issuer, id, expiresAt }: UsedToken, at: EpochMs): void {
    this.#prune.run(at);
    if (this.#use.run(issuer, id, expiresAt).changes === 1) return;
    throw new EwsError('token_replayed', `${issuer} has used this token before.`, { issuer });
  }
}
