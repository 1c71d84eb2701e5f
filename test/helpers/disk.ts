import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodePaths } from '../../src/config/paths.ts';
import { toBase64 } from '../../src/domain/bytes.ts';
import { entryLeaf } from '../../src/log/entry-digest.ts';
import { readFence } from '../../src/log/fence.ts';
import { appendLeaf, emptyRange, rangeRoot } from '../../src/log/merkle.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { TestNode } from './nodes.ts';

/** What a node that does not run has on its disk of its own log, computed from the entries alone. */
export interface LogOnDisk {
  /** Base64 roots by size: of the empty log, of one entry, … */
  readonly roots: readonly string[];
  /** What the log's own row says. */
  readonly size: number;
  readonly root: string;
  readonly fence: { readonly size: number; readonly root: string };
}

/** Reads a copy, so that the next start finds the files as the end of the process left them. */
export async function readLogOnDisk({ directory, origin }: TestNode): Promise<LogOnDisk> {
  const paths = nodePaths(directory);
  const copy = mkdtempSync(join(tmpdir(), 'ews-disk-'));
  cpSync(paths.data, copy, { recursive: true });
  const stores = await openStoresInline(copy);
  try {
    const held = await stores.log.ownLog();
    if (held === undefined) throw new Error(`${directory} holds no log`);
    let range = emptyRange;
    const roots = [toBase64(rangeRoot(range))];
    for (const { digest } of await stores.log.entries(origin, 0, 1_000_000)) {
      range = appendLeaf(range, entryLeaf(digest)).range;
      roots.push(toBase64(rangeRoot(range)));
    }
    const fence = readFence(paths.fence);
    return {
      roots,
      size: held.range.size,
      root: toBase64(rangeRoot(held.range)),
      fence: { size: fence.size, root: toBase64(fence.root) },
    };
  } finally {
    await stores.close();
    rmSync(copy, { recursive: true, force: true });
  }
}
