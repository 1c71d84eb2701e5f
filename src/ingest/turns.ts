import { EwsError } from '../domain/errors.ts';

/** So many may wait for their turn. */
const MAX_WAITING = 8;

/** One at a time, in the order in which they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /**
   * Waits for the turn, which lasts until it is disposed of.
   * @throws EwsError `unavailable`: too many wait already
   */
  async take(): Promise<Disposable> {
    if (!this.#isTaken) this.#isTaken = true;
    else if (this.#waiting.length < MAX_WAITING) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      throw new EwsError('unavailable', 'Several large uploads are waiting already. Try again later.', {
        retryAfterSeconds: 30,
      });
    }
    return { [Symbol.dispose]: () => this.#pass() };
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
