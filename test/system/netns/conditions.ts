import { execFileSync } from 'node:child_process';
import { run } from './network.ts';

/** Why the network cannot be made on this machine; undefined where it can. */
export function whyNotRunnable(): string | undefined {
  if (process.platform !== 'linux') return `namespaces are Linux's, this is ${process.platform}`;
  for (const tool of ['ip', 'tc', 'mount']) {
    if (!isThere(tool)) return `${tool} is not installed (iproute2, util-linux)`;
  }
  if (process.getuid?.() !== 0) return 'namespaces are made by root: run it as root, in a machine of its own';
  const name = `ews-probe-${process.pid}`;
  try {
    run('ip', 'netns', 'add', name);
    run('ip', '-n', name, 'link', 'add', 'probe0', 'type', 'veth', 'peer', 'name', 'probe1');
    run('ip', '-n', name, 'rule', 'add', 'from', '10.0.0.1', 'ipproto', 'tcp', 'dport', '1', 'blackhole');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    try {
      run('ip', 'netns', 'del', name);
    } catch {
      // It could not be made.
    }
  }
}

function isThere(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether the kernel has the queueing discipline that delays and loses packets. */
export function hasNetem(): boolean {
  try {
    run('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms');
    run('tc', 'qdisc', 'del', 'dev', 'lo', 'root');
    return true;
  } catch {
    return false;
  }
}
