import type uPlot from 'uplot';
import { type Level, levelRank } from '../../domain/level.ts';
import { type ChartStep, isRevised } from './chart-data.ts';
import type { ChartColours } from './colours.ts';

const SIZE = 5.5;

/** Draws what stands out: points at caution and above, each level in a shape of its own, and revised points. */
export function drawMarkers(plot: uPlot, steps: readonly ChartStep[], colours: ChartColours): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(
    plot.bbox.left - SIZE * ratio,
    plot.bbox.top,
    plot.bbox.width + 2 * SIZE * ratio,
    plot.bbox.height,
  );
  ctx.clip();
  for (const [index, step] of steps.entries()) {
    const value = step.point?.value;
    if (value === undefined) continue;
    const x = plot.valToPos(plot.data[0][index]!, 'x', true);
    const y = plot.valToPos(value, 'y', true);
    if (isRevised(step)) ring(ctx, x, y, SIZE * ratio, colours);
    if (step.level !== undefined && levelRank(step.level) > 0) {
      mark(ctx, shapeOf(step.level, x, y, SIZE * ratio), colours[step.level], colours, ratio);
    }
  }
  ctx.restore();
}

function mark(
  ctx: CanvasRenderingContext2D,
  shape: Path2D,
  fill: string,
  colours: ChartColours,
  ratio: number,
) {
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colours.surface;
  ctx.lineWidth = 4 * ratio;
  ctx.stroke(shape);
  ctx.fillStyle = fill;
  ctx.fill(shape);
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = ratio;
  ctx.stroke(shape);
}

function ring(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colours: ChartColours) {
  ctx.beginPath();
  ctx.arc(x, y, radius * 0.8, 0, 2 * Math.PI);
  ctx.fillStyle = colours.surface;
  ctx.fill();
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.stroke();
}

/** A circle, a triangle, a square on its corner: the more corners to hurt oneself at, the higher. */
function shapeOf(level: Level, x: number, y: number, size: number): Path2D {
  const shape = new Path2D();
  if (level === 'serious')
    polygon(shape, [
      [x, y - size * 1.3],
      [x + size * 1.3, y],
      [x, y + size * 1.3],
      [x - size * 1.3, y],
    ]);
  else if (level === 'alert')
    polygon(shape, [
      [x, y - size * 1.3],
      [x + size * 1.2, y + size * 0.85],
      [x - size * 1.2, y + size * 0.85],
    ]);
  else shape.arc(x, y, size * 0.9, 0, 2 * Math.PI);
  return shape;
}

function polygon(shape: Path2D, corners: readonly (readonly [number, number])[]): void {
  for (const [x, y] of corners) shape.lineTo(x, y);
  shape.closePath();
}
