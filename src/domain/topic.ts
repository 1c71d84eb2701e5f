import { z } from 'zod';

/** What may have changed, as browsers are told: coarse, since they ask again for what they show. */
export const Topic = z.enum([
  'bulletins',
  'signals',
  'reports',
  'observations',
  'peers',
  'links',
  'people',
  'clock',
  'sources',
]);
export type Topic = z.infer<typeof Topic>;

export const TOPICS: readonly Topic[] = Topic.options;
