import type { Db } from '../../src/store/sqlite/open.ts';

type Statement = Record<string, (...given: unknown[]) => unknown>;

/** What stays as it was set, for every later run of a statement. */
const SETTINGS = ['pluck', 'raw'];
const RUNS = ['run', 'get', 'all', 'iterate', 'columns'];

/**
 * Makes a statement when it is first run. A simulated node starts hundreds of times and has a few hundred statements,
 * of which one life uses a third: making all of them was a twentieth of the time of a world.
 */
export function prepareLazily(db: Db): void {
  const prepare = db.prepare.bind(db) as unknown as (source: string) => Statement;
  db.prepare = ((source: string) => {
    let made: Statement | undefined;
    const settings: string[] = [];
    const statement = (): Statement => {
      if (made !== undefined) return made;
      made = prepare(source);
      for (const setting of settings) made[setting]!();
      return made;
    };
    const lazy: Statement = {};
    for (const name of RUNS) lazy[name] = (...given) => statement()[name]!(...given);
    for (const name of SETTINGS) {
      lazy[name] = () => {
        settings.push(name);
        return lazy;
      };
    }
    return lazy;
  }) as never;
}
