import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Events } from '../events/events.ts';
import type { EwsNode } from '../node.ts';
import { preparePasswords } from '../people/password.ts';
import { isRequestId, onBehalfOf, REQUEST_ID_HEADER } from '../request-id.ts';
import { agencyApi } from './agency/api.ts';
import { serveDocumentation } from './agency/documentation.ts';
import { healthRoutes } from './agency/health.ts';
import { serveConsole } from './console.ts';
import { AGENCY_STATUSES, answerProblems, type Statuses, sendProblem } from './errors.ts';
import { sendSecurityHeaders } from './security-headers.ts';

export interface ServerOptions {
  readonly listener: 'agency' | 'federation' | 'metrics';
  readonly events: Pick<Events, 'logger' | 'requestFinished'>;
  /** Bytes of a body, where a route does not say otherwise. */
  readonly bodyBytes: number;
  /** From one address. */
  readonly requestsPerMinute: number;
  /** Whether a proxy in front says where requests come from. */
  readonly trustProxy?: boolean;
  /** Where this listener answers a code with another status. */
  readonly statuses?: Statuses;
}

/** Ids of bulletins have up to 240 characters, and more when they are encoded. */
const MAX_PARAM_LENGTH = 800;

/** A body may take this long to arrive. */
const REQUEST_TIMEOUT_MS = 300_000;

/** What both listeners have in common: schemas, problem documents, request ids, limits, headers, access log. */
export function baseServer(options: ServerOptions): FastifyInstance {
  const { events, statuses = {} } = options;
  const app = Fastify({
    loggerInstance: events.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // Every line names the request that it belongs to already (src/events/logger.ts): no logger for each request.
    childLoggerFactory: (logger) => logger,
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: options.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    // The proxy next to this node alone: what stands further left in X-Forwarded-For, anybody can write.
    trustProxy: options.trustProxy === true ? (_address, hop) => hop === 0 : false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply, statuses),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app, statuses);
  carryRequestIds(app);
  reportRequests(app, options);
  sendSecurityHeaders(app);
  app.register(rateLimit, { max: options.requestsPerMinute, timeWindow: '1 minute' });
  return app;
}

/** Sheds load where the event loop cannot keep up. Not for health: an overloaded node is not a dead one. */
export function shedLoad(app: FastifyInstance): void {
  app.register(underPressure, { maxEventLoopDelay: 3000, retryAfter: 5 });
}

/** The listener for the agency's own people and programs. `console`: where the built console is, if not in its place. */
export function buildAgencyServer(node: EwsNode, console?: string): FastifyInstance {
  const { agency, limits } = node.config;
  const app = baseServer({
    listener: 'agency',
    events: node.events,
    bodyBytes: limits.bodyBytes,
    requestsPerMinute: limits.agencyRequestsPerMinute,
    trustProxy: agency.trustProxy,
    statuses: AGENCY_STATUSES,
  });
  app.addHook('onReady', preparePasswords);
  serveDocumentation(app, node.config.node.id);
  app.register(async (scope) => healthRoutes(scope, node));
  app.register(
    async (scope) => {
      shedLoad(scope);
      await agencyApi(scope, node);
    },
    { prefix: '/api/v1' },
  );
  app.register(async (scope) => serveConsole(scope, console));
  return app;
}

function requestId(request: IncomingMessage): string {
  // The caller chooses it, whoever that is: what could forge a line, or fill the log, gives way to one of ours.
  const chosen = request.headers[REQUEST_ID_HEADER];
  return isRequestId(chosen) ? chosen : randomUUID();
}

/** What a request causes knows its id. Reading a body starts a new chain of events, so it is said twice. */
function carryRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => onBehalfOf(request.id, done));
  app.addHook('preValidation', (request, _reply, done) => onBehalfOf(request.id, done));
}

function reportRequests(app: FastifyInstance, { listener, events }: ServerOptions): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    events.requestFinished({
      listener,
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
    done();
  });
}
