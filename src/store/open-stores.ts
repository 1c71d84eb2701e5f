import { EwsError } from '../domain/errors.ts';
import type { VerifiedPage } from '../federation/port.ts';
import { type Adapters, makeAdapters } from './sqlite/adapters.ts';
import { closeDatabases, type Databases, openDatabases, openReadOnly, truncateWal } from './sqlite/open.ts';
import { packPage } from './sqlite/packed-page.ts';
import {
  asyncPorts,
  type Call,
  callAdapter,
  dataVersion,
  foreignVersion,
  ping,
  requireOpen,
} from './sqlite/ports.ts';
import { Writer } from './sqlite/writer.ts';
import type { Stores } from './stores.ts';

export interface OpenOptions {
  /**
   * Called once if the writer thread ends by itself; calls under way are rejected with `unavailable`, and so
   * are later ones. Absent: the error is thrown, which ends the process.
   */
  readonly onWriterFailure?: (error: EwsError) => void;
}

/**
 * Opens the store of a node in `directory` (`node.db` and `observations.db`, made if need be). Writing methods
 * run in a thread of their own, one after the other; reading ones run at once, on connections of this thread.
 * @throws EwsError `unavailable`; `wrong_state`: the files belong to a newer version
 */
export async function openStores(directory: string, options: OpenOptions = {}): Promise<Stores> {
  const writer = new Writer(directory, options.onWriterFailure ?? rethrow);
  let started = false;
  try {
    await writer.started();
    started = true;
    return threadedStores(writer, openReadOnly(directory));
  } catch (error) {
    if (started) await writer.close();
    throw error;
  }
}

/** The same ports without threads: for tests, simulations and single commands. `:memory:` leaves no files. */
export async function openStoresInline(directory: string): Promise<Stores> {
  const databases = openDatabases(directory);
  const call = callOn(databases, makeAdapters(databases));
  return {
    ...asyncPorts(call, call),
    dataVersion: async () => dataVersion(databases),
    foreignVersion: async () => foreignVersion(databases),
    ping: async () => ping(databases),
    checkpointWal: async () => {
      requireOpen(databases);
      truncateWal(databases);
    },
    close: async () => {
      if (databases.node.open) truncateWal(databases);
      closeDatabases(databases);
    },
  };
}

/** The ports for a thread beside that reads and never writes. */
export interface ReadingStores extends Pick<Stores, 'observations' | 'signals'> {
  /**
   * Has all reads of some work see the store as it is at its first one, and saves each the lock. One work at a time, and
   * no long one: what is written meanwhile stays in the write-ahead log.
   */
  together<T>(work: () => Promise<T>): Promise<T>;
}

/** The files have to exist. */
export function openReadingStores(directory: string): ReadingStores {
  const databases = openReadOnly(directory);
  const files = [databases.observations, databases.node];
  const read = callOn(databases, makeAdapters(databases));
  const { observations, signals } = asyncPorts(read, (port, method) => {
    throw new EwsError('wrong_state', `${port}.${method} writes, and these ports only read.`);
  });
  return {
    observations,
    signals,
    async together(work) {
      for (const file of files) file.exec('BEGIN');
      try {
        // These connections are the thread's own: nobody else's statement comes in between.
        return await work();
      } finally {
        for (const file of files) file.exec('COMMIT');
      }
    },
  };
}

function threadedStores(writer: Writer, readers: Databases): Stores {
  const read = callOn(readers, makeAdapters(readers));
  const write: Call = (port, method, args) =>
    port === 'peers' && method === 'storePage'
      ? writer.call({ kind: 'page', page: packPage(args[0] as VerifiedPage) })
      : writer.call({ kind: 'write', port, method, args });
  return {
    ...asyncPorts(read, write),
    dataVersion: async () => dataVersion(readers),
    foreignVersion: async () => (await writer.call({ kind: 'version' })) as string,
    ping: async () => {
      writer.requireAlive();
      ping(readers);
    },
    checkpointWal: async () => {
      await writer.call({ kind: 'checkpoint' });
    },
    close: async () => {
      // Readers first: the writer cannot empty a write-ahead log that somebody has open.
      closeDatabases(readers);
      await writer.close();
    },
  };
}

function callOn(databases: Databases, adapters: Adapters): Call {
  return (port, method, args) => {
    requireOpen(databases);
    return callAdapter(adapters, port, method, args);
  };
}

function rethrow(error: EwsError): void {
  throw error;
}
