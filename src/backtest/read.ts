import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../replay/history.ts';
import { readTable } from '../replay/table.ts';
import { type Crisis, readCrises } from './crises.ts';
import { type Listed, readIndex } from './series-index.ts';

/** What does not stop a backtest, but makes less of it than its files seem to hold. */
export interface Remarks {
  /** In the table, but not in the index: nobody knows when their values were published. */
  readonly unlisted: readonly string[];
  /** In the index, without a value in the table. */
  readonly withoutValues: readonly string[];
  /** Named by a crisis, but not in the index. */
  readonly unknown: readonly string[];
  /** Rows of the table that say nothing that can be used. */
  readonly refusedRows: number;
}

export interface Material {
  readonly index: ReadonlyMap<string, Listed>;
  readonly crises: readonly Crisis[];
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly remarks: Remarks;
}

/** Reads `series.csv` and `index.csv` of a folder, and the crises if there are any. @throws EwsError `invalid_input` */
export async function readMaterial(folder: string, crisesFile: string | undefined): Promise<Material> {
  const index = await readIndex(join(folder, 'index.csv'));
  const crises = crisesFile === undefined ? [] : await readCrises(crisesFile);
  const table = await readTable(createReadStream(join(folder, 'series.csv')), {
    name: 'series.csv',
    pace: (series) => index.get(series)?.pace,
    lagDays: (series) => index.get(series)?.lagDays ?? 0,
  });
  const rows = new Map(table.series.map((each) => [each.series, each.rows]));
  const named = new Set(crises.flatMap(({ series }) => series));
  const remarks = {
    unlisted: [...rows.keys()].filter((series) => !index.has(series)),
    withoutValues: [...index.keys()].filter((series) => !rows.has(series)),
    unknown: [...named].filter((series) => !index.has(series)),
    refusedRows: table.refused.length,
  };
  return { index, crises, rows, remarks };
}
