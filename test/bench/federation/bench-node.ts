import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILED } from '../../helpers/nodes.ts';
import { peakMemory } from '../store/command.ts';
import type { FromNode, ToNode } from './messages.ts';
import type { NodeFolder } from './node-folder.ts';

/** A node process of the bench. */
export interface BenchNode {
  readonly folder: NodeFolder;
  /** Has it do something, and returns the CPU time that it has used in all, in ms. */
  tell(message: ToNode): Promise<number>;
  /** The next message of a kind that is as wished. */
  next<Kind extends FromNode['kind']>(
    kind: Kind,
    wished?: (message: Extract<FromNode, { kind: Kind }>) => boolean,
  ): Promise<Extract<FromNode, { kind: Kind }>>;
  /** Of its whole life, in MB; absent where /proc does not tell. */
  peakMemory(): number | undefined;
  stop(): Promise<void>;
}

/** Starts the node of a folder, and waits until it listens. */
export async function startNode(folder: NodeFolder, execArgv: readonly string[] = []): Promise<BenchNode> {
  const out = openSync(join(folder.directory, 'node.log'), 'a');
  const child = fork(new URL('./node-process.ts', import.meta.url), [folder.directory], {
    stdio: ['ignore', out, out, 'ipc'],
    // As the container and `npm start` start it.
    execArgv: ['--max-semi-space-size=4', ...execArgv],
    env: { ...process.env, ...COMPILED },
  });
  closeSync(out);
  const node: BenchNode = {
    folder,
    next: (kind, wished = () => true) => next(child, folder, kind, wished),
    async tell(message) {
      const done = node.next('done');
      child.send(message);
      const { error, cpuMs } = await done;
      if (error !== undefined) throw new Error(`${folder.node}: ${error}`);
      return cpuMs;
    },
    peakMemory: () => peakMemory(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
  await node.next('ready');
  return node;
}

function next<Kind extends FromNode['kind']>(
  child: ChildProcess,
  { directory }: NodeFolder,
  kind: Kind,
  wished: (message: Extract<FromNode, { kind: Kind }>) => boolean,
): Promise<Extract<FromNode, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: FromNode) => {
      if (message.kind !== kind || !wished(message as Extract<FromNode, { kind: Kind }>)) return;
      stop();
      resolve(message as Extract<FromNode, { kind: Kind }>);
    };
    const ended = () => {
      stop();
      const log = readFileSync(join(directory, 'node.log'), 'utf8');
      reject(new Error(`The node of ${directory} ended: ${log.slice(-2000)}`));
    };
    const stop = () => {
      child.off('message', listen);
      child.off('exit', ended);
    };
    child.on('message', listen);
    child.on('exit', ended);
  });
}
