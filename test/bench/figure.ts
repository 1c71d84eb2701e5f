/** One line of a bench: what was measured, and what it is compared with. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What a reference run beside it gave, in the same unit. */
  readonly reference?: number;
  readonly ratio?: number;
}

/** What a bench is asked for, and how it tells its figures as it gets them. */
export interface BenchRun {
  /** A tenth of the size. */
  readonly small: boolean;
  readonly rounds: number;
  tell(figure: Figure): void;
  /** What happens meanwhile, for whoever waits. */
  say(text: string): void;
  after(cleanUp: () => unknown): void;
}

/** More is better: rows a second and the like. */
export function compared(name: string, unit: string, value: number, reference: number): Figure {
  return { name, value: round(value), unit, reference: round(reference), ratio: round(value / reference) };
}

export function measured(name: string, unit: string, value: number): Figure {
  return { name, value: round(value), unit };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
