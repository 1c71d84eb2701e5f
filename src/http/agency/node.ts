import { z } from 'zod';
import project from '../../../package.json' with { type: 'json' };
import { LocalisedText } from '../../domain/indicator.ts';
import { CountryCode, LogOrigin, NodeId } from '../../domain/node-id.ts';
import { formatInstant, Instant, parseInstant } from '../../domain/time.ts';
import { describeKeys } from '../../keys/describe.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { recordAct } from './record.ts';

const Clocks = z.object({
  business: Instant.describe('What bulletins and vintages are dated by'),
  mode: z.enum(['wall', 'replay']),
  wall: Instant,
});

const KeyView = z.object({
  use: z.enum(['log', 'cosigner', 'request', 'encryption', 'root']),
  kid: z.string(),
  state: z.enum(['valid', 'ending', 'not-yet', 'ended', 'succeeded', 'revoked']),
  log: LogOrigin.optional(),
  fromSeq: z.number().int().optional().describe('First sequence number that a log key signs'),
  toSeq: z.number().int().optional(),
  notBefore: Instant.optional(),
  notAfter: Instant.optional(),
  lastSize: z
    .number()
    .int()
    .optional()
    .describe('Of a revoked log key: the last size that it is trusted for'),
  revokedFrom: Instant.optional(),
  endsInDays: z.number().int().optional(),
  held: z.boolean().describe('Its private part is in the folder of the node'),
});

const NodeView = z.object({
  id: NodeId,
  country: CountryCode,
  name: LocalisedText,
  fingerprint: z.string().describe('RFC 7638 thumbprint of the root key'),
  log: z.object({
    origin: LogOrigin,
    size: z.number().int(),
    state: z.string().describe('`ready`, or the code for which nothing is issued'),
    reason: z.string().optional(),
  }),
  keys: z.array(KeyView).describe('What its root said of its keys, in that order'),
  clock: Clocks,
  versions: z.object({ node: z.string(), runtime: z.string() }),
});

export function nodeRoutes(api: Api, node: EwsNode): void {
  const tags = ['node'];

  api.get(
    '/node',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'This node: who it is, and how its log and its clocks stand',
        response: answers({ 200: json('The node', NodeView) }),
      },
    },
    async () => {
      const { id, country, name } = node.config.node;
      const versions = { node: project.version, runtime: process.version };
      return {
        id,
        country,
        name,
        fingerprint: node.fingerprint,
        log: logState(node),
        keys: describeKeys(node.keys.keys, node.keys.isHeld, node.wall.now()),
        clock: clocks(node),
        versions,
      };
    },
  );

  api.get(
    '/clock',
    {
      config: { permission: 'read' },
      schema: { tags, summary: 'The two clocks', response: answers({ 200: json('Clocks', Clocks) }) },
    },
    async () => clocks(node),
  );

  api.put(
    '/clock',
    {
      config: { permission: 'replay' },
      schema: {
        tags,
        summary: 'Advance the business time of a replay',
        body: z.strictObject({ business: Instant }),
        response: answers({ 200: json('Clocks after it', Clocks) }, 'wrong_state'),
      },
    },
    async (request) => {
      const { business } = request.body;
      await node.business.advance(parseInstant(business));
      await recordAct(node, request, { action: 'clock.advanced', subject: business });
      return clocks(node);
    },
  );
}

function logState({ log }: EwsNode): z.infer<typeof NodeView>['log'] {
  const { origin, state } = log;
  const { size } = log.head();
  if (state.state === 'ready') return { origin, size, state: 'ready' };
  return { origin, size, state: state.code, reason: state.message };
}

function clocks({ business, wall }: EwsNode): z.infer<typeof Clocks> {
  return {
    business: formatInstant(business.now()),
    mode: business.mode,
    wall: formatInstant(wall.now()),
  };
}
