import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, formatPeriod } from '../../../src/domain/time.ts';
import { type BenchRun, compared, type Figure } from '../figure.ts';
import { startBareRoute } from './bare-route.ts';
import { makeBenchNode, startNode } from './bench-node.ts';
import { runCommand } from './command.ts';
import {
  bySeries,
  CSV_HEADER,
  data,
  keyOf,
  ndjsonLine,
  ordinalOf,
  publishedAt,
  valueAt,
  writeLines,
} from './data.ts';
import { post } from './http-ingest.ts';
import { endLoad, type Load, load } from './load.ts';

const POINTS = 240;
const VINTAGES = 3;
/** More than the cache of answers holds. */
const SERIES = 2_200;
/** Asked for again and again. */
const WARM = 50;

/** Series of 20 years of months with three vintages each, over HTTP, beside a bare Fastify route with the same bytes. */
export async function benchReads(run: BenchRun, directory: string): Promise<void> {
  run.say('reads');
  const folder = join(directory, 'reads');
  const { agencyUrl } = await makeBenchNode(folder);
  const file = join(directory, 'reads.csv');
  await writeLines(file, revisedSeries(), CSV_HEADER);
  await runCommand('ingest', file, '--dir', folder, '--json');
  rmSync(file);
  const node = await startNode(folder, agencyUrl);
  try {
    const seconds = run.small ? 1 : 6;
    const paths = [...Array(SERIES).keys()].map(pathOf);
    const asOf = formatInstant(publishedAt(POINTS, 1));
    const old = paths.map((path) => `${path}&asOf=${asOf}`);
    const headers = { authorization: `Bearer ${node.token}` };
    const answer = await fetch(`${agencyUrl}${paths[0]}`, { headers });
    const bare = await startBareRoute(await answer.text());
    try {
      /** Beside one another, in turns: machines are noisy. */
      const beside = async (name: string, asked: readonly string[]): Promise<Figure> => {
        const [ours, theirs]: [number[], number[]] = [[], []];
        for (let turn = 0; turn < (run.small ? 2 : 3); turn++) {
          theirs.push((await load({ url: bare.url, paths: ['/'], seconds: seconds / 2 })).perSecond);
          ours.push((await load({ url: agencyUrl, paths: asked, headers, seconds: seconds / 2 })).perSecond);
        }
        return compared(name, 'answers/s', middle(ours), middle(theirs));
      };
      await load({ url: agencyUrl, paths: paths.slice(0, WARM), headers, seconds: 1 });
      run.tell(await beside('read_warm_ratio', paths.slice(0, WARM)));
      run.tell(await beside('read_cold_ratio', paths));
      run.tell(await beside('read_asof_ratio', old));
    } finally {
      await bare.stop();
    }
    await benchPatience(
      run,
      directory,
      { url: agencyUrl, paths, headers, seconds: run.small ? 1 : 3, perSecond: 200 },
      node.token,
    );
  } finally {
    endLoad();
    await node.stop();
    rmSync(folder, { recursive: true });
  }
}

/** How long the slowest hundredth waits, without anything else and while rows come in over HTTP. */
async function benchPatience(run: BenchRun, directory: string, reading: Load, token: string): Promise<void> {
  const body = join(directory, 'meanwhile.ndjson');
  await writeLines(body, bySeries(data(run.small ? 6_000 : 20_000, 194), ndjsonLine));
  if (!run.small) await load(reading);
  const idle = await load(reading);
  let isOver = false;
  const ingest = post(reading.url, token, body).finally(() => {
    isOver = true;
  });
  const busy = await load(reading);
  if (isOver) run.say('The ingest was over before the reading was.');
  await ingest;
  run.tell(compared('read_p99_under_ingest_ratio', 'ms', busy.p99, idle.p99));
  rmSync(body);
}

function pathOf(series: number): string {
  return `/api/v1/series/observations?series=${encodeURIComponent(keyOf(series))}&limit=${POINTS}`;
}

function* revisedSeries(): Generator<string> {
  for (let series = 0; series < SERIES; series++) {
    let text = '';
    for (let period = 0; period < POINTS; period++) {
      for (let vintage = 0; vintage < VINTAGES; vintage++) {
        const known = formatInstant(publishedAt(period, vintage));
        text += `${keyOf(series)},${formatPeriod('M', ordinalOf(period))},${valueAt(series, period, vintage)},${known}\n`;
      }
    }
    yield text;
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(values.length - 1) >> 1]! + sorted[values.length >> 1]!) / 2;
}
