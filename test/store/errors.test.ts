import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { EwsError, hasCode } from '../../src/domain/errors.ts';
import { storeError } from '../../src/store/sqlite/errors.ts';

const db = new Database(':memory:');
db.exec(`
  CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER CHECK (size > 0)) STRICT;
  CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id)) STRICT;
  CREATE TRIGGER own BEFORE DELETE ON parent BEGIN SELECT RAISE(ABORT, 'four_eyes'); END;
  CREATE TRIGGER foreign_text BEFORE DELETE ON child BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed'); END;
  INSERT INTO parent VALUES (1, 'a', 1);
  INSERT INTO child VALUES (1);`);

const CASES = [
  ['a second row of a key', `INSERT INTO parent VALUES (1, 'b', 1)`, 'already_exists'],
  ['a second row of a unique column', `INSERT INTO parent VALUES (2, 'a', 1)`, 'already_exists'],
  ['a reference to nothing', 'INSERT INTO child VALUES (9)', 'not_found'],
  ['a value out of range', `INSERT INTO parent VALUES (2, 'b', 0)`, 'invalid_input'],
  ['a value of another type', `INSERT INTO parent VALUES (2, 'b', 'x')`, 'invalid_input'],
  ['a value left out', 'INSERT INTO child VALUES (NULL)', 'invalid_input'],
  ['a code that a trigger raises', 'DELETE FROM parent', 'four_eyes'],
  ['a text that a trigger raises', 'DELETE FROM child', 'internal'],
  ['a statement that is none', 'SELECT FROM', 'internal'],
] as const;

for (const [what, sql, code] of CASES) {
  test(`errors: ${what} is ${code}`, () => {
    assert.throws(
      () => db.exec(sql),
      (error) => hasCode(storeError(error), code),
    );
  });
}

test('errors: whatever is not of SQLite stays as it is', () => {
  for (const error of [new TypeError('a bug'), new EwsError('forbidden', 'no'), 'text']) {
    assert.equal(storeError(error), error);
  }
});
