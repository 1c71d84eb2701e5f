import type { EpochMs } from '../domain/time.ts';
import type { Corroboration } from './channels/corroboration.ts';

/** What related series said at the periods of an indicator, for as long as it holds. */
export class Answers {
  readonly #said = new Map<number, { readonly at: EpochMs; readonly said: Corroboration }>();
  /** The numbers of the periods, rising. */
  readonly #ordinals: number[] = [];

  get(ordinal: number): Corroboration | undefined {
    return this.#said.get(ordinal)?.said;
  }

  /** `at`: when the period was published, which is later for a later period. */
  put(ordinal: number, at: EpochMs, said: Corroboration): void {
    this.#said.set(ordinal, { at, said });
    const ordinals = this.#ordinals;
    if (ordinal > (ordinals.at(-1) ?? Number.NEGATIVE_INFINITY)) ordinals.push(ordinal);
    else
      ordinals.splice(
        ordinals.findIndex((each) => each > ordinal),
        0,
        ordinal,
      );
  }

  /** Forgets what was said of that moment and of later ones. */
  forget(from: EpochMs): void {
    for (;;) {
      const newest = this.#ordinals.at(-1);
      if (newest === undefined || this.#said.get(newest)!.at < from) return;
      this.#said.delete(newest);
      this.#ordinals.pop();
    }
  }
}
