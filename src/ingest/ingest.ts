import { randomInt } from 'node:crypto';
import { EwsError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';
import type { IngestRun } from './batch.ts';
import type { Compressed } from './decompress.ts';
import type { Source } from './parse.ts';
import { type Input, type OnProgress, Parser } from './parser.ts';
import type { ObservationStore } from './port.ts';
import type { IngestReport } from './report.ts';
import { readSource } from './source.ts';
import { type Settled, Tally } from './tally.ts';
import { transactions } from './transactions.ts';
import { MAX_WINDOW_ROWS, type Window } from './window.ts';

/** A strict import holds its good rows in memory until the last one is checked; this many and no more. */
export const MAX_STRICT_ROWS = MAX_WINDOW_ROWS;

/** Numbers of runs are drawn from so many: two are as good as never the same. */
const RUNS = 2 ** 48 - 1;

export interface IngestRequest
  extends Omit<Source, 'input' | 'catalogue'>,
    Pick<Compressed, 'compression' | 'maxBytes'> {
  readonly input: Input;
  /** How many bytes the input has, if that is known. */
  readonly bytes?: number | undefined;
  readonly store: Pick<ObservationStore, 'indicators' | 'append' | 'forecast'>;
  /** Reads what is large. Absent: a thread of its own for as long as it takes. */
  readonly parser?: Parser | undefined;
  /** Business time. */
  readonly now: EpochMs;
  /** With any refusal, store nothing of the file. */
  readonly strict?: boolean | undefined;
  /**
   * Check, and say what would become of the rows; store nothing. A point that is given twice in different
   * windows (further apart than 65,536 rows at least) is foretold each time as if it were alone.
   */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Reads a source to its end and stores what is good of it. A bad row is reported and does not stop the good
 * ones; what the store has is durable batch by batch, and offering a file again stores nothing twice.
 *
 * `strict` checks all rows first, also against what the store holds, and stores then. It holds them in memory
 * for that, whatever the input is. Should the process die while it stores, a part is stored; offering the
 * same file again completes it.
 * @throws EwsError `invalid_input`: the header of the file is not usable or does not fit its mapping (nothing is
 *   stored), or it is cut off or broken (what was read of it is stored);
 *   `too_large`: more than MAX_STRICT_ROWS rows with `strict` (nothing is stored); `unavailable`: too many large
 *   sources wait for `parser`
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const own = request.parser === undefined ? new Parser() : undefined;
  try {
    return await ingestWith(request, request.parser ?? own!);
  } finally {
    await own?.close();
  }
}

async function ingestWith(request: IngestRequest, parser: Parser): Promise<IngestReport> {
  const { store, now, name, strict = false, dryRun = false } = request;
  const catalogue = await store.indicators();
  const run: IngestRun = { id: randomInt(1, RUNS), knownAt: now };
  const tally = new Tally({ file: name, dryRun, catalogue });
  const windows = readSource(request, { catalogue, whole: strict }, parser);
  if (strict) {
    await settleWhole(windows, request, run, tally);
  } else {
    const settle = dryRun ? store.forecast : store.append;
    for await (const window of windows) {
      tally.refuseRows(window.refused);
      for (const part of transactions(window)) {
        tally.settle({ ...part, outcome: await settle.call(store, part.batch, run) });
      }
    }
  }
  return tally.report();
}

async function settleWhole(
  windows: AsyncIterable<Window>,
  { name, store, dryRun }: IngestRequest,
  run: IngestRun,
  tally: Tally,
): Promise<void> {
  const whole = await onlyWindow(windows, name, tally);
  const foretold: Settled[] = [];
  for (const part of whole === undefined ? [] : transactions(whole)) {
    foretold.push({ ...part, outcome: await store.forecast(part.batch, run) });
  }
  const conflicts = foretold.reduce((sum, { outcome }) => sum + outcome.conflicts.length, 0);
  if (tally.refused + conflicts > 0) {
    for (const part of foretold) tally.leaveOut(part);
  } else {
    for (const part of foretold) {
      tally.settle(dryRun ? part : { ...part, outcome: await store.append(part.batch, run) });
    }
  }
}

async function onlyWindow(
  windows: AsyncIterable<Window>,
  name: string,
  tally: Tally,
): Promise<Window | undefined> {
  let only: Window | undefined;
  for await (const window of windows) {
    tally.refuseRows(window.refused);
    if (window.lines.length === 0) continue;
    if (only !== undefined) throw tooManyRows(name);
    only = window;
  }
  return only;
}

function tooManyRows(name: string): EwsError {
  return new EwsError(
    'too_large',
    `${name} has more than ${MAX_STRICT_ROWS} rows, which a strict import cannot hold. Split it, or import it without strict.`,
    { file: name, limit: MAX_STRICT_ROWS },
  );
}
