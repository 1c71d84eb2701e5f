import { EwsError } from '../../domain/errors.ts';
import type { Stores } from '../stores.ts';
import { type Adapters, CLASSES } from './adapters.ts';
import { storeError } from './errors.ts';
import type { Databases } from './open.ts';

export type PortName = keyof Adapters;
type Method = (...args: unknown[]) => unknown;

/** Carries out a method of a port, here or in another thread. */
export type Call = (port: PortName, method: string, args: unknown[]) => unknown;

/** The ports by promises: reading methods go through `read`, writing ones through `write`. */
export function asyncPorts(read: Call, write: Call): Pick<Stores, PortName> {
  return {
    observations: asyncPort('observations', read, write),
    uploads: asyncPort('uploads', read, write),
    signals: asyncPort('signals', read, write),
    reports: asyncPort('reports', read, write),
    bulletins: asyncPort('bulletins', read, write),
    log: asyncPort('log', read, write),
    peers: asyncPort('peers', read, write),
    checkpoints: asyncPort('checkpoints', read, write),
    recovery: asyncPort('recovery', read, write),
    links: asyncPort('links', read, write),
    people: asyncPort('people', read, write),
    sources: asyncPort('sources', read, write),
    weeks: asyncPort('weeks', read, write),
  };
}

/** Calls a method of an adapter. What SQLite refuses leaves it in this project's codes. */
export function callAdapter(adapters: Adapters, port: PortName, method: string, args: unknown[]): unknown {
  const adapter = adapters[port] as unknown as Record<string, Method>;
  try {
    return adapter[method]?.(...args);
  } catch (error) {
    throw storeError(error);
  }
}

/** Reads from both files. */
export function ping({ observations, node }: Databases): void {
  requireOpen({ observations, node });
  try {
    for (const db of [observations, node]) db.prepare('SELECT count(*) FROM migration').get();
  } catch (error) {
    throw storeError(error);
  }
}

/** @throws EwsError `unavailable`: the files were closed */
export function requireOpen({ observations, node }: Databases): void {
  if (!observations.open || !node.open) throw new EwsError('unavailable', 'The store is closed.');
}

/**
 * Changes with every commit, whoever makes it: `data_version` counts those of other connections,
 * `total_changes()` the rows that this one wrote.
 */
export function dataVersion({ observations, node }: Databases): string {
  requireOpen({ observations, node });
  const versions = [observations, node].map((db) => {
    const own = db.prepare('SELECT total_changes()').pluck().get();
    return `${db.pragma('data_version', { simple: true })}.${own}`;
  });
  return versions.join('/');
}

/** Changes with every commit of another process. Asked of the connections that write: their own do not count. */
export function foreignVersion({ observations, node }: Databases): string {
  requireOpen({ observations, node });
  return [observations, node].map((db) => db.pragma('data_version', { simple: true })).join('/');
}

function asyncPort<Name extends PortName>(name: Name, read: Call, write: Call): Stores[Name] {
  const port: Record<string, Method> = {};
  const { prototype, writes } = CLASSES[name];
  for (const method of Object.getOwnPropertyNames(prototype)) {
    if (method === 'constructor') continue;
    const call = (writes as readonly string[]).includes(method) ? write : read;
    port[method] = async (...args) => call(name, method, args);
  }
  return port as unknown as Stores[Name];
}
