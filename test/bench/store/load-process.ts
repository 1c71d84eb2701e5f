import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { Pool } from 'undici';
import type { Load, LoadFigures } from './load.ts';

const CONNECTIONS = 8;

/** As many as are answered, one after the other on each connection. */
async function asFastAsItGoes({ url, paths, headers, seconds }: Load): Promise<LoadFigures> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: paths.map((path) => ({ path })),
    ...(headers === undefined ? {} : { headers }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were refusals, and ${result.errors} requests failed`);
  }
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}

/** One every so often, whether the one before was answered or not: what waits is counted as waiting. */
async function atARate({ url, paths, headers = {}, seconds }: Load, perSecond: number): Promise<LoadFigures> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const waited: number[] = [];
  const ask = async (path: string, due: number) => {
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers: { ...headers } });
    await body.dump();
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
    waited.push(performance.now() - due);
  };
  const begun = performance.now();
  const asked: Promise<void>[] = [];
  for (let each = 0; each < seconds * perSecond; each++) {
    const due = begun + (each * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    asked.push(ask(paths[each % paths.length]!, due));
  }
  await Promise.all(asked);
  await pool.close();
  const sorted = waited.sort((a, b) => a - b);
  return { perSecond, p99: sorted[Math.ceil(sorted.length * 0.99) - 1]! };
}

process.on('message', async (load: Load) => {
  process.send?.(await (load.perSecond === undefined ? asFastAsItGoes(load) : atARate(load, load.perSecond)));
});
