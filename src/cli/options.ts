import { InvalidArgumentError } from 'commander';

/** A whole number in its plain form, as an option. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`A whole number from ${min} to ${max} is needed.`);
  };
}

export const port = wholeNumber(0, 65_535);

/** A number above 0, as an option. */
export function positive(most: number): (text: string) => number {
  return (text) => {
    const value = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`A number above 0 and at most ${most} is needed.`);
  };
}
