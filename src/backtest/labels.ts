import { type Crisis, earlyWindow, troubledWindow } from './crises.ts';
import { lengthOf, overlap, type Span } from './days.ts';

/** What a day is for a series. Of several, the highest. */
export const LABELS = { calm: 0, troubled: 1, early: 2 } as const;

/** One for each day of the span. */
export function labelsOf(span: Span, crises: readonly Crisis[]): Uint8Array {
  const labels = new Uint8Array(lengthOf(span)).fill(LABELS.calm);
  for (const crisis of crises) mark(labels, span, troubledWindow(crisis), LABELS.troubled);
  for (const crisis of crises) mark(labels, span, earlyWindow(crisis), LABELS.early);
  return labels;
}

function mark(labels: Uint8Array, span: Span, window: Span, label: number): void {
  const days = overlap(span, window);
  if (days !== undefined) labels.fill(label, days.from - span.from, days.until - span.from);
}
