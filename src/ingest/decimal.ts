const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Values reach to this magnitude: sums and squares of them stay finite. */
export const MAX_MAGNITUDE = 1e100;

/**
 * Reads a number in decimal or exponent notation, e.g. `769.5`, `-0.25`, `1.2e-3`: the grammar of JSON
 * numbers (RFC 8259 section 6). `undefined` for anything else: `+1`, `.5`, `007`, `0x10`, `1,000`, `NaN`, an
 * empty text; and for what a double cannot hold: `1e400`, `1e-400`.
 */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return /[1-9]/.test(text.split(/[eE]/)[0]!) ? undefined : 0;
  return value;
}
