import { formatInstant } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import { sessionOf } from '../auth.ts';
import { formatEvent } from '../live-stream.ts';
import { LiveStreams } from '../live-streams.ts';
import { type Api, answers, eventStream } from './answers.ts';

/** How soon a browser connects again. */
const RETRY_MS = 2_000;

const DESCRIPTION = [
  '`hello` `{"node":…,"business":…}` first, then `change` `{"topics":[…]}` with what to ask for again,',
  'and a comment every 15 s. It ends with the session; changes in between are not told again.',
].join(' ');

/** Tells browsers what changed. */
export function liveRoutes(api: Api, node: EwsNode): void {
  const streams = new LiveStreams(node);
  api.addHook('preClose', async () => streams.closeAll());

  api.get(
    '/live',
    {
      // A browser that was turned away for overload would not come back by itself.
      config: { permission: 'read', pressureHandler: () => undefined },
      schema: {
        tags: ['node'],
        summary: 'What changes here, as it changes (server-sent events)',
        response: answers({ 200: eventStream(DESCRIPTION) }, 'too_many_streams'),
      },
    },
    async (request, reply) => {
      const business = formatInstant(node.business.now());
      const hello = formatEvent('hello', { node: node.config.node.id, business });
      const stream = streams.open(sessionOf(request), `retry: ${RETRY_MS}\n${hello}`);
      reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
      // The connection has nothing to carry afterwards, and must not keep a node from stopping.
      reply.header('connection', 'close');
      return reply.type('text/event-stream; charset=utf-8').send(stream as never);
    },
  );
}
