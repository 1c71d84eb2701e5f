import type { Indicator } from '../../domain/indicator.ts';

/** A row of a table: what stands in each of its columns, as text or as the format's own number. */
export interface Row {
  readonly line: number;
  readonly place?: string;
  /** `undefined`: there is no such column, or nothing in it. */
  cell(column: string): unknown;
}

/** What a mapping has to know of the indicators, by their codes. Plain data: it goes to another thread. */
export type Catalogue = ReadonlyMap<string, Pick<Indicator, 'dimensions'>>;

/** What a mapping is applied to. */
export interface Table {
  /** Name of the file, for messages. */
  readonly name: string;
  /** The columns of the header; absent where each row has its own, as in JSON. */
  readonly columns?: readonly string[];
  /** Line of the header, for messages. */
  readonly line?: number;
  readonly catalogue: Catalogue;
}
