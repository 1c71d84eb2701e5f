import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { type BenchRun, compared } from '../figure.ts';
import { bareLoop } from './bare-loop.ts';
import { startBenchNode } from './bench-node.ts';
import { bySeries, type Data, data, ndjsonLine, writeLines } from './data.ts';

/** A fifth of the rows: what a body of several hundred megabytes has. */
const SHARE = 5;

export async function benchHttpIngest(run: BenchRun, directory: string, all: Data): Promise<void> {
  run.say('POST of NDJSON');
  const some = data(all.series / SHARE, all.periods);
  const body = join(directory, 'rows.ndjson');
  await writeLines(body, bySeries(some, ndjsonLine));
  const node = await startBenchNode(join(directory, 'http'));
  try {
    const bare = bareLoop(directory, some);
    const begun = performance.now();
    const rows = await post(node.agencyUrl, node.token, body);
    const seconds = (performance.now() - begun) / 1000;
    if (rows !== some.rows) throw new Error(`${rows} of ${some.rows} rows were stored`);
    run.tell(compared('ingest_http_ratio', 'rows/s', some.rows / seconds, bare));
  } finally {
    await node.stop();
    rmSync(join(directory, 'http'), { recursive: true });
    rmSync(body);
  }
}

/** Returns how many rows were stored. */
export async function post(agencyUrl: string, token: string, file: string): Promise<number> {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const answer = await request(`${agencyUrl}/api/v1/observations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'content-length': String(statSync(file).size),
    },
    body: createReadStream(file, { highWaterMark: 1 << 18 }),
    dispatcher,
  });
  const report = (await answer.body.json()) as { stored: number; revised: number };
  await dispatcher.close();
  if (answer.statusCode !== 200) throw new Error(JSON.stringify(report));
  return report.stored + report.revised;
}
