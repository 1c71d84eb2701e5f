import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { registeredMetrics } from '../helpers/metrics.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'metrics.md'), 'utf8');

interface Row {
  readonly name: string;
  readonly type: string;
  readonly labels: string[];
  readonly isLinuxOnly: boolean;
}

/** Rows such as "| `ews_peers` | gauge | `state` | Peers by state |". */
const rowsOf = (text: string): Row[] =>
  [...text.matchAll(/^\| `([a-z0-9_]+)` \| (\w+) \| ([^|]*) \| ([^|]+) \|$/gm)].map(
    ([, name = '', type = '', labels = '', meaning = '']) => ({
      name,
      type,
      labels: [...labels.matchAll(/`([a-z_]+)`/g)].map(([, label = '']) => label),
      isLinuxOnly: meaning.includes('(Linux)'),
    }),
  );

describe('docs/metrics.md', () => {
  const documented = rowsOf(TEXT).filter(({ isLinuxOnly }) => !isLinuxOnly || process.platform === 'linux');
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

  it('names each metric once, with its type and labels, and none that is not there', () => {
    const registered = registeredMetrics();
    assert.ok(registered.length > 50, `only ${registered.length} metrics were found`);
    assert.deepEqual(
      documented.map(({ name, type, labels }) => ({ name, type, labels })).sort(byName),
      registered.sort(byName),
    );
  });

  it('a row is read with all it says', () => {
    assert.deepEqual(
      rowsOf('| `a_b` | gauge | `c`, `d` | What it is (Linux) |\n| `e` | counter | – | X |\n'),
      [
        { name: 'a_b', type: 'gauge', labels: ['c', 'd'], isLinuxOnly: true },
        { name: 'e', type: 'counter', labels: [], isLinuxOnly: false },
      ],
    );
  });
});
