import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { SeriesKey } from '../../domain/series.ts';
import { Signal, SignalState } from '../../domain/signal.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { DraftParts, OwnBulletinView, ownBulletinView } from './bulletin-view.ts';
import { listOf, paging, present, readPage, SearchText } from './lists.ts';

export const SignalParams = z.strictObject({ id: z.string().min(1).max(300) });

/** A signal in a list: its evidence may have thousands of points, and is shown with the signal alone. */
export const SignalSummary = Signal.omit({ evidence: true });

const Filter = z.strictObject({
  state: SignalState.optional(),
  level: Level.optional(),
  sector: Sector.optional(),
  series: SeriesKey.optional(),
  q: SearchText.optional().describe('Part of the id, of the series, or of the explanation'),
  ...paging,
});

export function signalRoutes(api: Api, node: EwsNode): void {
  const store = node.stores.signals;
  const tags = ['signals'];

  async function requireSignal(id: string): Promise<Signal> {
    const signal = await store.signal(id);
    if (signal === undefined) throw new EwsError('not_found', 'There is no such signal.');
    return signal;
  }

  api.get(
    '/signals',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Signals, the newest first',
        querystring: Filter,
        response: answers({ 200: json('Signals, without their evidence', listOf(SignalSummary)) }),
      },
    },
    async ({ query }) =>
      readPage(query, async (limit, offset) =>
        summaries(await store.signals({ ...present(query), limit, offset })),
      ),
  );

  api.get(
    '/signals/:id',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'One signal with its evidence',
        params: SignalParams,
        response: answers({ 200: json('The signal', Signal) }, 'not_found'),
      },
    },
    async ({ params }) => requireSignal(params.id),
  );

  api.post(
    '/signals/:id/dismiss',
    {
      config: { permission: 'judge-signals' },
      schema: {
        tags,
        summary: 'Judge a signal to be none',
        params: SignalParams,
        body: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
        response: answers({ 200: json('The signal after it', Signal) }, 'not_found', 'wrong_state'),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { reason } = request.body;
      const { name, role } = actorOf(request);
      const audit = { actor: { name, role }, action: 'signal.dismissed', subject: id, detail: { reason } };
      // As drafts are dated, so that a day's judgements are counted by one clock.
      await store.dismissSignal(id, reason, { at: node.business.now(), ...audit });
      node.events.signalDismissed({ id });
      return requireSignal(id);
    },
  );

  api.post(
    '/signals/:id/draft',
    {
      config: { permission: 'draft' },
      schema: {
        tags,
        summary: 'Draft a bulletin from a signal',
        params: SignalParams,
        body: z.strictObject({ parts: DraftParts.optional() }).optional(),
        response: answers({ 201: json('The draft', OwnBulletinView) }, 'not_found', 'wrong_state'),
      },
    },
    async (request, reply) => {
      const parts = present(request.body?.parts ?? {});
      const draft = await node.bulletins.draftFromSignal(request.params.id, parts, actorOf(request));
      return reply.code(201).send(ownBulletinView(draft));
    },
  );
}

function summaries(signals: readonly Signal[]): z.infer<typeof SignalSummary>[] {
  return signals.map(({ evidence: _evidence, ...summary }) => summary);
}
