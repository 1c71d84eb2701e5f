import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/domain/audit.ts';
import { contentDigest } from '../../../src/domain/canonical.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { account, audit } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

export function peopleContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `people: ${name}`, run);

  check('an account is kept as it was made, once', async ({ people }) => {
    await people.createAccount(account('kim'), audit());
    assert.deepEqual(await people.account('kim'), account('kim'));
    assert.equal(await people.account('lee'), undefined);
    await refused(
      people.createAccount(account('kim', { subject: 'another-subject-' }), audit()),
      'already_exists',
    );
    const impostor = account('lee', { subject: account('kim').subject });
    await refused(people.createAccount(impostor, audit()), 'already_exists');
    assert.equal((await people.auditRecords(0, 9)).length, 1);
  });

  check('a change names what changes', async ({ people }) => {
    await people.createAccount(account('kim'), audit());
    await people.changeAccount('kim', { disabled: true, tokensFrom: 5 }, audit());
    assert.deepEqual(await people.account('kim'), account('kim', { disabled: true, tokensFrom: 5 }));
    await people.changeAccount('kim', { role: 'approver', passwordHash: 'another' }, audit());
    const changed = account('kim', {
      disabled: true,
      tokensFrom: 5,
      role: 'approver',
      passwordHash: 'another',
    });
    assert.deepEqual(await people.account('kim'), changed);
    await refused(people.changeAccount('lee', { disabled: true }, audit()), 'not_found');
    assert.equal((await people.auditRecords(0, 9)).length, 3);
  });

  check('accounts come in order of their names', async ({ people }) => {
    for (const name of ['park', 'kim', 'lee']) await people.createAccount(account(name), audit());
    assert.deepEqual(
      (await people.accounts()).map(({ name }) => name),
      ['kim', 'lee', 'park'],
    );
  });

  check('a setting is replaced', async ({ people }) => {
    assert.equal(await people.setting('replay'), undefined);
    await people.setSetting('replay', '2021-10-11');
    await people.setSetting('replay', '2021-10-12');
    assert.equal(await people.setting('replay'), '2021-10-12');
  });

  check('the audit trail is a chain of hashes', async ({ people }) => {
    for (let number = 1; number <= 5; number++) await people.recordAudit(event(number));
    const records = await people.auditRecords(0, 100);
    let prev = 'A'.repeat(43);
    for (const [index, { hash, ...record }] of records.entries()) {
      assert.deepEqual(record, { ...event(index + 1), seq: index + 1, prev });
      assert.equal(hash, contentDigest(record));
      prev = hash;
    }
    assert.equal(records.length, 5);
    assert.deepEqual(await people.auditRecords(2, 2), records.slice(1, 3));
    assert.deepEqual(await people.auditRecords(6, 2), []);
  });

  check('the audit trail hashes what it will read', async ({ people }) => {
    const detail = { left: undefined, when: new Date(0), nested: { b: 1, a: [undefined] } };
    await people.recordAudit({ ...audit(), detail });
    const [record] = await people.auditRecords(0, 1);
    const { hash, ...rest } = record!;
    assert.equal(hash, contentDigest(rest));
    assert.deepEqual(rest.detail, { when: '1970-01-01T00:00:00.000Z', nested: { b: 1, a: [null] } });
  });

  check('events are recorded together with the setting that says so', async ({ people }) => {
    await people.recordAudits([event(1), event(2)], { name: 'recorded', value: 'both' });
    assert.deepEqual(
      (await people.auditRecords(0, 9)).map(({ seq, action }) => [seq, action]),
      [
        [1, 'thing.1'],
        [2, 'thing.2'],
      ],
    );
    assert.equal(await people.setting('recorded'), 'both');
    // The second breaks a rule of the database: neither is there, and nothing says so.
    const broken = { ...event(4), action: null as unknown as string };
    await assert.rejects(people.recordAudits([event(3), broken], { name: 'recorded', value: 'four' }));
    assert.equal((await people.auditRecords(0, 9)).length, 2);
    assert.equal(await people.setting('recorded'), 'both');
  });

  check('events recorded at once make one chain', async ({ people }) => {
    await Promise.all([1, 2, 3, 4, 5, 6].map((number) => people.recordAudit(event(number))));
    const records = await people.auditRecords(0, 100);
    assert.deepEqual(
      records.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
    );
    assert.ok(records.every(({ prev }, index) => index === 0 || prev === records[index - 1]?.hash));
  });
}

/** Only every second event has a detail, and an actor may know more than the trail keeps. */
function event(number: number): AuditEvent {
  return number % 2 === 0 ? audit(`thing.${number}`) : { ...audit(`thing.${number}`), detail: { number } };
}
