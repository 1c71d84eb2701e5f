import type { Derivation, Indicator } from './indicator.ts';

/** The codes that a derivation reads, in the order in which it states them. */
export function inputsOf(derived: Derivation): readonly string[] {
  switch (derived.kind) {
    case 'unit-price':
    case 'divergence':
      return [derived.of, derived.by];
    case 'sum':
      return Array.isArray(derived.of) ? derived.of : [derived.of];
    default:
      return [derived.of];
  }
}

/** The dimension whose values are put together; undefined where each series stands for itself. */
export function dimensionOver(derived: Derivation): string | undefined {
  return 'over' in derived ? derived.over : undefined;
}

/** The dimensions that a derived indicator has, from those of its inputs. */
export function derivedDimensions(derived: Derivation, ofInput: readonly string[]): readonly string[] {
  const over = dimensionOver(derived);
  return derived.kind === 'share' ? ofInput : ofInput.filter((dimension) => dimension !== over);
}

/** Derived indicators in an order in which each comes after its inputs; those in a circle are left out. */
export function derivationOrder(indicators: Iterable<Indicator>): Indicator[] {
  const waiting = new Map(
    [...indicators].flatMap((each) => (each.derived === undefined ? [] : [[each.code, each] as const])),
  );
  const ordered: Indicator[] = [];
  for (let before = -1; before !== ordered.length; ) {
    before = ordered.length;
    for (const [code, indicator] of waiting) {
      if (inputsOf(indicator.derived as Derivation).some((input) => waiting.has(input))) continue;
      waiting.delete(code);
      ordered.push(indicator);
    }
  }
  return ordered;
}
