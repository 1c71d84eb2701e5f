import type { Config } from '../config.ts';
import { createDerivation, type Derivation } from '../derive/derive.ts';
import { createDetection, type Detection } from '../detect/detect.ts';
import { DERIVATIONS } from '../domain/settings.ts';
import type { Events } from '../events/events.ts';
import type { BusinessClock } from '../node.ts';
import type { Stores } from '../store/stores.ts';
import { reportLoop, reportSignal } from './reports.ts';
import { createSweep } from './sweep.ts';

/** What follows from observations, and what is judged of them: the first runs before the second. */
export function wireDetection({
  config,
  stores,
  events,
  business,
}: {
  readonly config: Config;
  readonly stores: Stores;
  readonly events: Events;
  readonly business: BusinessClock;
}): { readonly derivation: Derivation; readonly detection: Detection; close(): Promise<void> } {
  const derivation = createDerivation({
    store: stores.observations,
    definitions: {
      read: () => stores.people.setting(DERIVATIONS),
      write: (text) => stores.people.setSetting(DERIVATIONS, text),
    },
    clock: business,
    onRefused: (code, reason) => events.derivationRefused({ indicator: code, reason }),
  });
  const { draftsPerWorkingDay } = config.budget;
  const sweep = createSweep({
    directory: config.paths.data,
    settings: config.detectors,
    draftsPerWorkingDay,
  });
  const judgement = createDetection({
    series: stores.observations,
    signals: stores.signals,
    settings: config.detectors,
    clock: business,
    draftsPerWorkingDay,
    sweep,
    onSignal: (change) => reportSignal(events, change),
  });
  const derive = async () => {
    const startedAt = performance.now();
    const series = await derivation.runDue();
    const milliseconds = Math.round(performance.now() - startedAt);
    if (series > 0) events.derivationFinished({ series, milliseconds });
  };
  const detection = {
    ...judgement,
    get changes() {
      return judgement.changes;
    },
    async runDue() {
      // What cannot be computed is tried again by the next run; the rest is judged all the same.
      await derive().catch((error) => reportLoop(events, 'derivation', error));
      return judgement.runDue();
    },
  };
  return { derivation, detection, close: sweep.close };
}
