import { once } from 'node:events';
import autocannon from 'autocannon';
import type { Load, LoadFigures } from './load.ts';

const [asked] = (await once(process, 'message')) as [Load];
const { url, paths, headers, seconds, perSecond } = asked;
const result = await autocannon({
  url,
  connections: 8,
  duration: seconds,
  requests: paths.map((path) => ({ path })),
  ...(headers === undefined ? {} : { headers }),
  ...(perSecond === undefined ? {} : { overallRate: perSecond }),
});
if (result.non2xx > 0 || result.errors > 0) {
  throw new Error(`${url}: ${result.non2xx} answers were refusals, and ${result.errors} requests failed`);
}
const figures: LoadFigures = { perSecond: result.requests.average, p99: result.latency.p99 };
process.send?.(figures);
process.disconnect();
