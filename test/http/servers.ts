import type { FastifyInstance } from 'fastify';
import { createEvents } from '../../src/events/events.ts';
import { baseServer, type ServerOptions } from '../../src/http/server.ts';

/** A listener with routes of a test's own, and the lines that it logs. */
export async function openServer(
  addRoutes: (scope: FastifyInstance) => void,
  options: Partial<ServerOptions> = {},
): Promise<{ app: FastifyInstance; lines: string[] }> {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const events = createEvents({ level: 'info', node: 'kr.ews.example', destination });
  const limits = { bodyBytes: 1000, requestsPerMinute: 100 };
  const app = baseServer({ listener: 'agency', events, ...limits, ...options });
  app.register(async (scope) => addRoutes(scope));
  await app.ready();
  return { app, lines };
}
