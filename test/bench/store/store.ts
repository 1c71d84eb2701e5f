import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchRun, compared, measured } from '../figure.ts';
import { bareLoop } from './bare-loop.ts';
import { makeBenchNode } from './bench-node.ts';
import { runCommand } from './command.ts';
import { byPeriod, bySeries, CSV_HEADER, csvLine, type Data, data, nextMonth, writeLines } from './data.ts';
import { benchHttpIngest } from './http-ingest.ts';
import { copyAndMerge } from './postgres.ts';
import { benchReads } from './reads.ts';
import { benchSweep } from './sweep.ts';

/** 194 months of 50,000 series, and 3 % of them revised: 10 million rows. */
const FULL = { series: 50_000, periods: 194 };

/** What the store takes in, keeps and gives out, beside references on the same machine at the same time. */
export async function benchStore(run: BenchRun): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-bench-'));
  run.after(() => rmSync(directory, { recursive: true, force: true }));
  const all = data(run.small ? FULL.series / 10 : FULL.series, FULL.periods);
  run.say(`${all.rows} rows of ${all.series} series`);
  await benchIngest(run, directory, all);
  await benchHttpIngest(run, directory, all);
  await benchReads(run, directory);
  await benchSweep(run, directory);
}

async function benchIngest(run: BenchRun, directory: string, all: Data): Promise<void> {
  const file = (name: string) => join(directory, name);
  await writeLines(file('series.csv'), bySeries(all, csvLine), CSV_HEADER);
  const node = file('by-series');
  await makeBenchNode(node);
  const size = () => statSync(join(node, 'data', 'observations.db')).size;
  const ingest = (name: string, into = node) => runCommand('ingest', file(name), '--dir', into, '--json');

  run.say('bare loop, and ews ingest of a file sorted by series');
  let bare = bareLoop(directory, all);
  const first = await ingest('series.csv');
  if (!run.small) bare = (bare + bareLoop(directory, all)) / 2;
  run.tell(compared('ingest_csv_ratio', 'rows/s', all.rows / first.seconds, bare));
  if (first.memoryMb !== undefined) run.tell(measured('ingest_rss_mb', 'MB', first.memoryMb));
  run.tell(measured('bytes_per_observation', 'bytes', size() / all.rows));

  const before = size();
  const again = await ingest('series.csv');
  run.tell(compared('reingest_ratio', 'rows/s', all.rows / again.seconds, bare));
  run.tell(measured('reingest_growth_bytes', 'bytes', size() - before));

  await writeLines(file('month.csv'), nextMonth(all, csvLine), CSV_HEADER);
  const month = await ingest('month.csv');
  run.tell(measured('monthly_update_s', 's', month.seconds));
  run.tell(measured('bytes_per_observation_updated', 'bytes', size() / (all.rows + all.series)));
  rmSync(node, { recursive: true });

  run.say('the same rows in order of time');
  await writeLines(file('period.csv'), byPeriod(all, csvLine), CSV_HEADER);
  await makeBenchNode(file('by-period'));
  const periods = await ingest('period.csv', file('by-period'));
  run.tell(compared('ingest_period_major_ratio', 'rows/s', all.rows / periods.seconds, bare));
  if (periods.memoryMb !== undefined)
    run.tell(measured('ingest_period_major_rss_mb', 'MB', periods.memoryMb));
  rmSync(file('period.csv'));
  rmSync(file('by-period'), { recursive: true });

  run.say('PostgreSQL: COPY and merge');
  // It takes long: the small form gives it a fifth of the rows.
  const some = run.small ? data(Math.ceil(all.series / 5), all.periods) : all;
  if (run.small) await writeLines(file('series.csv'), bySeries(some, csvLine), CSV_HEADER);
  const seconds = await copyAndMerge(directory, file('series.csv'), run.say);
  run.tell(compared('ingest_csv_vs_pg_ratio', 'rows/s', all.rows / first.seconds, some.rows / seconds));
  rmSync(file('series.csv'));
}
