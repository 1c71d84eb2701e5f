import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Mapping } from '../../domain/mapping.ts';
import { WITHDRAWN } from '../../domain/series.ts';
import { type Fault, isFault, type RawRecord } from '../raw.ts';
import { isBreak, JsonStream, type JsonValue } from './json-stream.ts';
import type { Catalogue } from './row.ts';
import { frequencyProblem, Structures } from './sdmx.ts';
import { JsonStructure, type RawObservation } from './sdmx-json-structure.ts';

/** The structure of a message: code lists may be long, and are held. */
const MAX_VALUE_BYTES = 32 * 1024 * 1024;
/** Observations that are held where the structure comes after the data sets. */
export const MAX_HELD_OBSERVATIONS = 100_000;

const DATA_SET = '$.data.dataSets.*';
const PATHS = [
  '$.data.structures.*',
  `${DATA_SET}.structure`,
  `${DATA_SET}.action`,
  `${DATA_SET}.series.*.observations.*`,
  `${DATA_SET}.observations.*`,
];

/**
 * Reads data messages of SDMX-JSON 2.x, with series or with flat observations; the structure may stand before or
 * after the data sets. Data sets with the action Delete withdraw the observations that they name. Holds the
 * structure, and MAX_HELD_OBSERVATIONS observations where the structure comes last.
 * @throws EwsError `invalid_input`: not such a message, or the mapping does not fit its structure; `too_large`: the
 *   structure comes after too many observations
 */
export async function* readSdmxJson(
  input: AsyncIterable<Uint8Array>,
  name: string,
  mapping: Mapping | undefined,
  catalogue: Catalogue,
): AsyncGenerator<RawRecord | Fault> {
  const stream = new JsonStream({ paths: PATHS, maxValueBytes: MAX_VALUE_BYTES });
  const message = new Message(name, new Structures(name, mapping, catalogue));
  for await (const found of stream.read(input)) {
    if (isBreak(found)) {
      yield* message.rest();
      const line = message.count + 1;
      const place = `observation ${line}, before byte ${found.byte}`;
      yield { line, place, reason: found.reason, problem: `The JSON cannot be read on: ${found.problem}.` };
      return;
    }
    for (const record of message.take(found)) yield record;
  }
  if (!stream.members.has('data')) {
    throw new EwsError('invalid_input', `${name} is no data message of SDMX-JSON 2: it has no "data".`, {
      file: name,
    });
  }
  yield* message.rest();
}

interface DataSet {
  readonly index: number;
  structure: number;
  deletes: boolean;
  observations: number;
}

class Message {
  readonly #name: string;
  readonly #structures: Structures;
  readonly #described: JsonStructure[] = [];
  #held: { observation: RawObservation; dataSet: DataSet }[] = [];
  #dataSet: DataSet | undefined;
  #count = 0;

  constructor(name: string, structures: Structures) {
    this.#name = name;
    this.#structures = structures;
  }

  /** Observations so far. */
  get count(): number {
    return this.#count;
  }

  *take({ path, value }: JsonValue): Generator<RawRecord | Fault> {
    if (path[1] === 'structures') {
      this.#described.push(new JsonStructure(this.#name, path, value));
      return;
    }
    const index = Number(path[2]);
    if (this.#dataSet?.index !== index) {
      yield* this.#finishDataSet();
      this.#dataSet = { index, structure: 0, deletes: false, observations: 0 };
    }
    const dataSet = this.#dataSet as DataSet;
    if (path[3] === 'structure') this.#state(dataSet, 'structure', () => (dataSet.structure = Number(value)));
    else if (path[3] === 'action') {
      this.#state(dataSet, 'action', () => (dataSet.deletes = isDeletion(value)));
    } else yield* this.#observe(dataSet, path, value);
  }

  /** Gives what was held for the structure. */
  *rest(): Generator<RawRecord | Fault> {
    yield* this.#finishDataSet();
    const held = this.#held;
    this.#held = [];
    for (const { observation, dataSet } of held) yield* this.#records(observation, dataSet);
  }

  /** What stands after the observations that it is about would come too late for those already read. */
  #state(dataSet: DataSet, member: string, set: () => void): void {
    const before = { ...dataSet };
    set();
    const same = before.structure === dataSet.structure && before.deletes === dataSet.deletes;
    if (same || dataSet.observations === 0) return;
    throw new EwsError(
      'invalid_input',
      `${this.#name}, /data/dataSets/${dataSet.index}: "${member}" stands after the observations. Put it before them.`,
      { file: this.#name },
    );
  }

  *#observe(dataSet: DataSet, path: JsonValue['path'], value: unknown): Generator<RawRecord | Fault> {
    this.#count += 1;
    dataSet.observations += 1;
    const inSeries = path[3] === 'series';
    const observation = {
      line: this.#count,
      place: `/${path.join('/')}`,
      seriesKey: inSeries ? String(path[4]) : '',
      key: String(path.at(-1)),
      values: value,
    };
    if (this.#described[dataSet.structure] !== undefined) yield* this.#records(observation, dataSet);
    else if (this.#held.push({ observation, dataSet }) > MAX_HELD_OBSERVATIONS) {
      throw new EwsError(
        'too_large',
        `${this.#name}: no structure ${dataSet.structure} within the first ${MAX_HELD_OBSERVATIONS} observations. Put "structures" before "dataSets".`,
        { file: this.#name, limit: MAX_HELD_OBSERVATIONS },
      );
    }
  }

  *#records(observation: RawObservation, { structure, deletes }: DataSet): Generator<RawRecord | Fault> {
    const { line, place } = observation;
    const described = this.#described[structure];
    if (described === undefined) {
      const problem = `The message has no structure ${structure}.`;
      yield { line, place, reason: 'malformed', problem };
      return;
    }
    const row = described.row(observation, deletes);
    if (isFault(row)) {
      yield row;
      return;
    }
    const found = this.#structures.find(described.id, described.columns, undefined, String(structure));
    if ('problem' in found) {
      yield { line, place, reason: 'unknown_series', problem: found.problem };
      return;
    }
    const frequency = frequencyProblem(String(row.cell('FREQ') ?? ''));
    if (frequency !== undefined) {
      yield { line, place, column: 'FREQ', reason: 'bad_period', problem: frequency };
      return;
    }
    for (const record of found.records(row, deletes)) {
      yield isFault(record) || !deletes ? record : { ...record, status: WITHDRAWN };
    }
  }

  /** A deletion that names no observation means all of them. */
  *#finishDataSet(): Generator<Fault> {
    const dataSet = this.#dataSet;
    this.#dataSet = undefined;
    if (dataSet === undefined || !dataSet.deletes || dataSet.observations > 0) return;
    this.#count += 1;
    yield {
      line: this.#count,
      place: `/data/dataSets/${dataSet.index}`,
      reason: 'malformed',
      problem: 'Deletes more than single observations. Name each observation.',
    };
  }
}

function isDeletion(action: unknown): boolean {
  if (action === 'Delete') return true;
  if (['Information', 'Append', 'Replace', 'Merge'].includes(String(action))) return false;
  throw new EwsError('invalid_input', `"${clip(String(action))}" is not an action of a data set.`);
}
