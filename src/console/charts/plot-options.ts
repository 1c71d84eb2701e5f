import uPlot from 'uplot';
import type { Locale } from '../i18n/locale.ts';
import { timeLabels, valueAxisSize, valueLabels } from './axis.ts';
import { type ChartStep, valueRange } from './chart-data.ts';
import type { ChartColours } from './colours.ts';
import { drawMarkers } from './markers.ts';

/** Numbers of the columns of chart-data.ts. */
const [CAUTION_LOW, CAUTION_HIGH, ALERT_LOW, ALERT_HIGH, VALUE] = [2, 3, 4, 5, 6] as const;

/** More points than this are a line alone. */
const DOTTED_UP_TO = 60;

export function plotOptions(parts: {
  steps: readonly ChartStep[];
  colours: ChartColours;
  locale: Locale;
  width: number;
  height: number;
}): uPlot.Options {
  const { steps, colours, locale, width, height } = parts;
  const font = `12px ${colours.font}`;
  const axis = {
    stroke: colours.soft,
    font,
    ticks: { show: false },
    grid: { stroke: colours.grid, width: 1 },
  };
  const dots = steps.length <= DOTTED_UP_TO;
  return {
    width,
    height,
    padding: [12, 14, 0, 0],
    legend: { show: false },
    // Periods are days of the calendar, in no zone.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: { y: { range: () => valueRange(steps) } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 44, lineGap: 1.3, values: timeLabels(locale) },
      { ...axis, size: valueAxisSize, values: valueLabels(locale) },
    ],
    series: [
      {},
      { stroke: colours.today, width: 1.5, dash: [5, 4], points: { show: false } },
      limit(colours.cautionLimit),
      limit(colours.cautionLimit),
      limit(colours.alertLimit),
      limit(colours.alertLimit),
      {
        stroke: colours.line,
        width: 2,
        points: { show: dots, size: 5, fill: colours.line, stroke: colours.line },
      },
    ],
    bands: [
      { series: [CAUTION_HIGH, CAUTION_LOW], fill: colours.usual },
      { series: [ALERT_HIGH, CAUTION_HIGH], fill: colours.zone },
      { series: [CAUTION_LOW, ALERT_LOW], fill: colours.zone },
    ],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      // The cursor stays where the pointer left, as what is said beside the picture does.
      bind: { mouseleave: () => null },
      // The dot that follows the pointer is on the values, not on the limits.
      points: {
        size: (_plot, column) => (column === VALUE ? 14 : 0),
        width: (_plot, column) => (column === VALUE ? 2 : 0),
        // What it stands on is to be seen through it.
        fill: 'transparent',
        stroke: colours.ink,
      },
    },
    hooks: {
      draw: [(plot) => drawMarkers(plot, steps, colours)],
    },
  };
}

function limit(stroke: string): uPlot.Series {
  return { stroke, width: 1, points: { show: false } };
}
