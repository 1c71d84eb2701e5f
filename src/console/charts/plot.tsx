import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Frequency } from '../../domain/indicator.ts';
import { useLocale } from '../i18n/locale.ts';
import { type ChartStep, columnsOf } from './chart-data.ts';
import { useChartColours } from './colours.ts';
import { plotOptions } from './plot-options.ts';

/** The picture of a chart: as wide as its place, in the colours of the theme, with the cursor at one step. */
export function Plot(props: {
  frequency: Frequency;
  steps: readonly ChartStep[];
  cursor: number;
  onCursor: (index: number) => void;
}) {
  const { frequency, steps, cursor, onCursor } = props;
  const locale = useLocale();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const told = useRef(onCursor);
  told.current = onCursor;
  const colours = useChartColours(place);

  useEffect(() => {
    const box = place.current;
    if (box === null || colours === undefined) return undefined;
    const size = () => ({ width: Math.floor(box.clientWidth), height: Math.floor(box.clientHeight) });
    const options = plotOptions({ steps, colours, locale, ...size() });
    const made = new uPlot(options, columnsOf(frequency, steps) as uPlot.AlignedData, box);
    plot.current = made;
    made.over.addEventListener('pointermove', ({ offsetX }) => told.current(made.posToIdx(offsetX)));
    const resized = new ResizeObserver(() => made.setSize(size()));
    resized.observe(box);
    // A font comes when it is first drawn with, too late for what drew with it.
    const redraw = () => made.redraw(false, true);
    document.fonts.addEventListener('loadingdone', redraw);
    return () => {
      document.fonts.removeEventListener('loadingdone', redraw);
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [frequency, steps, colours, locale]);

  // After the one above: a plot that was made anew has no cursor yet.
  useEffect(() => {
    const made = plot.current;
    const at = made?.data[0][cursor];
    if (made === undefined || at === undefined || made.cursor.idx === cursor) return;
    made.setCursor({ left: made.valToPos(at, 'x'), top: 0 }, false);
  }, [cursor, steps, colours, locale]);

  return <div class="chart-plot" ref={place} aria-hidden="true" />;
}
