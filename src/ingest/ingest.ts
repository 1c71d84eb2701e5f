import { EwsError } from '../domain/errors.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { EpochMs } from '../domain/time.ts';
import { Forecast } from './forecast.ts';
import { readRows, type Source } from './parse.ts';
import type { NewObservation, ObservationStore, Outcome } from './port.ts';
import { isFault } from './raw.ts';
import { toObservation } from './record.ts';
import type { IngestReport } from './report.ts';
import { conflictFault, type Offered, Tally } from './tally.ts';

/** Rows a transaction. */
const BATCH_ROWS = 1000;

/** A strict import holds its rows in memory until the last one is checked; this many and no more. */
export const MAX_STRICT_ROWS = 100_000;

export interface IngestRequest extends Source {
  readonly store: Pick<ObservationStore, 'indicator' | 'appendObservations' | 'history'>;
  /** Business time. */
  readonly now: EpochMs;
  /** With any refusal, store nothing of the file. */
  readonly strict?: boolean | undefined;
  /** Check, and say what would become of the rows; store nothing. */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: ((progress: { bytes: number; rows: number }) => void) | undefined;
}

type Append = (batch: readonly NewObservation[]) => Promise<Outcome[]>;

/**
 * Reads a source to its end and stores what is good of it. A bad row is reported and does not stop the good
 * ones; what the store has is durable batch by batch, and offering a file again stores nothing twice.
 *
 * `strict` checks all rows first, also against what the store holds, and stores then. It holds them in memory
 * for that, whatever the input is. Should the process die while it stores, a part is stored; offering the
 * same file again completes it.
 * @throws EwsError `invalid_input`: the header of a CSV file is not usable (nothing is stored);
 *   `too_large`: more than MAX_STRICT_ROWS rows with `strict` (nothing is stored)
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const tally = new Tally(request.name, request.dryRun ?? false);
  const progress = new Progress(request, tally);
  const offered = checkedRows({ ...request, input: progress.counted() }, tally);
  if (request.strict) await settleWhole(request, offered, tally);
  else await settleInBatches(appender(request), offered, tally, progress);
  progress.tell();
  return tally.report();
}

/** The good rows; the others go to the tally. */
async function* checkedRows(request: IngestRequest, tally: Tally): AsyncGenerator<Offered> {
  const context = { format: request.format, now: request.now, indicator: cachedIndicators(request.store) };
  for await (const row of readRows(request)) {
    tally.offer();
    const checked = isFault(row) ? row : await toObservation(row, context);
    if (isFault(checked)) tally.refuse(checked);
    else yield { line: row.line, observation: checked };
  }
}

async function settleInBatches(
  append: Append,
  offered: AsyncIterable<Offered>,
  tally: Tally,
  progress?: Progress,
): Promise<void> {
  const settle = async (batch: readonly Offered[]) => {
    tally.settle(batch, await append(batch.map(({ observation }) => observation)));
    progress?.tell();
  };
  let batch: Offered[] = [];
  for await (const row of offered) {
    if (batch.push(row) < BATCH_ROWS) continue;
    await settle(batch);
    batch = [];
  }
  if (batch.length > 0) await settle(batch);
}

async function settleWhole(
  request: IngestRequest,
  offered: AsyncIterable<Offered>,
  tally: Tally,
): Promise<void> {
  const rows = await collect(offered, request.name);
  const outcomes = await new Forecast(request.store).outcomes(rows.map(({ observation }) => observation));
  const conflicts = rows.filter((_, index) => outcomes[index] === 'conflict');
  if (tally.refused === 0 && conflicts.length === 0) {
    if (request.dryRun) tally.settle(rows, outcomes);
    else await settleInBatches(appender(request), asStream(rows), tally);
    return;
  }
  for (const row of conflicts) tally.refuse(conflictFault(row));
  tally.leaveOut(rows.length - conflicts.length);
}

async function collect(offered: AsyncIterable<Offered>, name: string): Promise<Offered[]> {
  const rows: Offered[] = [];
  for await (const row of offered) {
    if (rows.push(row) <= MAX_STRICT_ROWS) continue;
    throw new EwsError(
      'too_large',
      `${name} has more than ${MAX_STRICT_ROWS} rows, which a strict import cannot hold. Split it, or import it without strict.`,
      { file: name, limit: MAX_STRICT_ROWS },
    );
  }
  return rows;
}

async function* asStream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function appender({ store, dryRun }: IngestRequest): Append {
  if (!dryRun) return (batch) => store.appendObservations(batch);
  const forecast = new Forecast(store);
  return async (batch) => {
    forecast.forget();
    return forecast.outcomes(batch);
  };
}

/** Only what the catalogue has is kept: codes that a file makes up must not fill the memory. */
function cachedIndicators(store: IngestRequest['store']): (code: string) => Promise<Indicator | undefined> {
  const cache = new Map<string, Indicator>();
  return async (code) => {
    const indicator = cache.get(code) ?? (await store.indicator(code));
    if (indicator !== undefined) cache.set(code, indicator);
    return indicator;
  };
}

/** Counts bytes on their way in and tells how far the import is. */
class Progress {
  readonly #request: IngestRequest;
  readonly #tally: Tally;
  #bytes = 0;

  constructor(request: IngestRequest, tally: Tally) {
    this.#request = request;
    this.#tally = tally;
  }

  async *counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#request.input) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  tell(): void {
    this.#request.onProgress?.({ bytes: this.#bytes, rows: this.#tally.rows });
  }
}
