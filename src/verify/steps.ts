import { type ErrorCode, EwsError } from '../domain/errors.ts';

/** What became of a step; `not-checked` says why in its sentence. */
export type StepState = 'ok' | 'failed' | 'not-checked';

/** One check, by its stable name, with what it found in a sentence; `code` where it failed. */
export interface Step<Name extends string = string> {
  readonly name: Name;
  readonly state: StepState;
  readonly sentence: string;
  readonly code?: ErrorCode;
}

/**
 * `proven`: all holds, with keys that somebody vouched for; `consistent`: all holds, but the keys are checked
 * against nothing, so that anybody could have made it; `failed`: something does not hold.
 */
export type Outcome = 'proven' | 'consistent' | 'failed';

/** What follows from the steps, in sentences. */
export interface Summary {
  readonly proven: string;
  readonly notProven: string;
}

/** The steps of a verification, in their order. A step that fails does not stop the others. */
export class Steps<Name extends string> {
  readonly #steps: Step<Name>[] = [];

  get all(): readonly Step<Name>[] {
    return this.#steps;
  }

  /** Takes a step. Its result, or undefined if it failed: what it read was made by others, so nothing is thrown. */
  async run<T>(
    name: Name,
    work: () => T | Promise<T>,
    say: string | ((result: T) => string),
  ): Promise<T | undefined> {
    try {
      const result = await work();
      this.#steps.push({ name, state: 'ok', sentence: typeof say === 'string' ? say : say(result) });
      return result;
    } catch (error) {
      const { code, message } = asRefusal(error);
      this.#steps.push({ name, state: 'failed', sentence: message, code });
      return undefined;
    }
  }

  skip(name: Name, why: string): void {
    this.#steps.push({ name, state: 'not-checked', sentence: why });
  }

  /** Marks as not checked what was not reached. */
  skipRest(names: readonly Name[], why: string): void {
    for (const name of names) if (!this.#steps.some((step) => step.name === name)) this.skip(name, why);
  }

  isOk(...names: readonly Name[]): boolean {
    return names.every((name) => this.#steps.some((step) => step.name === name && step.state === 'ok'));
  }

  /** `needed`: the steps without which nothing is proven, whatever the others say. */
  outcome(anchored: boolean, needed: readonly Name[]): Outcome {
    if (this.#steps.some(({ state }) => state === 'failed')) return 'failed';
    if (!anchored) return 'consistent';
    return this.isOk(...needed) ? 'proven' : 'failed';
  }

  /** The sentences of what failed, for a summary. */
  failures(): string {
    return this.#steps
      .filter(({ state }) => state === 'failed')
      .map(({ name, sentence }) => `${name}: ${sentence}`)
      .join(' ');
  }
}

/** Hostile input may make a library throw what is not ours (a lone surrogate, a depth): that is a failure too. */
function asRefusal(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof EwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `It cannot be read: ${message.split('\n')[0]}.` };
}
