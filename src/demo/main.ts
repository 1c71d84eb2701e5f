import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { formatInstant, parseInstant } from '../domain/time.ts';
import { createOutgoing } from '../net/outgoing.ts';
import { createAcknowledge } from './acknowledging.ts';
import { COUNTRIES } from './cast.ts';
import { createDesk } from './desk.ts';
import { type History, readHistory, type Week } from './history.ts';
import { type BulletinOutcome, countAcknowledgements, judgeOutcome } from './outcome.ts';
import type { NodeProcess } from './processes.ts';
import { replay } from './replay.ts';
import { addresses, bulletinTable, type Summary, summarise } from './report.ts';
import { type StagedNode, setStage } from './stage.ts';

const START = Date.UTC(2008, 0, 1);

const HELP = `npm run demo [-- --once] [-- --json]

Three national nodes on this machine replay real history, detect, release, sign, exchange and verify.
  --once       end when the replay is over instead of staying up
  --json       print one JSON object as the last line of standard output, and nothing else there
  --until DAY  end the replay at this day, e.g. 2011-12-31
  --keep DIR   make the nodes in this folder and leave them there
`;

const OPTIONS = {
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  keep: { type: 'string' },
  until: { type: 'string', default: '2025-02-01' },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    say(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (!options.help) return demonstrate(options);
  process.stdout.write(HELP);
  return 0;
}

/** Returns the exit code: 0 if every bulletin is verified at every peer of its audience and sealed elsewhere. */
async function demonstrate({ once, json, keep, until }: Options): Promise<number> {
  const directory = keep === undefined ? mkdtempSync(join(tmpdir(), 'ews-demo-')) : resolve(keep);
  mkdirSync(directory, { recursive: true });
  const outgoing = createOutgoing({ allowHttp: false });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const processes: NodeProcess[] = [];
  try {
    const history = readHistory(COUNTRIES, START, parseInstant(`${until}T00:00:00Z`));
    say('Making three nodes: keys, databases, accounts, enrolment …');
    const nodes = await setStage(directory, formatInstant(START), outgoing, processes);
    const { summary, outcomes } = await play(nodes, history, stopping.signal);
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    else process.stdout.write(`${bulletinTable(outcomes)}\n${closing(summary)}\n`);
    if (!once) await stay(nodes, stopping.signal);
    return outcomes.every(({ deliveries }) => deliveries.every(({ asDue }) => asDue)) ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) say(`The demonstration failed: ${(error as Error).message}`);
    return stopping.signal.aborted ? 130 : 1;
  } finally {
    await Promise.all(processes.map((one) => one.stop()));
    await outgoing.close();
    if (keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function play(
  nodes: StagedNode[],
  history: History,
  signal: AbortSignal,
): Promise<{ summary: Summary; outcomes: BulletinOutcome[] }> {
  const bar = new SingleBar(
    {
      format: 'Replay: {date} [{bar}] {percentage}% · {bulletins} bulletins · {eta_formatted} left',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
    },
    Presets.rect,
  );
  bar.start(history.weeks.length, 0, { date: '2008-01-01', bulletins: 0 });
  const desks = new Map(nodes.map((node) => [node, createDesk(node)]));
  const acknowledge = createAcknowledge(nodes, ({ id }, peer) =>
    say(`${id} did not reach ${peer.country.id} in time`),
  );
  const onWeek = (week: Week, count: number) => {
    signal.throwIfAborted();
    bar.increment({ date: formatInstant(week.end).slice(0, 10), bulletins: count });
  };
  const { bulletins, stored } = await replay(nodes, desks, history, acknowledge, onWeek).finally(() =>
    bar.stop(),
  );
  const outcomes = await judgeOutcome(nodes, bulletins);
  const counts = {
    nodes: nodes.length,
    series: history.series,
    observations: stored,
    signals: await countSignals(nodes),
    acknowledged: await countAcknowledgements(bulletins),
  };
  return { summary: summarise(counts, outcomes), outcomes };
}

async function countSignals(nodes: StagedNode[]): Promise<number> {
  const counts = await Promise.all(nodes.map((node) => countPages(node)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countPages(node: StagedNode): Promise<number> {
  let count = 0;
  for (;;) {
    const { items } = await node.as.analyst.get<{ items: unknown[] }>(`/signals?limit=500&offset=${count}`);
    count += items.length;
    if (items.length < 500) return count;
  }
}

function closing({
  nodes,
  series,
  observations,
  signals,
  bulletins,
  deliveries,
  acknowledged,
  latencyMs,
}: Summary): string {
  return [
    `${nodes} nodes learnt ${observations} observations of ${series} series and raised ${signals} signals.`,
    `${bulletins} bulletins were issued: ${deliveries.verified} deliveries verified, ${deliveries.sealed} sealed (not in the audience), ${deliveries.refused} refused, ${deliveries.failed} failed.`,
    `${acknowledged} acknowledgements came back. From issue to verified at the peer: median ${latencyMs.p50} ms, 99 % within ${latencyMs.p99} ms.`,
  ].join('\n');
}

async function stay(nodes: StagedNode[], signal: AbortSignal): Promise<void> {
  process.stdout.write(
    `\nThe consoles stay open until Ctrl-C; each has its API documentation at /api/docs.\n${addresses(nodes)}\n`,
  );
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
