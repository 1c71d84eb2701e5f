import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Mapping } from '../../domain/mapping.ts';
import type { Table } from './row.ts';

/**
 * Refuses a mapping that does not fit the header of a file.
 * @throws EwsError `invalid_input`; `detail.missing` lists the columns that are not there
 */
export function requireColumns(mapping: Mapping, table: Table, needed: readonly string[]): void {
  const { name, columns, line } = table;
  const where = line === undefined ? name : `${name}, line ${line} (header)`;
  const header = mapping.period?.header;
  const detail = { file: name, ...(line === undefined ? {} : { line }) };
  if (header !== undefined && columns === undefined) {
    throw new EwsError(
      'invalid_input',
      `${where}: period.header needs a header, which this format does not have.`,
      detail,
    );
  }
  if (columns === undefined) return;
  const all = [...needed, ...mapping.series.flatMap(columnsOf)];
  const missing = [...new Set(all)].filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const there = listed(columns.slice(0, 20));
    throw new EwsError(
      'invalid_input',
      `${where}: the mapping needs ${listed(missing)}, not found there. There is ${there}.`,
      { ...detail, missing },
    );
  }
  const twice = all.find((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  if (twice !== undefined) {
    throw new EwsError('invalid_input', `${where}: column "${clip(twice)}" stands twice.`, detail);
  }
  if (header !== undefined && needed.length === 0) {
    throw new EwsError('invalid_input', `${where}: no column has the form ${header}.`, detail);
  }
}

function columnsOf({ indicator, dimensions, where }: Mapping['series'][number]): string[] {
  const parts = [indicator, ...Object.values(dimensions)];
  return [...parts.flatMap(({ column }) => column ?? []), ...Object.keys(where ?? {})];
}

function listed(names: readonly string[]): string {
  return names.map((one) => `"${clip(one)}"`).join(', ');
}

/**
 * Refuses a mapping that gives an indicator other dimensions than the catalogue has. An indicator that the
 * catalogue does not have is refused row by row.
 * @throws EwsError `invalid_input`
 */
export function requireDimensions({ series }: Mapping, { name: file, catalogue }: Table): void {
  for (const { indicator, dimensions } of series) {
    const code = indicator.is;
    const own = code === undefined ? undefined : catalogue.get(code)?.dimensions;
    const given = Object.keys(dimensions);
    if (own === undefined || (own.length === given.length && own.every((name) => given.includes(name)))) {
      continue;
    }
    throw new EwsError(
      'invalid_input',
      `${file}: the mapping gives ${code} the dimensions ${given.join(', ')}; the catalogue has ${own.join(', ')}.`,
      { file, indicator: code },
    );
  }
}
