import { equalBytes } from '../domain/bytes.ts';
import { hasCode } from '../domain/errors.ts';
import { entryDigest, entryLeaf } from '../log/entry-digest.ts';
import { appendLeaf, emptyRange, type Hash, rangeRoot, type TreeNode } from '../log/merkle.ts';
import type { HeldLog, LogStore, StoredEntry } from '../log/port.ts';
import { type Finding, RESTORE } from './finding.ts';

const PAGE = 500;

/** A log as its entries alone give it. */
export interface Recomputed {
  readonly findings: readonly Finding[];
  readonly size: number;
  readonly root: Hash;
  /** Roots at the sizes that were asked for, as far as the entries go. */
  readonly rootAt: ReadonlyMap<number, Hash>;
}

/** Reads every entry of a log, and computes every subtree again. */
export async function recompute(
  store: LogStore,
  { origin, range: { size } }: HeldLog,
  sizes: readonly number[],
): Promise<Recomputed> {
  const findings: Finding[] = [];
  const wanted = new Set(sizes);
  const rootAt = new Map<number, Hash>();
  let range = emptyRange;
  const note = () => {
    if (wanted.has(range.size)) rootAt.set(range.size, rangeRoot(range));
  };
  note();
  for (let from = 0; from < size; from += PAGE) {
    const entries = await store.entries(origin, from, Math.min(PAGE, size - from));
    for (const entry of entries) {
      if (entry.seq !== range.size) break;
      if (isOther(entry)) {
        const what = 'Its content is not what its digest says.';
        findings.push({ where: `${origin}/${entry.seq}`, what, todo: RESTORE });
      }
      const appended = appendLeaf(range, entryLeaf(entry.digest));
      range = appended.range;
      findings.push(...(await wrongNodes(store, origin, appended.nodes)));
      note();
    }
    if (range.size < Math.min(from + PAGE, size)) {
      findings.push({ where: `${origin}/${range.size}`, what: 'The entry is missing.', todo: RESTORE });
      break;
    }
  }
  return { findings, size: range.size, root: rangeRoot(range), rootAt };
}

function isOther({ jws, digest }: StoredEntry): boolean {
  return jws !== undefined && !equalBytes(entryDigest(jws), digest);
}

async function wrongNodes(store: LogStore, origin: string, nodes: readonly TreeNode[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { level, index, hash } of nodes) {
    const where = `${origin}, subtree ${level}/${index}`;
    try {
      const [held] = await store.nodes(origin, [{ level, index }]);
      if (held !== undefined && equalBytes(held, hash)) continue;
      findings.push({ where, what: 'Its hash is not that of its entries.', todo: RESTORE });
    } catch (error) {
      if (!hasCode(error, 'not_found')) throw error;
      findings.push({ where, what: 'It is missing.', todo: RESTORE });
    }
  }
  return findings;
}
