import { Tlp } from '../domain/tlp.ts';
import type { Figures } from './schema.ts';

/** A report says what this node measures, drafts and has not released: it stays within the agency. */
const LEAST: Tlp = 'AMBER+STRICT';

/** The strictest marking of what is shown, and never below the least. */
export function markingOf(figures: Omit<Figures, 'tlp'>): Tlp {
  const { situations, charts, signals, bulletins, drafts, reports, exercises } = figures;
  const shown = [
    ...situations.items.flatMap(({ members }) => members.items),
    ...charts.map(({ signal }) => signal),
    ...[signals.opened, signals.grown, signals.closed].flatMap(({ items }) => items),
    ...[bulletins.sent, bulletins.received, exercises].flatMap(({ items }) => items),
    ...drafts.items,
    ...reports.items,
  ];
  const held = new Set<Tlp | undefined>([LEAST, ...shown.map(({ tlp }) => tlp)]);
  return Tlp.options.find((each) => held.has(each)) ?? LEAST;
}
