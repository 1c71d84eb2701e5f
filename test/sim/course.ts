import { FAULTS, oldBackup } from './faults.ts';
import { HOSTILITIES } from './hostile.ts';
import type { SimNode } from './node.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What happens in a world, and when: faults, hostile nodes, and what people do. */
export interface Course {
  /** Faults that have begun. */
  readonly faults: number;
  planFaults(): void;
  /** So many acts of people, alone or in bursts, in this time from now on. */
  planActs(count: number, fromMs: number, toMs: number): void;
  begin(name: string, start: () => (() => void) | undefined): void;
  /** Ends whatever can be ended. */
  endAll(): void;
}

export function createCourse(world: World, plan: Plan, hostile: Set<SimNode>, chance: Random): Course {
  const { scheduler, nodes, trace } = world;
  const ends = new Set<() => void>();
  let faults = 0;

  function begin(name: string, start: () => (() => void) | undefined): void {
    faults += 1;
    trace(`fault ${name}`);
    const end = start();
    if (end === undefined) return;
    ends.add(end);
    scheduler.after(chance.int(2_000, 60_000), () => {
      if (!ends.delete(end)) return;
      trace(`end of ${name}`);
      end();
    });
  }

  return {
    begin,
    get faults() {
      return faults;
    },

    planFaults() {
      const names = Object.keys(FAULTS) as (keyof typeof FAULTS)[];
      for (let fault = 0; fault < plan.faults; fault += 1) {
        const name = chance.pick(names);
        const begins = chance.int(3_000, plan.activeMs - 5_000);
        scheduler.after(begins, () => begin(name, () => FAULTS[name](world, chance)));
      }
      if (chance.chance(0.15)) {
        const begins = chance.int(8_000, plan.activeMs / 2);
        scheduler.after(begins, () => begin('oldBackup', () => oldBackup(world, chance)));
      }
      if (chance.chance(0.35)) {
        const node = chance.pick(nodes);
        hostile.add(node);
        const kind = chance.pick(Object.keys(HOSTILITIES) as (keyof typeof HOSTILITIES)[]);
        const begins = chance.int(5_000, plan.activeMs / 2);
        scheduler.after(begins, () => begin(kind, () => HOSTILITIES[kind](world, node, chance)));
      }
    },

    planActs(count, fromMs, toMs) {
      for (let left = count; left > 0; ) {
        const times = Math.min(left, chance.chance(0.6) ? chance.int(3, 12) : 1);
        left -= times;
        scheduler.after(chance.int(fromMs, toMs), () => {
          const node = chance.pick(nodes);
          for (let time = 0; time < times; time += 1) world.workload.act(node);
        });
      }
    },

    endAll() {
      for (const end of ends) end();
      ends.clear();
    },
  };
}
