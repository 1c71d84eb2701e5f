import { z } from 'zod';
import { AnyText } from '../../domain/bulletin.ts';
import { EwsError } from '../../domain/errors.ts';
import { ReceivedBulletinBody } from '../../domain/four-eyes.ts';
import { Level } from '../../domain/level.ts';
import { LogOrigin, NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { BranchEntry, Fork } from '../../federation/checkpoint-port.ts';
import { readEnvelope } from '../../log/entry.ts';
import { ForkEvidence } from '../../log/fork-evidence.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';
import { schemas } from './schemas.ts';

export const ForkView = z.object({
  log: LogOrigin,
  node: NodeId,
  foundAt: Instant,
  source: NodeId.describe('The node that the second checkpoint came from'),
  held: z.number().int().describe('Entries held then: those from here on are of disputed origin'),
  seq: z.number().int().optional().describe('Entry of the own log that publishes it; absent: not yet'),
  branch: z
    .array(
      z.object({
        seq: z.number().int(),
        digest: z.string(),
        type: z.string(),
        time: Instant,
        bulletin: z
          .object({ id: z.string(), level: Level, headline: AnyText, text: AnyText, sent: Instant })
          .optional(),
      }),
    )
    .describe('Entries of another branch, which the key of the log signed: of disputed origin, newest first'),
});
schemas.add(ForkView, { id: 'Fork' });

/** Entries of another branch that are shown of a log. */
const MOST_SHOWN = 100;

/** Logs that contradict themselves, with the proof. */
export function forkRoutes(api: Api, { stores, config: { node } }: EwsNode): void {
  const config = { permission: 'read' } as const;
  const tags = ['peers'];

  api.get(
    '/forks',
    {
      config,
      schema: {
        tags,
        summary: 'Logs that were forked: two checkpoints that their key signed do not extend one another',
        response: answers({ 200: json('The newest first', listOf(ForkView)) }),
      },
    },
    async () => {
      const forks = await stores.checkpoints.forks();
      return { items: await Promise.all(forks.map(view)) };
    },
  );

  api.get(
    '/forks/:node/evidence',
    {
      config,
      schema: {
        tags,
        summary: 'The evidence, for `ews verify`: a file that proves the fork to anybody',
        params: z.strictObject({ node: NodeId }),
        response: answers(
          { 200: json('Two signed checkpoints, and what leads from one to the other', ForkEvidence) },
          'not_found',
        ),
      },
    },
    async ({ params }) => {
      const fork = (await stores.checkpoints.forks()).find(
        ({ origin }) => nodeOfOrigin(origin) === params.node,
      );
      if (fork === undefined)
        throw new EwsError('not_found', `No fork of a log of ${params.node} is known to ${node.id}.`);
      return JSON.parse(fork.evidence) as ForkEvidence;
    },
  );

  async function view({ origin, foundAt, source, held, seq }: Fork): Promise<z.infer<typeof ForkView>> {
    const branch = await stores.checkpoints.branch(origin, MOST_SHOWN);
    return {
      log: origin,
      node: nodeOfOrigin(origin),
      foundAt: formatInstant(foundAt),
      source,
      held,
      ...(seq === undefined ? {} : { seq }),
      branch: branch.map(branchView),
    };
  }
}

/** Its signature was verified when it was kept; what it says of a bulletin is shown as far as it can be read. */
function branchView({ seq, digest, jws }: BranchEntry): z.infer<typeof ForkView>['branch'][number] {
  const { type, time, body } = readEnvelope(jws);
  const entry = { seq, digest: Buffer.from(digest).toString('base64url'), type, time };
  const read = type === 'bulletin' ? ReceivedBulletinBody.safeParse(body) : undefined;
  if (!read?.success) return entry;
  const { content, sent } = read.data;
  const { id, level, headline, text } = content;
  return { ...entry, bulletin: { id, level, headline, text, sent } };
}
