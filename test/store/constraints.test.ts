import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { canonicalJson, contentDigest } from '../../src/domain/canonical.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import {
  account,
  append,
  audit,
  bulletinId,
  content,
  draft,
  emptyLog,
  indicator,
  OWN_LOG,
  observation,
  page,
  peer,
  SEALED,
  stand,
  token,
} from './build.ts';
import { storeDirectory } from './directory.ts';
import { approved, release } from './release.ts';

/** Bulletins of the file that is attacked, by their numbers. */
const ISSUED = bulletinId(1);
const SERIOUS = bulletinId(2);
const UNAPPROVED = bulletinId(3);
const DRAFT = bulletinId(4);
const APPROVED = bulletinId(5);
const DIGEST = Object.fromEntries(
  [1, 3, 4, 5].map((number) => [bulletinId(number), contentDigest(content(number))]),
);
const serious = content(2, { level: 'serious' });
DIGEST[SERIOUS] = contentDigest(serious);

async function makeFiles(directory: string): Promise<void> {
  const stores = await openStoresInline(directory);
  const jp = peer('jp');
  await stores.log.createOwnLog(emptyLog());
  await release(stores, content(1));
  await approved(stores, serious, 'lee');
  await approved(stores, content(3));
  await stores.bulletins.createDraft(draft(content(4)), audit());
  await approved(stores, content(5), 'lee');
  await stores.people.createAccount(account('kim'), audit());
  await stores.peers.enrol(jp, emptyLog(jp.origin).checkpoint, audit());
  await stores.peers.storePage(page(jp, emptyLog(jp.origin), [{}, SEALED, SEALED, {}]));
  const receipt = { peer: jp.node, origin: OWN_LOG, size: 1, root: 'r', missing: [], jws: 'j', at: 1 };
  await stores.peers.storeReceipt(receipt, token('t'));
  await stores.observations.putIndicators([indicator()]);
  await append(stores, [observation(0, 1, 100)]);
  await stores.close();
}

type Attempt = [what: string, sql: string, code: string];
const person = (name: string, digest: string | undefined, id: string) =>
  `('${id}', '${stand(name, '').subject}', '${name}', '2021-10-11T01:00:00.000Z', '${digest}')`;
const text = (value: unknown) => `'${canonicalJson(value).replaceAll("'", "''")}'`;
const own = `(SELECT id FROM log WHERE own = 1)`;
const theirs = `(SELECT id FROM log WHERE own = 0)`;
const issueAs = (id: string, log: string, seq: number | string) =>
  `UPDATE bulletin SET state = 'issued', sent = 'x', log = ${log}, seq = ${seq} WHERE id = '${id}'`;

const FOUR_EYES: Attempt[] = [
  ['issue without approval', issueAs(UNAPPROVED, own, 0), 'four_eyes'],
  ['issue a serious one with one approval', issueAs(SERIOUS, own, 0), 'four_eyes'],
  ['issue a draft', issueAs(DRAFT, own, 0), 'wrong_state'],
  ['issue what was not appended', issueAs(APPROVED, own, 9), 'wrong_state'],
  ['issue without entry', issueAs(APPROVED, 'NULL', 'NULL'), 'wrong_state'],
  ['issue as an entry of a peer', issueAs(APPROVED, theirs, 0), 'wrong_state'],
  ['issue two as one entry', issueAs(APPROVED, own, 0), 'SQLITE_CONSTRAINT_UNIQUE'],
  [
    'begin as issued',
    `INSERT INTO bulletin (id, content, digest, created_at, created_by, signal, state, sent, log, seq)
     SELECT 'x', content, digest, created_at, created_by, signal, state, sent, log, seq FROM bulletin WHERE id = '${ISSUED}'`,
    'wrong_state',
  ],
  [
    'approve as the submitter',
    `INSERT INTO approval VALUES ${person('kim', DIGEST[SERIOUS], SERIOUS)}`,
    'four_eyes',
  ],
  ['approve twice', `INSERT INTO approval VALUES ${person('lee', DIGEST[SERIOUS], SERIOUS)}`, 'four_eyes'],
  [
    'approve twice by replacing',
    `INSERT OR REPLACE INTO approval VALUES ${person('lee', DIGEST[SERIOUS], SERIOUS)}`,
    'four_eyes',
  ],
  [
    'approve another content',
    `INSERT INTO approval VALUES ${person('park', DIGEST[DRAFT], SERIOUS)}`,
    'content_changed',
  ],
  ['approve a draft', `INSERT INTO approval VALUES ${person('park', DIGEST[DRAFT], DRAFT)}`, 'wrong_state'],
  [
    'approve nothing',
    `INSERT INTO approval VALUES ${person('park', 'x', 'x')}`,
    'SQLITE_CONSTRAINT_FOREIGNKEY',
  ],
  ['change an approval', `UPDATE approval SET subject = 'somebody-else-000'`, 'forbidden'],
  ['delete an approval in review', `DELETE FROM approval WHERE bulletin = '${SERIOUS}'`, 'forbidden'],
  ['change a submission', `UPDATE submission SET subject = 'somebody-else-000'`, 'forbidden'],
  ['delete a submission in review', `DELETE FROM submission WHERE bulletin = '${SERIOUS}'`, 'forbidden'],
  [
    'replace a submission',
    `INSERT OR REPLACE INTO submission VALUES ${person('park', DIGEST[SERIOUS], SERIOUS)}`,
    'wrong_state',
  ],
  [
    'submit another content',
    `INSERT INTO submission VALUES ${person('kim', DIGEST[SERIOUS], DRAFT)}`,
    'content_changed',
  ],
  ['review without submission', `UPDATE bulletin SET state = 'in-review' WHERE id = '${DRAFT}'`, 'four_eyes'],
  [
    'lower the level in review',
    `UPDATE bulletin SET content = ${text({ ...serious, level: 'alert' })} WHERE id = '${SERIOUS}'`,
    'content_changed',
  ],
  [
    'lower the level with a new digest',
    `UPDATE bulletin SET content = ${text({ ...serious, level: 'alert' })}, digest = 'x' WHERE id = '${SERIOUS}'`,
    'content_changed',
  ],
  [
    'lower the level while issuing',
    `UPDATE bulletin SET content = ${text({ ...serious, level: 'alert' })}, digest = 'x', state = 'issued', sent = 'x', log = ${own}, seq = 0 WHERE id = '${SERIOUS}'`,
    'content_changed',
  ],
  [
    'change content without its digest',
    `UPDATE bulletin SET content = ${text({ ...content(4), contact: 'x' })} WHERE id = '${DRAFT}'`,
    'content_changed',
  ],
  [
    'change a digest without its content',
    `UPDATE bulletin SET digest = 'x' WHERE id = '${DRAFT}'`,
    'content_changed',
  ],
];

const ISSUED_STAYS: Attempt[] = [
  [
    'change issued content',
    `UPDATE bulletin SET content = ${text({ ...content(1), contact: 'x' })}, digest = 'x' WHERE id = '${ISSUED}'`,
    'forbidden',
  ],
  ['change when it was sent', `UPDATE bulletin SET sent = 'x' WHERE id = '${ISSUED}'`, 'forbidden'],
  ['change its entry', `UPDATE bulletin SET seq = 1 WHERE id = '${ISSUED}'`, 'forbidden'],
  ['change who drafted it', `UPDATE bulletin SET created_by = 'x' WHERE id = '${ISSUED}'`, 'forbidden'],
  [
    'make a draft of it',
    `UPDATE bulletin SET state = 'draft', sent = NULL, log = NULL, seq = NULL WHERE id = '${ISSUED}'`,
    'forbidden',
  ],
  ['delete it', `DELETE FROM bulletin WHERE id = '${ISSUED}'`, 'forbidden'],
  [
    'replace it',
    `INSERT OR REPLACE INTO bulletin (id, content, digest, created_at, created_by, state) VALUES ('${ISSUED}', ${text(content(1))}, 'x', 'x', 'x', 'draft')`,
    'already_exists',
  ],
  [
    'replace it by renaming another',
    `UPDATE OR REPLACE bulletin SET id = '${ISSUED}' WHERE id = '${DRAFT}'`,
    'forbidden',
  ],
  ['delete its submission', `DELETE FROM submission WHERE bulletin = '${ISSUED}'`, 'forbidden'],
  ['delete its approval', `DELETE FROM approval WHERE bulletin = '${ISSUED}'`, 'forbidden'],
  [
    'approve it later',
    `INSERT INTO approval VALUES ${person('park', DIGEST[ISSUED], ISSUED)}`,
    'wrong_state',
  ],
  ['delete a draft', `DELETE FROM bulletin WHERE id = '${DRAFT}'`, 'forbidden'],
];

const entryValues = `zeroblob(32), 'jws', 'verified', 'read', NULL, 1, NULL`;
const LOG_GROWS: Attempt[] = [
  ['delete an entry', `DELETE FROM entry WHERE log = ${own}`, 'forbidden'],
  ['change an entry', `UPDATE entry SET jws = 'x' WHERE log = ${own}`, 'forbidden'],
  [
    'add an entry beyond the size',
    `INSERT INTO entry VALUES (${own}, 1, ${entryValues})`,
    'sequence_mismatch',
  ],
  [
    'leave a gap',
    `UPDATE log SET size = 3, hashes = zeroblob(64) WHERE own = 1; INSERT INTO entry VALUES (${own}, 2, ${entryValues})`,
    'sequence_mismatch',
  ],
  [
    'replace an entry',
    `INSERT OR REPLACE INTO entry VALUES (${own}, 0, ${entryValues})`,
    'sequence_mismatch',
  ],
  [
    'replace an entry by its row',
    `UPDATE log SET size = 2 WHERE own = 1; INSERT OR REPLACE INTO entry (rowid, log, seq, digest, jws, outcome, at) VALUES ((SELECT rowid FROM entry WHERE log = ${own} AND seq = 0), ${own}, 1, zeroblob(32), 'jws', 'verified', 1)`,
    'sequence_mismatch',
  ],
  [
    'grow a log without entries',
    `UPDATE log SET size = 2 WHERE own = 1; COMMIT`,
    'SQLITE_CONSTRAINT_FOREIGNKEY',
  ],
  ['shrink a log', `UPDATE log SET size = 0, hashes = x'' WHERE own = 1`, 'forbidden'],
  ['change the root of a size', `UPDATE log SET hashes = zeroblob(32) WHERE own = 1`, 'forbidden'],
  ['make a log of a peer the own one', `UPDATE log SET own = 1 WHERE own = 0`, 'forbidden'],
  ['delete a log', `DELETE FROM log`, 'forbidden'],
  [
    'replace a log',
    `INSERT OR REPLACE INTO log (origin, own, size, hashes, checkpoint) VALUES ('${OWN_LOG}', 1, 0, x'', '')`,
    'already_exists',
  ],
  [
    'make a second own log',
    `INSERT OR REPLACE INTO log (origin, own, size, hashes, checkpoint) VALUES ('x', 1, 0, x'', '')`,
    'already_exists',
  ],
  ['change a subtree', `UPDATE tree_node SET hash = zeroblob(32)`, 'forbidden'],
  ['delete a subtree', `DELETE FROM tree_node`, 'forbidden'],
  [
    'replace a subtree',
    `INSERT OR REPLACE INTO tree_node VALUES (${own}, 0, 0, zeroblob(32))`,
    'already_exists',
  ],
  [
    'change a whole entry of a peer',
    `UPDATE entry SET jws = 'x' WHERE log = ${theirs} AND seq = 0`,
    'forbidden',
  ],
  [
    'change what is sealed',
    `UPDATE entry SET digest = zeroblob(32), jws = 'x', outcome = 'verified' WHERE log = ${theirs} AND seq = 1`,
    'forbidden',
  ],
  [
    'call a sealed entry verified',
    `UPDATE entry SET outcome = 'verified' WHERE log = ${theirs} AND seq = 1`,
    'SQLITE_CONSTRAINT_CHECK',
  ],
  ['shrink a receipt', `UPDATE receipt SET size = 0`, 'forbidden'],
  ['give a peer another key', `UPDATE peer SET fingerprint = 'x'`, 'forbidden'],
];

const PEOPLE: Attempt[] = [
  ['edit an audit record', `UPDATE audit SET action = 'nothing.done' WHERE seq = 2`, 'forbidden'],
  ['delete an audit record', `DELETE FROM audit WHERE seq = 2`, 'forbidden'],
  [
    'replace an audit record',
    `INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2`,
    'audit_broken',
  ],
  [
    'leave out an audit record',
    `INSERT INTO audit SELECT max(seq) + 2, at, actor, action, subject, detail, hash, 'x' FROM audit`,
    'audit_broken',
  ],
  [
    'break the audit chain',
    `INSERT INTO audit SELECT max(seq) + 1, at, actor, action, subject, detail, 'x', 'x' FROM audit`,
    'audit_broken',
  ],
  ['give an account another subject', `UPDATE account SET subject = 'x'`, 'forbidden'],
];

const OBSERVATIONS: Attempt[] = [
  ['keep a block of no series', `INSERT INTO block VALUES (99 << 22, zeroblob(128))`, 'not_found'],
  ['keep a block of nothing', `UPDATE block SET body = zeroblob(8)`, 'SQLITE_CONSTRAINT_CHECK'],
  ['change a frequency', `UPDATE indicator SET body = json_set(body, '$.frequency', 'W')`, 'wrong_state'],
];

const directory = storeDirectory();
let files: Record<'node' | 'observations', Database.Database>;

before(async () => {
  await makeFiles(directory);
  files = {
    node: new Database(join(directory, 'node.db')),
    observations: new Database(join(directory, 'observations.db')),
  };
});
after(() => {
  files.node.close();
  files.observations.close();
});

/** Runs statements in a transaction that is always rolled back; the answer is how they were refused. */
function attempt(db: Database.Database, sql: string): string | undefined {
  db.exec('BEGIN');
  try {
    db.exec(sql);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return code === 'SQLITE_CONSTRAINT_TRIGGER' ? message : code;
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}

function refuseAll(group: string, file: keyof typeof files, attempts: Attempt[]): void {
  describe(group, () => {
    for (const [what, sql, code] of attempts) {
      test(`the file refuses to ${what}`, () => assert.equal(attempt(files[file], sql), code));
    }
  });
}

refuseAll('four eyes', 'node', FOUR_EYES);
refuseAll('an issued bulletin stays', 'node', ISSUED_STAYS);
refuseAll('logs only grow', 'node', LOG_GROWS);
refuseAll('people and the audit trail', 'node', PEOPLE);
refuseAll('observations stay', 'observations', OBSERVATIONS);

test('the file allows to open what a peer sealed', () => {
  const open = `UPDATE entry SET jws = 'x', outcome = 'verified', type = 'read' WHERE log = ${theirs} AND seq = 1`;
  assert.equal(attempt(files.node, open), undefined);
});

test('the file voids submission and approvals of what goes back to draft', () => {
  files.node.exec(`BEGIN; UPDATE bulletin SET state = 'draft' WHERE id = '${SERIOUS}'`);
  const count = (table: string) =>
    files.node.prepare(`SELECT count(*) FROM ${table} WHERE bulletin = ?`).pluck().get(SERIOUS);
  const left = [count('submission'), count('approval')];
  files.node.exec('ROLLBACK');
  assert.deepEqual(left, [0, 0]);
});

test('the file has the page sizes and the journal that were measured', () => {
  const settings = [files.node, files.observations].map((db) => [
    db.pragma('page_size', { simple: true }),
    db.pragma('journal_mode', { simple: true }),
  ]);
  assert.deepEqual(settings, [
    [16384, 'wal'],
    [16384, 'wal'],
  ]);
});

test('every table of the files is strict', () => {
  for (const db of [files.node, files.observations]) {
    const loose = db
      .prepare(
        `SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    assert.deepEqual(loose, []);
  }
});
