import { randomBytes } from 'node:crypto';
import { readPolicyEvents } from '../config/policy-events.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import type { CataloguedEvent } from '../reports/catalogue.ts';
import { createReports, type Reports } from '../reports/reports.ts';
import type { Stores } from '../store/stores.ts';

/** What people report, on the store and the settings of a node. */
export function wireReports({
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
  readonly business: Clock;
}): Reports {
  let catalogued: readonly CataloguedEvent[] | undefined;
  return createReports({
    store: stores.reports,
    indicators: stores.observations,
    settings: config.reports,
    secrets: config.secrets.reportKeys,
    catalogue: () => {
      catalogued ??= readPolicyEvents(config.paths);
      return catalogued;
    },
    business,
    wall,
    randomHex: () => randomBytes(6).toString('hex'),
    events,
  });
}
