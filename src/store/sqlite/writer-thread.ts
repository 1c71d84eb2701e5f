import { parentPort, workerData } from 'node:worker_threads';
import { type Adapters, makeAdapters } from './adapters.ts';
import { type Reply, type Request, sendError } from './messages.ts';
import { closeDatabases, type Databases, openDatabases, truncateWal } from './open.ts';
import { unpackPage } from './packed-page.ts';
import { callAdapter, foreignVersion } from './ports.ts';

/** The thread that owns all writes: carries out one request after the other, in the order of their arrival. */
function main(directory: string): void {
  const reply = (message: Reply) => parentPort?.postMessage(message);
  let databases: Databases;
  let adapters: Adapters;
  try {
    databases = openDatabases(directory);
    adapters = makeAdapters(databases);
  } catch (error) {
    reply({ id: 0, failure: sendError(error) });
    return;
  }
  parentPort?.on('message', (request: Request) => {
    reply(answer(request, databases, adapters));
    if (request.kind === 'close') parentPort?.close();
  });
  reply({ id: 0, value: undefined });
}

function answer(request: Request, databases: Databases, adapters: Adapters): Reply {
  try {
    return { id: request.id, value: carryOut(request, databases, adapters) };
  } catch (error) {
    return { id: request.id, failure: sendError(error) };
  }
}

function carryOut(request: Request, databases: Databases, adapters: Adapters): unknown {
  switch (request.kind) {
    case 'write':
      return callAdapter(adapters, request.port, request.method, request.args);
    case 'page':
      return callAdapter(adapters, 'peers', 'storePage', [unpackPage(request.page)]);
    case 'checkpoint':
      return truncateWal(databases);
    case 'version':
      return foreignVersion(databases);
    case 'close':
      truncateWal(databases);
      return closeDatabases(databases);
  }
}

main(workerData as string);
