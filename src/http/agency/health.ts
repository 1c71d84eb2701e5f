import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import type { EwsNode } from '../../node.ts';
import { json, publicAnswers } from './answers.ts';

const Ready = z.object({
  status: z.literal('ready'),
  /** `ready`, or the code for which this node issues nothing; it goes on reading and pulling. */
  log: z.string(),
});

/** For whoever supervises the process. Neither needs a token, and neither is limited. */
export function healthRoutes(scope: FastifyInstance, node: Pick<EwsNode, 'stores' | 'log'>): void {
  const api = scope.withTypeProvider<ZodTypeProvider>();
  const config = { public: true, rateLimit: false } as const;

  api.get(
    '/health/live',
    {
      config,
      schema: {
        tags: ['health'],
        summary: 'Whether the process answers',
        security: [],
        response: publicAnswers({ 200: json('It does', z.object({ status: z.literal('live') })) }),
      },
    },
    async () => ({ status: 'live' as const }),
  );

  api.get(
    '/health/ready',
    {
      config,
      schema: {
        tags: ['health'],
        summary: 'Whether the database answers, and whether the log may be written',
        security: [],
        response: publicAnswers({ 200: json('The node can work', Ready) }),
      },
    },
    async () => {
      await node.stores.ping().catch((cause: unknown) => {
        throw new EwsError('unavailable', 'The database does not answer.', {}, { cause });
      });
      const { state } = node.log;
      return { status: 'ready' as const, log: state.state === 'ready' ? 'ready' : state.code };
    },
  );
}
