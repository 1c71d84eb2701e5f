import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ErrorCode, hasCode } from '../../src/domain/errors.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { JWS_TYPE, signJws } from '../../src/log/jws.ts';
import { digestOfStatements, verifyKeyStatements } from '../../src/log/key-chain.ts';
import {
  checkpointKey,
  documentKey,
  encryptionKeyAt,
  keysAt,
  logKeyAt,
  type NodeKeys,
  type Statement,
} from '../../src/log/key-statement.ts';
import {
  generateEncryptionKey,
  generateKey,
  type PrivateKey,
  publicPart,
  thumbprint,
} from '../../src/log/keys.ts';
import { signKeyStatement } from '../../src/log/signer.ts';

const NODE = 'kr.ews.example';
const LOG = `${NODE}/log/1`;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const day = (number: number) => formatInstant(NOW + number * DAY);

const refusal = (code: ErrorCode) => (error: unknown) => hasCode(error, code);

/** A list of statements that grows, as a node's does. */
function history() {
  const root = generateKey();
  const [log, cosigner, request] = [generateKey(), generateKey(), generateKey()];
  const list: string[] = [];
  let signing = { root, next: generateKey() };
  const period = (from = -1, until = 100) => ({ notBefore: day(from), notAfter: day(until) });
  const say = async (said: object, by: PrivateKey = signing.root, next: PrivateKey = signing.next) => {
    const common = { v: 1, node: NODE, nextRoot: thumbprint(next), issued: day(0) };
    list.push(await signKeyStatement(by, { ...common, ...said } as Statement));
  };
  const self = {
    list,
    root,
    log,
    cosigner,
    request,
    get signing() {
      return signing;
    },
    say,
    period,
    logKey: (fromSeq: number, key: PrivateKey = generateKey()) =>
      say({ use: 'log', key: publicPart(key), log: LOG, fromSeq }).then(() => key),
    timed: async (use: 'cosigner' | 'request', from: number, until: number) => {
      const key = generateKey();
      await say({ use, key: publicPart(key), ...period(from, until) });
      return key;
    },
    revoke: (key: PrivateKey, rest: object) => say({ use: 'revocation', revoked: thumbprint(key), ...rest }),
    async changeRoot(to: PrivateKey = signing.next, prior = digestOfStatements(list)) {
      const after = generateKey();
      await say({ use: 'root', key: publicPart(to), prior }, to, after);
      signing = { root: to, next: after };
      return to;
    },
    verify: (fingerprint = thumbprint(root)): Promise<NodeKeys> =>
      verifyKeyStatements(list, NODE, fingerprint),
  };
  return self;
}

async function begun() {
  const it = history();
  await it.logKey(0, it.log);
  await it.say({ use: 'cosigner', key: publicPart(it.cosigner), ...it.period() });
  await it.say({ use: 'request', key: publicPart(it.request), ...it.period() });
  return it;
}

describe('key chain: a new root', () => {
  it('follows if the one before committed to it, and signs from there on', async () => {
    const node = await begun();
    const second = await node.changeRoot();
    const request = await node.timed('request', -1, 200);
    const keys = await node.verify();
    assert.equal(keys.root, thumbprint(second));
    assert.equal(keys.nextRoot, thumbprint(node.signing.next));
    assert.ok(keysAt(keys, 'request', NOW).some(({ x }) => x === request.x));
    const third = await node.changeRoot();
    assert.equal((await node.verify()).root, thumbprint(third));
  });

  it('is what new peers enrol by, too: it vouches for all that stands before it', async () => {
    const node = await begun();
    const second = await node.changeRoot();
    const keys = await node.verify(thumbprint(second));
    assert.deepEqual(logKeyAt(keys, LOG, 0), publicPart(node.log));
    node.list[1] = node.list[2] as string;
    await assert.rejects(node.verify(thumbprint(second)), refusal('key_statement_invalid'));
  });

  it('is refused if it is not the one that was committed to', async () => {
    const node = await begun();
    await node.changeRoot(generateKey());
    await assert.rejects(node.verify(), refusal('fingerprint_mismatch'));
  });

  it('is refused if the old root signs it: whoever stole that one cannot rotate', async () => {
    const node = await begun();
    const { root, next } = node.signing;
    await node.say({ use: 'root', key: publicPart(next), prior: digestOfStatements(node.list) }, root);
    await assert.rejects(node.verify(), refusal('fingerprint_mismatch'));
  });

  it('is refused if it names other statements before it', async () => {
    const node = await begun();
    await node.changeRoot(node.signing.next, digestOfStatements(node.list.slice(1)));
    await assert.rejects(node.verify(), refusal('key_statement_invalid'));
  });

  it('is the last word: the old root signs nothing after it, whatever it is dated', async () => {
    const node = await begun();
    const { root, next } = node.signing;
    await node.changeRoot();
    await node.say(
      { use: 'request', key: publicPart(generateKey()), ...node.period(), issued: day(-9) },
      root,
      next,
    );
    await assert.rejects(node.verify(), refusal('fingerprint_mismatch'));
  });

  it('cannot be chosen later: all statements of a root commit to one next root', async () => {
    const node = await begun();
    const said = { use: 'request', key: publicPart(generateKey()), ...node.period() };
    await node.say(said, node.root, generateKey());
    await assert.rejects(node.verify(), refusal('key_statement_invalid'));
  });

  it('does not begin a list', async () => {
    const node = history();
    await node.say({ use: 'root', key: publicPart(node.root), prior: digestOfStatements([]) });
    await assert.rejects(node.verify(), refusal('key_statement_invalid'));
  });
});

describe('key chain: log keys', () => {
  it('the key for a number is that of the last statement that starts at or before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 0, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 20 }),
        async (starts, numbers) => {
          const node = await begun();
          const ordered = [...starts].sort((a, b) => a - b);
          const keys: [number, PrivateKey][] = [[0, node.log]];
          for (const start of ordered) keys.push([start, await node.logKey(start)]);
          const known = await node.verify();
          for (const seq of numbers) {
            let due = node.log;
            for (const [start, key] of keys) if (start <= seq) due = key;
            assert.deepEqual(logKeyAt(known, LOG, seq), publicPart(due));
            assert.deepEqual(checkpointKey(known, LOG, seq + 1), publicPart(due));
          }
          assert.deepEqual(documentKey(known, LOG), publicPart(keys.at(-1)?.[1] as PrivateKey));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('what is added later never changes which key an earlier number has', async () => {
    const node = await begun();
    await node.logKey(10);
    for (const start of [0, 5, 10]) {
      const tried = [...node.list];
      await node.logKey(start);
      await assert.rejects(node.verify(), refusal('key_statement_invalid'));
      node.list.splice(0, node.list.length, ...tried);
    }
    await node.logKey(11);
    await node.verify();
  });

  it('a revoked one counts up to its last trusted size for ever, and not beyond', async () => {
    const node = await begun();
    await node.logKey(20);
    await node.revoke(node.log, { lastSize: 12 });
    const keys = await node.verify();
    assert.deepEqual(logKeyAt(keys, LOG, 11), publicPart(node.log));
    assert.deepEqual(checkpointKey(keys, LOG, 12), publicPart(node.log));
    assert.throws(() => logKeyAt(keys, LOG, 12), refusal('key_revoked'));
    assert.throws(() => checkpointKey(keys, LOG, 13), refusal('key_revoked'));
    assert.ok(logKeyAt(keys, LOG, 20));
    assert.deepEqual(checkpointKey(keys, LOG, 0), publicPart(node.log));
  });

  it('the newest one cannot be revoked without a successor: nobody could sign the document', async () => {
    const node = await begun();
    await node.revoke(node.log, { lastSize: 12 });
    await assert.rejects(node.verify(), refusal('key_revoked'));
  });
});

describe('key chain: keys that hold for a time', () => {
  it('overlap; each counts from notBefore until before notAfter', async () => {
    const node = await begun();
    const next = await node.timed('cosigner', 90, 200);
    const keys = await node.verify();
    const at = (number: number) => keysAt(keys, 'cosigner', NOW + number * DAY).map(({ x }) => x);
    assert.deepEqual([at(-2), at(0), at(89)], [[], [node.cosigner.x], [node.cosigner.x]]);
    assert.deepEqual([at(95), at(100), at(200)], [[node.cosigner.x, next.x], [next.x], []]);
  });

  it('a revoked one counts before its revocation', async () => {
    const node = await begun();
    const next = await node.timed('cosigner', -1, 200);
    await node.revoke(node.cosigner, { from: day(10) });
    const keys = await node.verify();
    const at = (time: number) => keysAt(keys, 'cosigner', time).map(({ x }) => x);
    assert.deepEqual(at(NOW + 10 * DAY - 1), [node.cosigner.x, next.x]);
    assert.deepEqual(at(NOW + 10 * DAY), [next.x]);
  });

  it('the key to encrypt to is the newest that holds', async () => {
    const node = await begun();
    assert.equal(encryptionKeyAt(await node.verify(), NOW), undefined);
    const [first, second] = [generateEncryptionKey(), generateEncryptionKey()];
    await node.say({ use: 'encryption', key: publicPart(first), ...node.period(-1, 50) });
    await node.say({ use: 'encryption', key: publicPart(second), ...node.period(20, 90) });
    const keys = await node.verify();
    const at = (number: number) => encryptionKeyAt(keys, NOW + number * DAY)?.x;
    assert.deepEqual([at(0), at(20), at(60), at(90)], [first.x, second.x, second.x, undefined]);
  });
});

describe('key chain: revocations and other uses', () => {
  it('a revocation names a stated key, by a size for a log key, by a time for another', async () => {
    const unfit: [PrivateKey | 'log' | 'request', object][] = [
      [generateKey(), { from: day(1) }],
      ['log', { from: day(1) }],
      ['request', { lastSize: 3 }],
    ];
    for (const [which, rest] of unfit) {
      const node = await begun();
      await node.logKey(20);
      await node.revoke(typeof which === 'string' ? node[which] : which, rest);
      await assert.rejects(node.verify(), refusal('key_statement_invalid'));
    }
    const node = await begun();
    const both = {
      v: 1,
      node: NODE,
      nextRoot: thumbprint(node.signing.next),
      issued: day(0),
      use: 'revocation',
    };
    const jws = await signJws(
      JWS_TYPE.keyStatement,
      { ...both, revoked: thumbprint(node.request), from: day(1), lastSize: 1 },
      node.root,
      true,
    );
    node.list.push(jws);
    await assert.rejects(node.verify(), refusal('key_statement_invalid'));
  });

  it('a use that is not known is signed by the root, kept, and says nothing', async () => {
    const node = await begun();
    const said = {
      v: 1,
      node: NODE,
      nextRoot: thumbprint(node.signing.next),
      use: 'time-stamping',
      what: [1],
    };
    node.list.push(await signJws(JWS_TYPE.keyStatement, said, node.root, true));
    assert.equal((await node.verify()).statements.length, 3);
    node.list.push(await signJws(JWS_TYPE.keyStatement, said, generateKey(), true));
    await assert.rejects(node.verify(), refusal('fingerprint_mismatch'));
  });
});
