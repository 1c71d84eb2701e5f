import { type Place, type Stage, SupplyMap } from '../../src/domain/supply-map.ts';

/** `CN/refining/gallium` → a place. */
export function place(text: string): Place {
  const [country = '', stage = '', item = ''] = text.split('/');
  return { country, stage: stage as Stage, item };
}

interface Edge {
  readonly share: number;
  readonly days?: readonly [from: number, to: number];
  readonly bearsOn?: 'output' | 'capacity';
  readonly substitutes?: readonly object[];
  readonly hsCodes?: readonly string[];
}

const SOURCE = { title: 'A table', publisher: 'An office', url: 'https://example.org/', year: 2023 };

/** A map of edges by `from → to`; items have their keys as names, and no codes unless stated. */
export function mapOf(edges: Record<string, Edge>, codes: Record<string, string[]> = {}): SupplyMap {
  const ends = Object.keys(edges).flatMap((way) => way.split(' → '));
  const items = [...new Set(ends.map((end) => place(end).item))];
  return SupplyMap.parse({
    items: Object.fromEntries(
      items.map((key) => [
        key,
        { names: { en: `The ${key}` }, sector: 'batteries', hsCodes: codes[key] ?? [] },
      ]),
    ),
    edges: Object.entries(edges).map(([way, { days = [10, 20], ...edge }]) => {
      const [from = '', to = ''] = way.split(' → ');
      return {
        ...{ from: place(from), to: place(to), shareOf: 'imports', source: SOURCE },
        ...{ leadTimeDays: { from: days[0], to: days[1] } },
        ...edge,
      };
    }),
  });
}
