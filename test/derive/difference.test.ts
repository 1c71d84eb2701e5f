import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Written } from '../../src/derive/columns.ts';
import { difference } from '../../src/derive/difference.ts';
import { vintagesOf } from './build.ts';

const rows = fc
  .array(
    fc.record({
      ordinal: fc.integer({ min: 0, max: 6 }),
      value: fc.integer({ min: 0, max: 2 }),
      status: fc.constant('A' as const),
      knownAt: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 14 },
  )
  .map((all) => vintagesOf('OUT/KR', all));

type Held = ReturnType<typeof vintagesOf>;

function part(of: Held, keep: (ordinal: number) => boolean): Written {
  const written = new Written();
  for (const [row, ordinal] of of.ordinals.entries())
    if (keep(ordinal)) written.push(ordinal, of.values[row]!, of.statuses[row]!, of.knownAt[row]!);
  return written;
}

const listed = (of: { ordinals: ArrayLike<number>; values: ArrayLike<number>; knownAt: ArrayLike<number> }) =>
  Array.from(of.ordinals, (ordinal, row) => `${ordinal} @${of.knownAt[row]} ${of.values[row]}`);

test('difference: written out, it makes what was computed of what is held', () => {
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 0, max: 7 }), (held, computed, from) => {
      const wanted = [...listed(part(held, (o) => o < from)), ...listed(part(computed, (o) => o >= from))];
      const found = difference(
        held,
        part(computed, (ordinal) => ordinal >= from),
        from,
      );
      if (found.kind === 'none') assert.deepEqual(listed(held), wanted);
      if (found.kind === 'added')
        assert.deepEqual([...listed(held), ...listed(found.rows)].sort(), [...wanted].sort());
      if (found.kind === 'changed') {
        assert.deepEqual(listed(found.vintages), wanted);
        const before = (all: string[]) => all.filter((row) => Number(row.split(' ')[0]) < found.fromOrdinal);
        assert.deepEqual(before(listed(held)), before(wanted));
        assert.notDeepEqual(listed(held), wanted);
      }
    }),
  );
});

test('difference: all of a series that is not held is added, and nothing of nothing', () => {
  const written = part(vintagesOf('OUT/KR', [{ ordinal: 1, value: 1, status: 'A', knownAt: 1 }]), () => true);
  assert.equal(difference(undefined, written, 0).kind, 'added');
  assert.equal(difference(undefined, new Written(), 0).kind, 'none');
});
