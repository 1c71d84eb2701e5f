import { canonicalJson } from '../../domain/canonical.ts';
import type { ReceivedBulletinBody } from '../../domain/four-eyes.ts';
import { searchText } from '../../domain/search.ts';
import type { Db } from './open.ts';

type State = 'draft' | 'in-review' | 'withdrawn' | 'issued' | 'updated' | 'cancelled';

/**
 * Own bulletins as their entries show them. They go the way that every bulletin goes, from draft to issued, so that
 * the constraints of the tables bind them too. Names of people are not in an entry: a person whose account is here
 * has that name, and any other one the pseudonym.
 */
export class RestoredBulletins {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Db) {
    this.#sql = prepare(db);
  }

  restore(log: number, seq: number, body: ReceivedBulletinBody): void {
    const { content, sent, digest, submission, approvals } = body;
    const { id } = content;
    const row = { id, content: canonicalJson(content), digest, search: searchText(content) };
    const held = this.#sql.state.get(id);
    if (held === undefined) this.#sql.create.run({ ...row, sent, subject: submission.subject });
    // What the backup has of it may be of before a last change, and of before its approvals.
    else if (held.state === 'draft' || held.state === 'in-review') this.#takeUp(held.state, held.digest, row);
    else return;
    this.#sql.submit.run({ id, ...submission });
    this.#sql.review.run(id);
    for (const approval of approvals) this.#sql.approve.run({ id, ...approval });
    this.#sql.issue.run(sent, log, seq, id);
    if (content.type === 'issue') return;
    const state = content.type === 'update' ? 'updated' : 'cancelled';
    for (const reference of content.references) this.#sql.replace.run(state, reference.id);
  }

  #takeUp(
    state: State,
    digest: string,
    row: { id: string; content: string; digest: string; search: string },
  ) {
    if (state === 'in-review') this.#sql.draft.run(row.id);
    if (digest !== row.digest) this.#sql.edit.run(row);
  }
}

function prepare(db: Db) {
  const name = 'ifnull((SELECT name FROM account WHERE subject = @subject), @subject)';
  return {
    state: db.prepare<[string], { state: State; digest: string }>(
      'SELECT state, digest FROM bulletin WHERE id = ?',
    ),
    create: db.prepare<[object]>(
      `INSERT INTO bulletin (id, content, digest, created_at, created_by, signal, state, search)
       VALUES (@id, @content, @digest, @sent, ${name}, NULL, 'draft', @search)`,
    ),
    draft: db.prepare<[string]>(`UPDATE bulletin SET state = 'draft' WHERE id = ?`),
    edit: db.prepare<[object]>(
      `UPDATE bulletin SET content = @content, digest = @digest, search = @search, state = 'draft' WHERE id = @id`,
    ),
    submit: db.prepare<[object]>(
      `INSERT INTO submission (bulletin, subject, name, time, digest)
       VALUES (@id, @subject, ${name}, @time, @digest)`,
    ),
    review: db.prepare<[string]>(`UPDATE bulletin SET state = 'in-review' WHERE id = ?`),
    approve: db.prepare<[object]>(
      `INSERT INTO approval (bulletin, subject, name, time, digest)
       VALUES (@id, @subject, ${name}, @time, @digest)`,
    ),
    issue: db.prepare<[string, number, number, string]>(
      `UPDATE bulletin SET state = 'issued', sent = ?, log = ?, seq = ? WHERE id = ?`,
    ),
    replace: db.prepare<[string, string]>(
      `UPDATE bulletin SET state = ? WHERE id = ? AND state IN ('issued', 'updated') AND state <> 'cancelled'`,
    ),
  };
}
