export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The place of one of several on an ellipse; the first stands at the top. */
export function placeOnCircle(index: number, count: number, centre: Point, radius: Point): Point {
  const angle = (2 * Math.PI * index) / count - Math.PI / 2;
  return { x: centre.x + radius.x * Math.cos(angle), y: centre.y + radius.y * Math.sin(angle) };
}

/** How far the two arrows of a link stand from the straight line between its ends. */
const ASIDE = 13;
const HEAD = 11;
const LABEL_ASIDE = 30;

/** A straight arrow a little to the right of the line, so that the one back has room on the other side. */
export function arrowBetween(
  from: Point,
  to: Point,
  gap: number,
): { path: string; head: string; label: Point } {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const across = { x: -along.y, y: along.x };
  const at = (distance: number, aside: number): Point => ({
    x: from.x + along.x * distance + across.x * aside,
    y: from.y + along.y * distance + across.y * aside,
  });
  const end = length - gap;
  const write = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return {
    path: `M${write(at(gap, ASIDE))}L${write(at(end - HEAD, ASIDE))}`,
    head: `M${write(at(end, ASIDE))}L${write(at(end - HEAD * 1.3, ASIDE - HEAD * 0.7))}L${write(at(end - HEAD * 1.3, ASIDE + HEAD * 0.7))}Z`,
    label: at(length / 2, ASIDE + LABEL_ASIDE),
  };
}
