import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * A network of namespaces. Each node has a namespace of its own and, in it, an address by which its peers know
 * it. All packets between two nodes pass the hub, where they are dropped, shaped or delayed; another pair of
 * interfaces leads from each node to the hub for whoever tests, and is never disturbed:
 *
 *     kr 10.78.0.1 ── 10.77.1.2/30 ═╗                      ╔═ 10.77.2.2/30 ── 10.78.0.2 jp
 *        10.79.1.2/30 ──────────────╫── hub (this process) ╫────────────── 10.79.2.2/30
 */
export interface Network {
  readonly names: readonly string[];
  /** The address by which peers know a node. */
  address(name: string): string;
  /** Where the hub reaches it, undisturbed. */
  desk(name: string): string;
  /** Behind the hub, where its packets arrive whatever its address leads to. */
  gateway(name: string): string;
  command(name: string, file: string, args: readonly string[]): readonly [string, readonly string[]];
  /** Drops packets in silence: all from one node to another one, or those of the calls of one to the other. */
  drop(from: string, to: string, what: 'packets' | 'calls'): void;
  /** Delivers packets to every node through a queueing discipline of the kernel. */
  shape(discipline: readonly string[]): void;
  /** Drops each packet with this probability, by a filter of the kernel. */
  lose(share: number): void;
  /** Has the addresses of nodes lead to the hub itself instead, where something may stand for them. */
  intercept(): void;
  heal(): void;
  remove(): void;
}

export const FEDERATION_PORT = 8443;
export const AGENCY_PORT = 8080;

/** Runs a command; what it says goes into the error. */
export function run(file: string, ...args: string[]): string {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${file} ${args.join(' ')}: ${stderr?.trim() || (error as Error).message}`);
  }
}

const ip = (line: string) => run('ip', ...line.split(' '));

/** Makes the network around the namespace that this process runs in. */
export function makeNetwork(prefix: string, names: readonly string[]): Network {
  const number = (name: string) => names.indexOf(name) + 1;
  const space = (name: string) => `${prefix}-${name}`;
  const address = (name: string) => `10.78.0.${number(name)}`;
  const gateway = (name: string) => `10.77.${number(name)}.2`;
  const desk = (name: string) => `10.79.${number(name)}.2`;
  const rules: string[] = [];
  let shaped = false;
  let filtered = false;
  let intercepted = false;

  function route(name: string): void {
    ip(`route replace ${address(name)}/32 via ${gateway(name)}`);
  }

  ip('link set lo up');
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  for (const name of names) {
    const n = number(name);
    ip(`netns add ${space(name)}`);
    for (const [kind, net] of [
      ['data', 77],
      ['desk', 79],
    ] as const) {
      ip(`link add ${kind}${n} type veth peer name ${kind} netns ${space(name)}`);
      ip(`addr add 10.${net}.${n}.1/30 dev ${kind}${n}`);
      ip(`link set ${kind}${n} up`);
      ip(`-n ${space(name)} addr add 10.${net}.${n}.2/30 dev ${kind}`);
      ip(`-n ${space(name)} link set ${kind} up`);
    }
    ip(`-n ${space(name)} link set lo up`);
    ip(`-n ${space(name)} addr add ${address(name)}/32 dev lo`);
    ip(`-n ${space(name)} route add default via 10.77.${n}.1`);
    route(name);
  }

  return {
    names,
    address,
    desk,
    gateway,
    command: (name, file, args) => ['ip', ['netns', 'exec', space(name), file, ...args]],
    drop(from, to, what) {
      const calls = what === 'calls' ? ` ipproto tcp dport ${FEDERATION_PORT}` : '';
      // A node calls from the one address, and is called at the other one.
      for (const target of [address(to), gateway(to)]) {
        const rule = `iif data${number(from)} to ${target}${calls} blackhole`;
        ip(`rule add ${rule}`);
        rules.push(rule);
      }
    },
    shape(discipline) {
      for (const name of names)
        run('tc', 'qdisc', 'add', 'dev', `data${number(name)}`, 'root', ...discipline);
      shaped = true;
    },
    lose(share) {
      for (const name of names) loseBeforeSending(`data${number(name)}`, share);
      filtered = true;
    },
    intercept() {
      for (const name of names) {
        ip(`route del ${address(name)}/32`);
        ip(`addr add ${address(name)}/32 dev lo`);
      }
      intercepted = true;
    },
    heal() {
      for (const rule of rules.splice(0)) ip(`rule del ${rule}`);
      for (const name of names) {
        if (shaped) run('tc', 'qdisc', 'del', 'dev', `data${number(name)}`, 'root');
        if (filtered) run('tc', 'qdisc', 'del', 'dev', `data${number(name)}`, 'clsact');
        if (!intercepted) continue;
        ip(`addr del ${address(name)}/32 dev lo`);
        route(name);
      }
      shaped = filtered = intercepted = false;
    },
    remove() {
      for (const name of names) {
        try {
          ip(`netns del ${space(name)}`);
        } catch {
          // It was not made yet, or is gone already.
        }
      }
    },
  };
}

/** Classic BPF: load a random number; drop (2) below the share, otherwise go on (-1). */
export function loseBeforeSending(device: string, share: number): void {
  const random = 0xff_ff_f0_00 + 56;
  const below = Math.round(share * 2 ** 32);
  const program = `4,32 0 0 ${random},53 1 0 ${below},6 0 0 2,6 0 0 4294967295`;
  run('tc', 'qdisc', 'add', 'dev', device, 'clsact');
  run('tc', 'filter', 'add', 'dev', device, 'egress', 'bpf', 'direct-action', 'bytecode', program);
}
