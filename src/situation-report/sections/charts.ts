import { chartSvg } from '../chart-svg.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Chart, Figures } from '../schema.ts';
import { empty, section, tlpMark } from './parts.ts';

export function chartsSection({ charts }: Figures, say: Say): Html {
  const words = say.t.charts;
  if (charts.length === 0) return section(words.title, words.note, empty(words.empty));
  const figures = charts.map((chart, index) => figure(chart, `chart-${index + 1}`, say));
  return section(words.title, words.note, html`<div class="charts">${figures}</div>`);
}

function figure(chart: Chart, id: string, say: Say): Html {
  const { signal, unit, publisher } = chart;
  return html`<figure><figcaption>${say.level(signal.level)} <b>${say.text(signal.names, 120)}</b>, ${unit}${tlpMark(signal.tlp)}<br><span class="id">${signal.series}</span></figcaption>
${chartSvg(chart, id, say)}
<figcaption>${say.text(signal.explanation)} ${say.t.charts.source}: ${publisher}.</figcaption></figure>
`;
}
