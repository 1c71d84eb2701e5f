import type { Mapping } from '../../domain/mapping.ts';
import { parseDecimal } from '../decimal.ts';

/** A number, or the text itself where it is none, so that the refusal can show it. */
export type NumberReader = (text: string) => number | string;

const SPACES = '[ \\u00A0\\u2009\\u202F]';

/**
 * Reads numbers as a publisher writes them: with another decimal sign, with groups of thousands, which must
 * stand where they belong, with a true minus sign. `scale` multiplies; a power of ten does so exactly.
 */
export function numberReader({
  decimal,
  thousands,
}: Pick<Mapping, 'decimal' | 'thousands'>): (scale?: number) => NumberReader {
  const group = thousands === ' ' ? SPACES : RegExp.escape(thousands ?? '');
  const grouped = new RegExp(`^-?\\d{1,3}(?:${group}\\d{3})+(?:${RegExp.escape(decimal)}\\d+)?$`, 'u');
  const groups = new RegExp(group, 'gu');
  const plain = (text: string) => {
    const signed = text.replace(/^\u2212/u, '-');
    const digits = thousands !== undefined && grouped.test(signed) ? signed.replaceAll(groups, '') : signed;
    if (decimal === '.') return digits;
    return digits.includes('.') ? undefined : digits.replace(decimal, '.');
  };
  return (scale = 1) => {
    const times = scaled(scale);
    return (text) => {
      const digits = plain(text);
      return (digits === undefined ? undefined : times(digits)) ?? text;
    };
  };
}

/** Multiplies a number in the notation of parseDecimal. */
export function scaled(scale: number): (digits: string) => number | undefined {
  if (scale === 1) return parseDecimal;
  const exponent = Math.round(Math.log10(scale));
  // 1.1 * 1000 is 1100.0000000000002; 1.1e3 is not.
  if (Number(`1e${exponent}`) === scale) return (digits) => parseDecimal(shifted(digits, exponent));
  return (digits) => {
    const value = parseDecimal(digits);
    return value === undefined ? undefined : value * scale;
  };
}

function shifted(digits: string, exponent: number): string {
  const [mantissa = '', own = '0'] = digits.split(/e/i);
  return /^[+-]?\d+$/.test(own) ? `${mantissa}e${Number(own) + exponent}` : digits;
}
