import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { type Message, signatureOf, verifyMessage } from '../../src/reports/webhook.ts';

/** The example of docs/reports.md. */
const KEY = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const OTHER_KEY = Buffer.alloc(24, 7);
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIMESTAMP = '1614265330';
const BODY = Buffer.from('{"test": 2432232314}');
const NOW = Number(TIMESTAMP) * 1000;
const KEYS = new Map([['mission', [KEY]]]);

function message(headers: Record<string, string | undefined> = {}, parts: Partial<Message> = {}): Message {
  const signature = signatureOf(KEY, ID, TIMESTAMP, BODY);
  return {
    sender: 'mission',
    headers: { 'webhook-id': ID, 'webhook-timestamp': TIMESTAMP, 'webhook-signature': signature, ...headers },
    body: BODY,
    ...parts,
  };
}

const verify = (given: Message, now = NOW) => verifyMessage(given, KEYS, { now, windowSeconds: 300 });

test('webhook: a signature is what other implementations of the scheme make', () => {
  assert.equal(signatureOf(KEY, ID, TIMESTAMP, BODY), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('webhook: a signed message of a known sender is verified', () => {
  assert.deepEqual(verify(message()), { sender: 'mission', id: ID, expiresAt: NOW + 301_000 });
});

test('webhook: one of several signatures, of one of the keys, is enough', () => {
  const signature = `v1,${'A'.repeat(43)}= ${signatureOf(OTHER_KEY, ID, TIMESTAMP, BODY)}`;
  const keys = new Map([['mission', [KEY, OTHER_KEY]]]);
  const given = message({ 'webhook-signature': signature });
  assert.equal(verifyMessage(given, keys, { now: NOW, windowSeconds: 300 }).id, ID);
});

test('webhook: refuses what is not signed as it came', () => {
  const signature = signatureOf(KEY, ID, TIMESTAMP, BODY);
  const wrong: Record<string, Message> = {
    sender: message({}, { sender: 'nobody' }),
    body: message({}, { body: Buffer.from('{"test": 2432232315}') }),
    id: message({ 'webhook-id': 'another' }),
    timestamp: message({ 'webhook-timestamp': '1614265331' }),
    key: message({ 'webhook-signature': signatureOf(OTHER_KEY, ID, TIMESTAMP, BODY) }),
    nothing: message({ 'webhook-signature': undefined }),
    noId: message({ 'webhook-id': undefined }),
    version: message({ 'webhook-signature': signature.replace('v1', 'v2') }),
    tooMany: message({ 'webhook-signature': Array(5).fill(signature).join(' ') }),
    form: message({ 'webhook-timestamp': '1.614e9' }),
  };
  for (const [name, given] of Object.entries(wrong))
    assert.throws(
      () => verify(given),
      (error) => hasCode(error, 'unauthenticated'),
      name,
    );
});

test('webhook: a message is taken from 300 s before to 300 s after its time', () => {
  const codes = [-301, -300, 300, 301].map((seconds) => {
    try {
      verify(message(), NOW + seconds * 1000);
      return 'taken';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  });
  assert.deepEqual(codes, ['token_clock', 'taken', 'taken', 'token_clock']);
});
