import { requireMapping } from '../config/mappings.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import { ingest } from '../ingest/ingest.ts';
import { createSourceOutgoing } from '../net/outgoing.ts';
import type { BusinessClock } from '../node.ts';
import { allowedHosts } from '../sources/settings.ts';
import { createSources, type Sources } from '../sources/sources.ts';
import type { Stores } from '../store/stores.ts';

/** Fetches the sources of the catalogue, each over connections of its own, and ingests what comes. */
export function wireSources({
  config,
  stores,
  events,
  wall,
  business,
}: {
  readonly config: Config;
  readonly stores: Stores;
  readonly events: Events;
  readonly wall: Clock;
  readonly business: BusinessClock;
}): { readonly sources: Sources; close(): Promise<void> } {
  const retries = { times: config.sources.retries, firstAfterMs: config.sources.retryAfterSeconds * 1000 };
  const ways = new Map(
    config.sourceCatalogue.map((source) => {
      return [source.name, createSourceOutgoing(allowedHosts(source, config.sources), retries)] as const;
    }),
  );
  const sources = createSources({
    settings: config.sourceCatalogue,
    store: stores.sources,
    outgoing: ({ name }) => ways.get(name)!,
    mappings: config.mappings,
    keys: config.secrets.sourceKeys,
    ingest(input, { name, format, delimiter, mapping: named, strict, maxBytes }) {
      const mapping = named === undefined ? undefined : requireMapping(config, named);
      const form = { format: format ?? mapping?.format ?? 'csv', delimiter, mapping, strict, maxBytes };
      return ingest({ input, name, ...form, store: stores.observations, now: business.now() });
    },
    wall,
    bySchedule: business.mode === 'wall' || config.sources.inReplay,
    events,
    random: Math.random,
  });
  return {
    sources,
    async close() {
      await Promise.all([...ways.values()].map((way) => way.close()));
    },
  };
}
