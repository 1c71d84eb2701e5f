import type { Observation } from '../domain/series.ts';
import type { NewObservation, ObservationStore, Outcome } from './port.ts';

/**
 * Says what the store would answer to observations without storing them, by the rule of
 * ObservationStore.appendObservations. What was asked earlier counts as stored, until `forget`.
 */
export class Forecast {
  readonly #store: Pick<ObservationStore, 'history'>;
  /** The vintages of each point asked about, oldest first. */
  readonly #points = new Map<string, Observation[]>();

  constructor(store: Pick<ObservationStore, 'history'>) {
    this.#store = store;
  }

  async outcomes(batch: readonly NewObservation[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const observation of batch) outcomes.push(await this.#outcome(observation));
    return outcomes;
  }

  /** Drops what was asked, so that memory stays bounded over a long file. */
  forget(): void {
    this.#points.clear();
  }

  async #outcome(observation: NewObservation): Promise<Outcome> {
    const vintages = await this.#vintages(observation);
    const before = vintages.findLast((vintage) => vintage.knownAt <= observation.knownAt);
    if (before !== undefined && sameValue(before, observation)) return 'unchanged';
    if (before?.knownAt === observation.knownAt) return 'conflict';
    const outcome = before === undefined ? 'stored' : 'revised';
    vintages.splice(before === undefined ? 0 : vintages.indexOf(before) + 1, 0, observation);
    return outcome;
  }

  async #vintages({ series, period }: NewObservation): Promise<Observation[]> {
    const point = `${series} ${period}`;
    const known = this.#points.get(point);
    if (known !== undefined) return known;
    const vintages = [...(await this.#store.history(series, period))];
    this.#points.set(point, vintages);
    return vintages;
  }
}

function sameValue(a: Observation, b: Observation): boolean {
  return a.value === b.value && a.status === b.status;
}
