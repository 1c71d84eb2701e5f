import type { Frequency } from '../domain/indicator.ts';
import { periodOrdinal } from '../domain/time.ts';
import { type Html, html } from './html.ts';
import type { Say } from './say.ts';
import type { Chart } from './schema.ts';

const WIDTH = 340;
const HEIGHT = 150;
/** Around the plot, for what stands at its edges. */
const EDGE = { top: 14, right: 46, bottom: 20, left: 46 } as const;

/** Periods that may be missing before a line is broken: exchanges do not trade on each day. */
const GAP: Readonly<Record<Frequency, number>> = { A: 1, Q: 1, M: 1, W: 1, D: 5 };

interface Place {
  readonly x: number;
  readonly y: number;
  readonly ordinal: number;
  readonly period: string;
  readonly value: number;
}

/**
 * The points of a chart as a drawing that needs no colour: a line, broken where data are missing, the episode hatched,
 * a ring at what was raised, and the newest value written out. The scale runs from the lowest value to the highest.
 */
export function chartSvg(chart: Chart, id: string, say: Say): Html {
  const { t, number } = say;
  const places = placesOf(chart);
  const [first, last] = [places[0]!, places.at(-1)!];
  const peak = places.find(({ period }) => period === chart.episode.peak);
  const begins = places.find(({ period }) => period === chart.episode.from) ?? first;
  // From half a step before, so that an episode of one point is seen too.
  const step = (last.x - first.x) / Math.max(1, last.ordinal - first.ordinal);
  const left = round(Math.max(EDGE.left - 3, begins.x - Math.max(3, step / 2)));
  const values = places.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const bottom = HEIGHT - EDGE.bottom;
  const summary = t.chartSummary({
    ...{ first: first.period, last: last.period, points: places.length, from: begins.period },
    ...{ low: number(low), high: number(high), value: number(last.value) },
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-summary">
<title id="${id}-summary">${summary}</title>
<defs><pattern id="${id}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" class="hatch"/></pattern></defs>
<rect x="${left}" y="${EDGE.top}" width="${round(last.x - left + 3)}" height="${bottom - EDGE.top}" fill="url(#${id}-hatch)"/>
<path class="axis" d="M${EDGE.left - 4} ${EDGE.top}V${bottom}H${WIDTH - EDGE.right + 4}"/>
<path class="line" d="${linePath(places, GAP[chart.frequency])}"/>
${places.map(({ x, y }) => html`<circle class="point" cx="${x}" cy="${y}" r="1.3"/>`)}
${peak && html`<circle class="peak" cx="${peak.x}" cy="${peak.y}" r="4"/>`}
${high !== low && html`<text x="${EDGE.left - 7}" y="${EDGE.top + 4}" text-anchor="end">${number(high)}</text>`}
<text x="${EDGE.left - 7}" y="${bottom + 3}" text-anchor="end">${number(low)}</text>
<text x="${last.x + 6}" y="${last.y + 3}" class="last">${number(last.value)}</text>
<text x="${EDGE.left}" y="${HEIGHT - 6}">${first.period}</text>
<text x="${WIDTH - EDGE.right}" y="${HEIGHT - 6}" text-anchor="end">${last.period}</text>
</svg>`;
}

function placesOf({ points, frequency }: Chart): Place[] {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ordinals = points.map(({ period }) => periodOrdinal(frequency, period));
  const [from, to] = [ordinals[0]!, ordinals.at(-1)!];
  const along = (part: number, whole: number) => (whole === 0 ? 0.5 : part / whole);
  const bottom = HEIGHT - EDGE.bottom;
  return points.map(({ period, value }, index) => ({
    ...{ period, value, ordinal: ordinals[index]! },
    x: round(EDGE.left + along(ordinals[index]! - from, to - from) * (WIDTH - EDGE.left - EDGE.right)),
    y: round(bottom - along(value - low, high - low) * (bottom - EDGE.top)),
  }));
}

function linePath(places: readonly Place[], gap: number): string {
  return places
    .map(({ x, y, ordinal }, index) => {
      const before = places[index - 1];
      const goesOn = before !== undefined && ordinal - before.ordinal <= gap;
      return `${goesOn ? 'L' : 'M'}${x} ${y}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
