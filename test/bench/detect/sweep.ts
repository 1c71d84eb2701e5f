import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ordinalAt } from '../../../src/domain/time.ts';
import { SqliteObservations } from '../../../src/store/sqlite/observations.ts';
import { closeDatabases, openDatabases, truncateWal } from '../../../src/store/sqlite/open.ts';
import { type BenchRun, compared } from '../figure.ts';
import { makeBenchNode, startNode } from '../store/bench-node.ts';
import { keyOf } from '../store/data.ts';
import { endLoad, type Load, load } from '../store/load.ts';
import { plainLoop } from './plain-loop.ts';
import { batchOf, type Months, watchedCatalogue } from './series.ts';

/** 36 million observations. */
const FULL = { series: 200_000, periods: 180 };
const SERIES_AT_ONCE = 200;
const ASK_MS = 50;
const READS_PER_SECOND = 200;
const READ_SERIES = 2_000;

type Db = ReturnType<typeof openDatabases>['observations'];

/**
 * A node to which all series are new at once: how fast it judges them, from the first that is recorded to the last, and
 * how long its answers take meanwhile.
 */
export async function benchSweep(run: BenchRun, directory: string): Promise<void> {
  run.say('a node with all series');
  const all: Months = {
    series: run.small ? FULL.series / 10 : FULL.series,
    periods: FULL.periods,
    newest: ordinalAt('M', Date.now()) - 2,
  };
  const folder = join(directory, 'sweep');
  const { agencyUrl } = await makeBenchNode(folder, { indicators: watchedCatalogue(), detects: true });
  const databases = openDatabases(join(folder, 'data'));
  run.after(() => closeDatabases(databases));
  fill(databases.observations, all);
  truncateWal(databases);
  const node = await startNode(folder, agencyUrl);
  try {
    const reading: Load = {
      url: agencyUrl,
      paths: Array.from({ length: READ_SERIES }, (_, each) => pathOf(each)),
      headers: { authorization: `Bearer ${node.token}` },
      seconds: run.small ? 1 : 8,
      perSecond: READS_PER_SECOND,
    };
    const idle = await idleAfterWarmth(reading);
    run.say('the sweep');
    const { busy, perSecond } = await sweep(run, databases.observations, all, reading);
    const plain = plainLoop(run.small ? 100 : 1_000, all.periods);
    run.tell(compared('detect_sweep_obs_per_s', 'observations/s', perSecond, plain));
    run.tell(compared('detect_read_p99_ratio', 'ms', busy.p99, idle.p99));
  } finally {
    endLoad();
    await node.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Whatever runs for the first time is slow. */
async function idleAfterWarmth(reading: Load) {
  await load({ ...reading, seconds: 1 });
  return load(reading);
}

async function sweep(run: BenchRun, db: Db, { series, periods, newest }: Months, reading: Load) {
  const countDue = db.prepare('SELECT count(*) FROM series WHERE due_from IS NOT NULL').pluck();
  const until = async (isSo: (due: number) => boolean) => {
    for (;;) {
      const due = countDue.get() as number;
      if (isSo(due)) return { due, at: performance.now() };
      await sleep(ASK_MS);
    }
  };
  // As an import leaves them.
  db.prepare('UPDATE series SET due_from = ?, revision = revision + 1').run(newest - periods + 1);
  const begun = await until((due) => due < series);
  let isOver = false;
  const ended = until((due) => due === 0).finally(() => {
    isOver = true;
  });
  const busy = await load(reading);
  if (isOver) run.say('The sweep was over before the reading was.');
  const seconds = ((await ended).at - begun.at) / 1000;
  return { busy, perSecond: (begun.due * periods) / seconds };
}

/** What is stored has been judged: nothing is due yet. */
function fill(db: Db, all: Months): void {
  const store = new SqliteObservations(db);
  store.putIndicators(watchedCatalogue());
  for (let from = 0; from < all.series; from += SERIES_AT_ONCE)
    store.append(batchOf(from, SERIES_AT_ONCE, all), { id: 1, knownAt: 0 });
  db.exec('UPDATE series SET due_from = NULL, derive_from = NULL');
}

function pathOf(series: number): string {
  return `/api/v1/series/observations?series=${encodeURIComponent(keyOf(series))}&limit=180`;
}
