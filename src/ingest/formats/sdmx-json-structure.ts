import { z } from 'zod';
import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Fault } from '../raw.ts';
import type { Row } from './row.ts';
import { SDMX_COLUMNS } from './sdmx.ts';

/** An observation as it stands in a data set. */
export interface RawObservation {
  readonly line: number;
  /** A JSON pointer. */
  readonly place: string;
  /** Positions of the values of the dimensions of its series, e.g. `0:3`; empty if it is in none. */
  readonly seriesKey: string;
  readonly key: string;
  /** Measures, then attributes. */
  readonly values: unknown;
}

const Component = z.looseObject({
  id: z.string().min(1).max(200),
  keyPosition: z.number().optional(),
  values: z.array(z.unknown()).nullish(),
});
type Component = z.infer<typeof Component>;
const components = z.array(Component).max(200).optional();

/** What is used of a structure, of versions 2.0 and 2.1. */
const Described = z.looseObject({
  links: z.array(z.looseObject({ urn: z.string().optional() })).optional(),
  dimensions: z.looseObject({ dataSet: components, series: components, observation: components }),
  measures: z.looseObject({ observation: components }).optional(),
  attributes: z.looseObject({ observation: components }).optional(),
});

/** The structure of a data set, to which the positions in it refer. */
export class JsonStructure {
  /** The id of the dataflow; of the data structure, if there is no dataflow. */
  readonly id: string;
  /** The ids of the components that an observation says. */
  readonly columns: readonly string[];
  readonly #dataSet: readonly Component[];
  readonly #series: readonly Component[];
  readonly #observation: readonly Component[];
  /** Measures, then attributes: what the array of an observation holds. */
  readonly #held: readonly Component[];

  /** @throws EwsError `invalid_input`: not the structure of a data message */
  constructor(file: string, path: readonly (string | number)[], data: unknown) {
    const checked = Described.safeParse(data);
    if (!checked.success) {
      const { path: part, message } = checked.error.issues[0]!;
      const place = `/${[...path, ...part].join('/')}`;
      throw new EwsError('invalid_input', `${file}, ${place}: ${message}.`, { file, place });
    }
    const { dimensions, measures, attributes, links = [] } = checked.data;
    this.id = idOf(links.flatMap(({ urn }) => urn ?? []));
    this.#dataSet = dimensions.dataSet ?? [];
    this.#series = dimensions.series ?? [];
    this.#observation = dimensions.observation ?? [];
    const usual = [{ id: SDMX_COLUMNS.value }];
    const measured = measures?.observation?.length ? measures.observation : usual;
    this.#held = [...measured, ...(attributes?.observation ?? [])];
    const all = [...this.#dataSet, ...this.#series, ...this.#observation, ...this.#held];
    this.columns = [...new Set(all.map(({ id }) => id))];
  }

  /** What an observation says by the ids of the components. `bare`: it need not have a value. */
  row(observation: RawObservation, bare: boolean): Row | Fault {
    const { line, place, seriesKey, key, values } = observation;
    const cells = new Map<string, unknown>();
    const refuse = (problem: string): Fault => ({ line, place, reason: 'malformed', problem });
    if (!Array.isArray(values)) return refuse('An observation is an array of its value and its attributes.');
    if (values.length === 0 && !bare) return refuse('The observation is empty.');
    for (const component of this.#dataSet) cells.set(component.id, valueAt(component, 0));
    const placed = [
      ...positions(this.#series, seriesKey, this.#observation.length > 0 && seriesKey === ''),
      ...positions(this.#observation, key, false),
    ];
    for (const { component, position } of placed) {
      const value = component && valueAt(component, position);
      if (value === undefined) {
        return refuse(`The structure has no value at the position in "${clip(`${seriesKey}/${key}`)}".`);
      }
      cells.set(component!.id, value);
    }
    for (const [index, component] of this.#held.entries()) {
      const coded = index > 0 && (component.values?.length ?? 0) > 0;
      const held: unknown = values[index];
      const value = coded && typeof held === 'number' ? valueAt(component, held) : held;
      if (coded && typeof held === 'number' && value === undefined) {
        return refuse(`${component.id} has no value at position ${held}.`);
      }
      cells.set(component.id, value ?? undefined);
    }
    return { line, place, cell: (column) => cells.get(column) };
  }
}

/** The dimensions of a key with the positions of their values; where the two do not fit, `component` is absent. */
function positions(
  dimensions: readonly Component[],
  key: string,
  flat: boolean,
): { component: Component | undefined; position: number }[] {
  if (dimensions.length === 0 || flat) return dimensions.map((component) => ({ component, position: 0 }));
  const parts = key.split(':');
  const fits = parts.length === dimensions.length && parts.every((part) => /^(0|[1-9]\d{0,8})$/.test(part));
  if (!fits) return [{ component: undefined, position: 0 }];
  return dimensions.map((component, index) => ({ component, position: Number(parts[index]) }));
}

/** A value is an object with an id, or with the value itself, or plain. */
function valueAt({ values }: Component, position: number): unknown {
  const value = values?.[position];
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const { id, value: own } = value as { id?: unknown; value?: unknown };
  return id ?? own;
}

function idOf(urns: readonly string[]): string {
  const ids = (kind: string) =>
    urns.flatMap((urn) => new RegExp(`\\.${kind}=[^:]+:([^(]+)`).exec(urn)?.[1] ?? []);
  return ids('Dataflow')[0] ?? ids('DataStructure')[0] ?? '';
}
