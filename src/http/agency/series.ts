import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { IndicatorCode } from '../../domain/indicator.ts';
import { type Observation, ObservationStatus, SeriesKey } from '../../domain/series.ts';
import { formatInstant, Instant, parseInstant } from '../../domain/time.ts';
import type { ObservationStore } from '../../ingest/port.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json, nothing } from './answers.ts';
import { listOf, present, wholeNumber } from './lists.ts';
import { seriesText } from './series-text.ts';

export const Period = z
  .string()
  .regex(/^[0-9]{4}(-[QW0-9-]{1,5})?$/, 'a period such as 2021, 2021-Q4, 2021-10, 2021-W41 or 2021-10-11');

export const SeriesView = z.object({
  series: SeriesKey,
  indicator: IndicatorCode,
  points: z.number().int(),
  firstPeriod: z.string(),
  lastPeriod: z.string(),
  knownAt: Instant.describe('When something was last learnt of it'),
});

export const Point = z.object({
  period: z.string(),
  value: z.number().optional().describe('Absent exactly when the status is M'),
  status: ObservationStatus,
  knownAt: Instant.describe('The vintage'),
});

const SeriesPoints = z.object({ series: SeriesKey, items: z.array(Point) });

/** JSON, and the revision of the series that it tells of; none if there is no such series. */
interface Answer {
  readonly version: string | undefined;
  readonly body: Buffer;
}

/** An answer, and up to which change of observations it is known to be the right one. */
interface KeptAnswer extends Answer {
  readonly version: string;
  generation: number;
}

/** Of answers, in memory. */
const KEPT_BYTES = 32 * 1024 * 1024;

const ObservationsQuery = z.strictObject({
  series: SeriesKey,
  asOf: Instant.optional().describe('What was known then; absent: all that is known'),
  from: Period.optional(),
  to: Period.optional(),
  limit: wholeNumber(1, 10_000).default(1000),
});

export function seriesRoutes(api: Api, { stores, feed }: EwsNode): void {
  const store = stores.observations;
  const answersKept = new LRUCache<string, KeptAnswer>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + 200,
  });
  const config = { permission: 'read' } as const;
  const tags = ['indicators'];

  api.get(
    '/series',
    {
      config,
      schema: {
        tags,
        summary: 'Series held, of one indicator or of all',
        querystring: z.strictObject({
          indicator: IndicatorCode.optional(),
          after: SeriesKey.optional().describe(
            'Only series whose keys come after this one: the last of the page before',
          ),
          limit: wholeNumber(1, 10_000).default(1000),
        }),
        response: answers({ 200: json('Series', listOf(SeriesView)) }),
      },
    },
    async ({ query }) => {
      const summaries = await store.series(present(query));
      return { items: summaries.map((one) => ({ ...one, knownAt: formatInstant(one.knownAt) })) };
    },
  );

  api.get(
    '/series/observations',
    {
      config,
      schema: {
        tags,
        summary: 'One value for each period, as known at a time',
        querystring: ObservationsQuery,
        response: answers({
          200: json('Observations in order of their periods', SeriesPoints),
          304: nothing('Nothing has changed since the answer of this entity tag'),
        }),
      },
    },
    async (request, reply) => {
      const { version, body } = await answerTo(request.query);
      reply.type('application/json; charset=utf-8');
      if (version === undefined) return reply.send(body as never);
      const tag = `"${version}"`;
      reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      // What is text already needs no serializer.
      return reply.send(body as never);
    },
  );

  /** The answer that was kept, while nothing has changed; while other series have, the store says whether this one has. */
  async function answerTo(query: z.infer<typeof ObservationsQuery>): Promise<Answer> {
    const key = JSON.stringify(query);
    const generation = feed.generation('observations');
    const kept = answersKept.get(key);
    if (kept?.generation === generation) return kept;
    if (kept !== undefined && kept.version === (await store.revision(query.series))) {
      kept.generation = generation;
      return kept;
    }
    const answer = await readAnswer(store, query);
    const { version, body } = answer;
    if (version !== undefined) answersKept.set(key, { version, body, generation });
    return answer;
  }

  api.get(
    '/series/history',
    {
      config,
      schema: {
        tags,
        summary: 'Every vintage of one point',
        querystring: z.strictObject({ series: SeriesKey, period: Period }),
        response: answers({ 200: json('Vintages in the order in which they became known', SeriesPoints) }),
      },
    },
    async ({ query: { series, period } }) => ({
      series,
      items: (await store.history(series, period)).map(pointView),
    }),
  );
}

async function readAnswer(
  store: ObservationStore,
  query: z.infer<typeof ObservationsQuery>,
): Promise<Answer> {
  const { series, asOf, ...rest } = query;
  const known = asOf === undefined ? {} : { asOf: parseInstant(asOf) };
  const columns = await store.columns(series, { ...present(rest), ...known });
  const text = columns === undefined ? JSON.stringify({ series, items: [] }) : seriesText(columns);
  // Keys, periods, numbers and times are ASCII, which needs no encoding.
  return { version: columns?.revision, body: Buffer.from(text, 'latin1') };
}

function pointView({ period, value, status, knownAt }: Observation): z.infer<typeof Point> {
  return { period, value, status, knownAt: formatInstant(knownAt) };
}
