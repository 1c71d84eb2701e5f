import { z } from 'zod';
import { LocalisedText } from '../../domain/indicator.ts';
import { CountryCode, NodeId } from '../../domain/node-id.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, json, publicAnswers } from './answers.ts';

export const RealmView = z.object({ node: NodeId, country: CountryCode, name: LocalisedText });

/** Which node this is: what somebody has to know before giving it a password. */
export function realmRoutes(api: Api, node: EwsNode): void {
  api.get(
    '/session/realm',
    {
      config: { public: true },
      schema: {
        tags: ['session'],
        summary: 'Where one signs in here',
        security: [],
        response: publicAnswers({ 200: json('The node', RealmView) }),
      },
    },
    async () => {
      const { id, country, name } = node.config.node;
      return { node: id, country, name };
    },
  );
}
