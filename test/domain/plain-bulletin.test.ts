import assert from 'node:assert/strict';
import { it } from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from '../../src/domain/canonical.ts';
import { Envelope } from '../../src/domain/envelope.ts';
import { ReceivedBulletinBody } from '../../src/domain/four-eyes.ts';
import { isPlainBulletin, plainBody } from '../../src/domain/plain-bulletin.ts';
import { envelopeOf } from '../bench/federation/content.ts';

const NODE = 'kr.ews.example';

function plain(): Record<string, unknown> {
  const envelope = structuredClone(envelopeOf(`${NODE}/log/1`, NODE, 7)) as Record<string, unknown>;
  return envelope;
}

/** Every place of a value, with what stands there. */
function* places(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [...path, name];
    yield* places(member, [...path, name]);
  }
}

type Holder = Record<string, unknown>;

function holderOf(value: unknown, path: readonly string[]): Holder {
  return path.slice(0, -1).reduce((at, name) => at[name] as Holder, value as Holder);
}

const ODD: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, 2 ** 53, '', '*', 'x', 'issue', 'update', 'serious', 'RED'],
  ...['2026-02-30T00:00:00Z', '2026-01-05T00:00:00Z', '2026-02-28T24:00:00Z', 'a'.repeat(20_001), '12', '1'],
  ...['en', 'kr.ews.example', 'KR', 'kr.ews.example/2026-01-05/00000007', 'x.example/2026-01-05/00000007'],
  ...[[], {}, ['kr.ews.example'], ['kr.ews.example', 'kr.ews.example'], ['*'], [{}], [[]], { en: 'x' }],
  ...[
    { en: '' },
    { fr: 'x' },
    { en: 'x', fr: 'y' },
    new Array(51).fill({}),
    'kr.ews.example\n',
    '2'.repeat(43),
  ],
];

function requireSame(value: unknown): boolean {
  if (!isPlainBulletin(value)) return false;
  assert.deepEqual(Envelope.parse(value), value);
  assert.deepEqual(ReceivedBulletinBody.parse(value.body), value.body);
  assert.equal(plainBody(value), value.body);
  return true;
}

it('a plain bulletin: is recognised', () => {
  assert.ok(requireSame(plain()));
  const limited = { ...plain(), aud: ['jp.ews.example'], tlp: 'RED' };
  assert.ok(requireSame(limited));
});

it('a plain bulletin: whatever is put in any place, what is recognised is what the schemas return', () => {
  let [tried, recognised] = [0, 0];
  for (const path of places(plain())) {
    for (const odd of ODD) {
      const changed = plain();
      const holder = holderOf(changed, path);
      if (odd === undefined && Array.isArray(holder)) continue;
      if (odd === undefined) delete holder[path.at(-1)!];
      else holder[path.at(-1)!] = odd;
      tried += 1;
      if (requireSame(changed)) recognised += 1;
    }
    const more = plain();
    const holder = holderOf(more, path);
    if (Array.isArray(holder)) continue;
    holder.more = 1;
    assert.equal(isPlainBulletin(more), false, `a further member beside ${path.join('.')}`);
  }
  assert.ok(tried > 1_500 && recognised > 20 && recognised < tried / 5, `${recognised} of ${tried}`);
});

it('canonical JSON: of any value is what the library makes of it', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('0', '10', '9', '01', '-1', '__proto__', 'é', 'ab', 'a'),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'medium' },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(names, tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, (each) => assert.equal(canonicalJson(each), canonicalize(each))),
    { numRuns: 500 },
  );
});

it('canonical JSON: refuses what the library refuses', () => {
  for (const bad of [Number.NaN, { a: Number.POSITIVE_INFINITY }, ['\ud800'], { '\ud800': 1 }, undefined])
    assert.throws(() => canonicalJson(bad));
});

it('canonical JSON: follows toJSON, and leaves out what has no JSON form, as the library does', () => {
  const values = [new Date(0), { a: undefined, b: [undefined, new Date(0)] }, Object.create(null), new Map()];
  for (const each of values) assert.equal(canonicalJson(each), canonicalize(each));
});
