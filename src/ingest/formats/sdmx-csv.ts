import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Delimiter, Mapping } from '../../domain/mapping.ts';
import { hasValue, ObservationStatus, WITHDRAWN } from '../../domain/series.ts';
import { type Fault, isFault, type RawRecord } from '../raw.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { rowOf } from './mapped-csv.ts';
import type { Catalogue, Row } from './row.ts';
import { artefactId, frequencyProblem, MISSING, SDMX_COLUMNS, Structures } from './sdmx.ts';

/**
 * Reads SDMX-CSV 2.x, with labels of any kind:
 *
 *     STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REPORTER,PARTNER,TIME_PERIOD,OBS_VALUE,OBS_STATUS
 *     dataflow,KR_EWS:UREA_PRICE(1.0),R,M,W,W,2021-10,769.5,A
 *
 * Actions I, A, M and R give values; D withdraws the one observation that it names. `NaN` is a missing value. The
 * separator is the one after the first header.
 * @throws EwsError `invalid_input`: no header of SDMX-CSV, or one that the mapping does not fit
 */
export async function* readSdmxCsv(
  input: AsyncIterable<Uint8Array>,
  name: string,
  mapping: Mapping | undefined,
  catalogue: Catalogue,
): AsyncGenerator<RawRecord | Fault> {
  let reader: SdmxRows | undefined;
  const form = { ...mapping, name, delimiter: delimiterOf };
  for await (const row of csvRows(input, form)) {
    if (isFault(row)) yield row;
    else if (reader === undefined) reader = new SdmxRows(row, name, new Structures(name, mapping, catalogue));
    else for (const record of reader.records(row)) yield record;
  }
}

function delimiterOf(header: string): Delimiter {
  const sign = /^STRUCTURE(?:\[.\])?([,;\t|])/.exec(header)?.[1];
  return (sign ?? ',') as Delimiter;
}

class SdmxRows {
  readonly #structures: Structures;
  readonly #columns: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  /** `labels=both`: cells and headers are `ID: Name`. */
  readonly #labelled: boolean;
  readonly #line: number;

  /** @throws EwsError `invalid_input` */
  constructor({ line, fields }: CsvRow, name: string, structures: Structures) {
    this.#structures = structures;
    this.#line = line;
    this.#labelled = fields.some((field) => field.includes(': '));
    this.#columns = fields.map((field) => withoutLabel(field).replace(/\[.*\]$/, ''));
    // With labels=name a column of names may bear the id of the one before it: the first one counts.
    this.#positions = new Map(this.#columns.map((column, index) => [column, index] as const).reverse());
    if (this.#columns[0] === 'STRUCTURE' && this.#columns[1] === 'STRUCTURE_ID') return;
    throw new EwsError(
      'invalid_input',
      `${name}, line ${line} (header): SDMX-CSV 2 begins with STRUCTURE,STRUCTURE_ID, not with "${clip(fields.slice(0, 2).join())}".`,
      { file: name, line },
    );
  }

  *records({ line, fields }: CsvRow): Generator<RawRecord | Fault> {
    const row = rowOf(line, this.#labelled ? fields.map(withoutLabel) : fields, this.#positions);
    const problem = this.#structureProblem(row);
    if (problem !== undefined) {
      yield { line, ...problem };
      return;
    }
    const id = artefactId(textIn(row, 'STRUCTURE_ID')) as string;
    const structure = this.#structures.find(id, [...this.#positions.keys()], this.#line);
    if ('problem' in structure) {
      yield { line, column: 'STRUCTURE_ID', reason: 'unknown_series', problem: structure.problem };
      return;
    }
    const action = textIn(row, 'ACTION') || 'M';
    const deletes = action === 'D' ? deletionProblem(row, fields) : undefined;
    if (deletes !== undefined) {
      yield { line, reason: 'malformed', problem: deletes };
      return;
    }
    for (const record of structure.records(row, action === 'D')) {
      if (isFault(record)) yield record;
      else yield action === 'D' ? { ...record, status: WITHDRAWN } : withMissing(record);
    }
  }

  #structureProblem(row: Row): Pick<Fault, 'column' | 'reason' | 'problem'> | undefined {
    const [kind, reference, action] = ['STRUCTURE', 'STRUCTURE_ID', 'ACTION'].map((column) =>
      textIn(row, column),
    );
    if (!['dataflow', 'datastructure', 'dataprovision'].includes(kind!)) {
      const problem = `"${clip(kind!)}" is not dataflow, datastructure or dataprovision.`;
      return { column: 'STRUCTURE', reason: 'malformed', problem };
    }
    if (artefactId(reference!) === undefined) {
      const problem = `"${clip(reference!)}" is not of the form AGENCY:ID(VERSION).`;
      return { column: 'STRUCTURE_ID', reason: 'malformed', problem };
    }
    if (!['', 'I', 'A', 'M', 'R', 'D'].includes(action!)) {
      return { column: 'ACTION', reason: 'malformed', problem: `"${clip(action!)}" is not I, A, M, R or D.` };
    }
    const frequency = frequencyProblem(textIn(row, 'FREQ'));
    return frequency === undefined ? undefined : { column: 'FREQ', reason: 'bad_period', problem: frequency };
  }
}

function textIn(row: Row, column: string): string {
  return String(row.cell(column) ?? '').trim();
}

function withoutLabel(field: string): string {
  const end = field.indexOf(': ');
  return end === -1 ? field : field.slice(0, end);
}

/** Why a deletion is not that of one observation. */
function deletionProblem(row: Row, fields: readonly string[]): string | undefined {
  if (row.cell(SDMX_COLUMNS.period) === '') {
    return 'Deletes more than one observation. Name each in a row of its own, with all dimensions.';
  }
  const value = row.cell(SDMX_COLUMNS.value);
  const onlyAttributes = value === '' && fields.some((field) => field.trim() === '-');
  return onlyAttributes ? 'Deletes attributes and no value: there is nothing to withdraw.' : undefined;
}

/** `NaN` says that the value is missing, and the status may say why. */
function withMissing(record: RawRecord): RawRecord {
  const status = ObservationStatus.safeParse(record.status).data;
  if (record.value !== 'NaN') return record;
  const why = status === undefined || hasValue(status) ? MISSING : status;
  return record.status === undefined || status !== undefined
    ? { ...record, value: undefined, status: why }
    : record;
}
