import { join } from 'node:path';
import type { Stores } from '../stores.ts';
import { makeAdapters } from './adapters.ts';
import { DATABASE_FILES, type DatabaseFile } from './backup.ts';
import { type BlockFinding, checkBlocks } from './check-blocks.ts';
import { storeError } from './errors.ts';
import { closeDatabases, type Databases, openReadOnly, pendingOf } from './open.ts';
import { asyncPorts, callAdapter, type PortName } from './ports.ts';
import { type StrayReference, strayReferences } from './references.ts';

/** Both files of a node, open for reading only, whether the node runs or not. */
export interface Inspection {
  readonly files: readonly { readonly name: DatabaseFile; readonly path: string }[];
  /** What SQLite finds wrong in a file; empty: nothing. `full` also compares every index with its table. */
  damage(name: DatabaseFile, full: boolean): string[];
  /** Rows that refer to a row that is not there, by table; empty: none. */
  danglingKeys(
    name: DatabaseFile,
  ): { readonly table: string; readonly parent: string; readonly rows: number }[];
  /** Migrations that a file has yet to go through. @throws EwsError `wrong_state`: it is of a newer program */
  pending(name: DatabaseFile): number;
  /** What is wrong with what is held of series, in parts: how many were compared, and what was found. */
  checkBlocks(): Iterable<{ readonly series: number; readonly findings: readonly BlockFinding[] }>;
  /** What refers to something else than it should, beyond what foreign keys say. */
  strayReferences(): StrayReference[];
  /** The reading methods of the ports. @throws EwsError `internal`: the tables are not those of this program */
  stores(): Pick<Stores, PortName>;
  close(): void;
}

/** At most so many findings of SQLite on one file. */
const MAX_DAMAGE = 20;

/** @throws EwsError `unavailable`: a file is not there, or cannot be opened */
export function openInspection(data: string): Inspection {
  const databases = openReadOnly(data);
  const dbOf = (name: DatabaseFile) => databases[keyOf(name)];
  return {
    files: DATABASE_FILES.map((name) => ({ name, path: join(data, name) })),
    damage(name, full) {
      const pragma = full ? 'integrity_check' : 'quick_check';
      const rows = translated(() => dbOf(name).pragma(`${pragma}(${MAX_DAMAGE})`)) as Record<
        string,
        string
      >[];
      return rows.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok');
    },
    danglingKeys(name) {
      const rows = translated(() => dbOf(name).pragma('foreign_key_check')) as {
        table: string;
        parent: string;
      }[];
      const groups = Map.groupBy(rows, ({ table, parent }) => `${table} ${parent}`);
      return [...groups.values()].map((group) => {
        const { table = '', parent = '' } = group[0] ?? {};
        return { table, parent, rows: group.length };
      });
    },
    pending: (name) => translated(() => pendingOf(databases, keyOf(name))),
    checkBlocks: () => checkBlocks(databases.observations),
    strayReferences: () => translated(() => strayReferences(databases.node)),
    stores() {
      const adapters = translated(() => makeAdapters(databases));
      const call = (port: PortName, method: string, args: unknown[]) =>
        callAdapter(adapters, port, method, args);
      return asyncPorts(call, call);
    },
    close: () => closeDatabases(databases),
  };
}

function keyOf(name: DatabaseFile): keyof Databases {
  return name === 'node.db' ? 'node' : 'observations';
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error);
  }
}
