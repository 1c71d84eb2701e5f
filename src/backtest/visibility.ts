import type { Listed } from './series-index.ts';

/** Whether a country's own node has a series. */
export type Visibility = (country: string, series: Listed) => boolean;

/** What is public everyone watches; what is national, its own node alone. */
export const publicShared: Visibility = (country, { node, scope }) => scope === 'public' || node === country;

/** Each series is watched by the node alone to which it is allocated. */
export const statedAllocation: Visibility = (country, { node }) => node === country;

/** As stated, with other nodes in the place of those of the index. */
export function allocatedTo(nodes: ReadonlyMap<string, string>): Visibility {
  return (country, { series }) => nodes.get(series) === country;
}
