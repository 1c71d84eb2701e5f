import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant } from '../../src/domain/time.ts';
import type { Identity } from '../../src/federation/peers/identity.ts';
import { cosignedBy } from '../../src/federation/witness/cosigned.ts';
import { formatCheckpoint } from '../../src/log/checkpoint.ts';
import type { KeyStatement, Revocation } from '../../src/log/key-statement.ts';
import { generateKey, type PrivateKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { EMPTY_ROOT } from '../../src/log/merkle.ts';
import { parseNote } from '../../src/log/note.ts';
import { createSigner } from '../../src/log/signer.ts';
import { refusal } from '../log/keys.ts';

const NODE = 'kr.ews.example';
const LOG = `${NODE}/log/1`;
const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const [log, request, old, young] = [generateKey(), generateKey(), generateKey(), generateKey()];

/** Old holds until day 10, young from day 5 on. */
function identity(revocations: Partial<Revocation>[] = []): Identity {
  const statement = (key: PrivateKey, from: number, until: number) => ({
    use: 'cosigner',
    key: publicPart(key),
    notBefore: formatInstant(NOW + from * DAY),
    notAfter: formatInstant(NOW + until * DAY),
  });
  const statements = [statement(old, 0, 10), statement(young, 5, 900)] as unknown as KeyStatement[];
  return { document: { node: NODE, log: LOG }, keys: { statements, revocations } } as unknown as Identity;
}

/** A checkpoint with cosignatures by keys at days. */
function note(...lines: [key: PrivateKey, day: number][]) {
  const signer = createSigner(NODE, LOG, { log, cosigner: old, request });
  const signed = signer.signCheckpoint({ origin: LOG, size: 0, root: EMPTY_ROOT });
  const body = formatCheckpoint({ origin: LOG, size: 0, root: EMPTY_ROOT });
  const cosigned = lines.map(([cosigner, day]) =>
    createSigner(NODE, LOG, { log, cosigner, request }).cosign(body, (NOW + day * DAY) / 1000),
  );
  return parseNote(signed + cosigned.join(''));
}

const dayOf = (at: number | undefined) => at && (at - NOW) / DAY;
const years = NOW + 800 * DAY;

test('cosigned: what a retired key cosigned while it held counts for ever', () => {
  assert.equal(dayOf(cosignedBy(note([old, 9]), identity(), years).at), 9);
  assert.equal(cosignedBy(note([old, 10]), identity(), years).at, undefined);
  assert.equal(dayOf(cosignedBy(note([old, 9], [young, 400]), identity(), years).at), 400);
  assert.equal(dayOf(cosignedBy(note([old, 400], [young, 8]), identity(), years).at), 8);
});

test('cosigned: what a revoked key cosigned before its revocation counts', () => {
  const revoked = identity([{ revoked: thumbprint(old), from: formatInstant(NOW + 6 * DAY) }]);
  assert.equal(dayOf(cosignedBy(note([old, 5]), revoked, years).at), 5);
  assert.equal(cosignedBy(note([old, 6]), revoked, years).at, undefined);
});

test('cosigned: a line of the node by a key that is not known is noticed, and others are not', () => {
  assert.equal(cosignedBy(note([old, 1]), identity(), years).hasUnknownKey, false);
  assert.equal(cosignedBy(note([generateKey(), 1]), identity(), years).hasUnknownKey, true);
  const line = createSigner('jp.ews.example', LOG, { log, cosigner: generateKey(), request });
  const body = formatCheckpoint({ origin: LOG, size: 0, root: EMPTY_ROOT });
  const witnessed = parseNote(
    line.signCheckpoint({ origin: LOG, size: 0, root: EMPTY_ROOT }) + line.cosign(body, NOW / 1000),
  );
  assert.equal(cosignedBy(witnessed, identity(), years).hasUnknownKey, false);
});

test('cosigned: what does not verify is refused, and what is far ahead of our clock does not count', () => {
  const other = note([old, 1]);
  const changed = { ...other, text: formatCheckpoint({ origin: LOG, size: 1, root: EMPTY_ROOT }) };
  assert.throws(() => cosignedBy(changed, identity(), years), refusal('note_signature'));
  assert.equal(cosignedBy(note([old, 3]), identity(), NOW + DAY).at, undefined);
});
