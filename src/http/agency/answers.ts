import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ErrorCode } from '../../domain/errors.ts';
import { AGENCY_STATUSES, PROBLEM_TYPE, statusOf } from '../errors.ts';
import { schemas } from './schemas.ts';

/** A part of the agency's API: requests and answers have the types of their zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** RFC 9457, with the code to act on and what belongs to it. */
export const Problem = z.looseObject({
  type: z.string().meta({ example: 'urn:ews:error:wrong_state' }),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** The request's id, which the log has too. */
  instance: z.string(),
  code: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
schemas.add(Problem, { id: 'Problem' });

/** An answer in JSON. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer in plain text. */
export function plainText(description: string) {
  return { description, content: { 'text/plain': { schema: z.string() } } };
}

/** An answer that goes on: server-sent events. */
export function eventStream(description: string) {
  return { description, content: { 'text/event-stream': { schema: z.string() } } };
}

/** An answer without a body. */
export function nothing(description: string) {
  return z.undefined().describe(description);
}

/** Refusals that any route may make; a public route does not ask for a token. */
const COMMON: readonly ErrorCode[] = ['invalid_input', 'rate_limited', 'unavailable', 'internal'];
const SIGNED_IN: readonly ErrorCode[] = ['unauthenticated', 'forbidden'];

/** A refusal that a route makes with another status than the one of its code. */
interface OwnRefusal {
  readonly status: number;
  readonly description: string;
}

/**
 * The answers of a route that needs a token: those that it makes itself, and a problem document for each
 * refusal. Only the former are in the type, since refusals are thrown.
 */
export function answers<Ok extends object>(ok: Ok, ...refusals: (ErrorCode | OwnRefusal)[]): Ok {
  return { ...problems([...COMMON, ...SIGNED_IN, ...refusals]), ...ok };
}

/** The same for a route without a token. */
export function publicAnswers<Ok extends object>(ok: Ok, ...refusals: (ErrorCode | OwnRefusal)[]): Ok {
  return { ...problems([...COMMON, ...refusals]), ...ok };
}

/** By status, with the codes that it stands for. */
function problems(refusals: readonly (ErrorCode | OwnRefusal)[]): Record<number, object> {
  const described = refusals.map((refusal) =>
    typeof refusal === 'string'
      ? { status: statusOf(refusal, AGENCY_STATUSES), description: refusal }
      : refusal,
  );
  const byStatus = Map.groupBy(described, ({ status }) => status);
  const responses = [...byStatus].map(([status, group]) => [
    status,
    {
      description: group.map(({ description }) => description).join(', '),
      content: { [PROBLEM_TYPE]: { schema: Problem } },
    },
  ]);
  return Object.fromEntries(responses);
}
