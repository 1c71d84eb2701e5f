import { z } from 'zod';
import { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { AskedPeer } from '../../federation/recovery/asking.ts';
import type { RecoveryStatus } from '../../federation/recovery/recover.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { recordAct } from './record.ts';

const Size = z.number().int().min(0);

const AskedPeerView = z.object({
  node: NodeId,
  state: z
    .enum(['unasked', 'answered', 'failed'])
    .describe(
      'Whether it said which checkpoint of the own log it knows of; `unasked`: also not enrolled, or suspended',
    ),
  size: Size.optional().describe('The largest size of the own log that it showed with the own signature'),
  code: z.string().optional(),
  message: z.string().optional(),
  at: Instant.optional(),
});

export const RecoveryView = z.object({
  log: LogOrigin,
  state: z
    .enum(['ready', 'recovering', 'refused'])
    .describe('`recovering`: asks peers by itself; `refused`: an operator has to act'),
  code: z.string().optional().describe('For which nothing is issued'),
  reason: z.string().optional(),
  held: Size.describe('Entries of the own log that the database holds'),
  known: Size.describe('The largest size that this node is shown to have signed'),
  taken: Size.describe('Entries that came back since the process started'),
  peers: z.array(AskedPeerView),
  sealed: z.array(Size).describe('Entries whose content nobody has given back yet; at most 1000'),
  earlierLogs: z
    .array(LogOrigin)
    .describe(
      'Earlier logs of this node that are not here, and are not taken back; peers that hold them show them',
    ),
  laterLogs: z.array(LogOrigin).describe('Later logs of this node that peers hold'),
});

export function recoveryRoutes(api: Api, node: EwsNode): void {
  const tags = ['node'];
  const { recovery } = node.federation;

  api.get(
    '/recovery',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Whether the own log is taken back from peers, and what each of them has answered',
        response: answers({ 200: json('How it stands', RecoveryView) }),
      },
    },
    async () => recoveryView(await recovery.status()),
  );

  api.put(
    '/recovery/peers',
    {
      config: { permission: 'enrol' },
      schema: {
        tags,
        summary: 'Name peers that have to be asked before a node without a fence goes on',
        body: z.strictObject({ nodes: z.array(NodeId).min(1).max(64) }),
        response: answers({ 200: json('How it stands', RecoveryView) }),
      },
    },
    async (request) => {
      const { nodes } = request.body;
      await node.stores.recovery.requirePeers(nodes);
      await recordAct(node, request, { action: 'recovery.peers', subject: nodes.join(' ') });
      recovery.wake();
      return recoveryView(await recovery.status());
    },
  );
}

function recoveryView({
  state,
  peers,
  sealed,
  earlierLogs,
  laterLogs,
  ...status
}: RecoveryStatus): z.infer<typeof RecoveryView> {
  const why = state.state === 'ready' ? {} : { code: state.code, reason: state.message };
  return {
    ...status,
    state: state.state,
    ...why,
    peers: peers.map(askedView),
    sealed: [...sealed],
    earlierLogs: [...earlierLogs],
    laterLogs: [...laterLogs],
  };
}

function askedView({ at, ...asked }: AskedPeer): z.infer<typeof AskedPeerView> {
  return { ...asked, at: at === undefined ? undefined : formatInstant(at) };
}
