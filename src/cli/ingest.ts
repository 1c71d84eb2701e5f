import { closeSync, fstatSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Command, Option } from 'commander';
import { requireMapping } from '../config/mappings.ts';
import { EwsError } from '../domain/errors.ts';
import { DataFormat, Delimiter } from '../domain/mapping.ts';
import { type IngestRequest, ingest as ingestSource } from '../ingest/ingest.ts';
import { parseFileName } from '../ingest/parse.ts';
import { Parser } from '../ingest/parser.ts';
import { countsOf, type IngestReport } from '../ingest/report.ts';
import { isLargeFile } from '../ingest/source.ts';
import { EXIT } from './exit-codes.ts';
import { createProgress } from './ingest-progress.ts';
import { businessTime, type LocalNode, localActor, withLocalNode } from './local-node.ts';
import { nodeDirectory } from './node-directory.ts';
import { printable, printJson, printLine } from './output.ts';

interface Options {
  readonly dir?: string;
  readonly format?: DataFormat;
  readonly delimiter?: string;
  readonly mapping?: string;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('store the observations of a file; exit code 1 if a row was refused')
    .argument(
      '<file>',
      'CSV, NDJSON, JSON, SDMX-CSV or SDMX-JSON, also compressed (gzip, Zstandard); - for standard input',
    )
    .option('--dir <dir>', 'the folder of the node; else EWS_DIR')
    .addOption(new Option('--format <format>', 'if the name does not end in it').choices(DataFormat.options))
    .option('--mapping <name>', 'how the columns of a publisher are read, from the catalogue')
    .addOption(
      new Option(
        '--delimiter <character>',
        'between the fields of CSV, "tab" for a tab; else that of the mapping, or a comma',
      ).argParser((text) => (text === 'tab' ? '\t' : text)),
    )
    .option('--strict', 'with any refusal, store nothing')
    .option(
      '--dry-run',
      'say what would become of the rows, and store nothing; a point given twice far apart counts as if alone',
    )
    .option('--json', 'print JSON')
    .action(ingest);
}

async function ingest(file: string, options: Options): Promise<void> {
  // Rows are in columns and what else there is of them is gone at once: a large nursery would only take memory.
  setFlagsFromString('--semi-space-growth-factor=1');
  const delimiter = options.delimiter === undefined ? undefined : requireDelimiter(options.delimiter);
  using source = openSource(file);
  // It starts while the configuration is read and the store opened. What comes through a pipe may be small.
  const isLarge = 'descriptor' in source.input && isLargeFile(source.bytes);
  await using parser = isLarge ? new Parser().start() : undefined;
  const { report, rate } = await withLocalNode(nodeDirectory(options.dir), async (node) => {
    const progress = createProgress(source.bytes);
    const mapping = options.mapping === undefined ? undefined : requireMapping(node.config, options.mapping);
    const format = options.format ?? mapping?.format ?? parseFileName(file);
    const { strict, dryRun } = options;
    const form = { format, delimiter, mapping, strict, dryRun };
    const request = { ...source, ...form, parser, onProgress: progress.show };
    const done = await ingestInto(node, request).finally(() => progress.end());
    return { report: done, rate: progress.rate(done.rows) };
  });
  if (options.json) printJson(report);
  else explain(report, rate);
  if (report.refused > 0) process.exitCode = EXIT.failed;
}

function requireDelimiter(text: string): Delimiter {
  const delimiter = Delimiter.safeParse(text);
  if (delimiter.success) return delimiter.data;
  throw new EwsError('invalid_input', 'The delimiter is a comma, a semicolon, a bar or "tab".');
}

type OpenSource = Pick<IngestRequest, 'input' | 'name' | 'bytes'> & Disposable;

function openSource(file: string): OpenSource {
  if (file === '-')
    return { input: process.stdin, name: 'standard input', [Symbol.dispose]: () => undefined };
  const descriptor = openSync(file, 'r');
  const status = fstatSync(descriptor);
  return {
    input: { descriptor },
    name: basename(file),
    bytes: status.isFile() ? status.size : undefined,
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

async function ingestInto(
  node: LocalNode,
  source: Omit<IngestRequest, 'store' | 'now'>,
): Promise<IngestReport> {
  const { observations } = node.stores;
  const configured = node.config.indicators;
  // The node puts its catalogue into the store when it starts, which may be still to come.
  if (configured.length > 0 && !source.dryRun) await observations.putIndicators(configured);
  const report = await ingestSource({
    ...source,
    store: {
      indicators: async () => [...(await observations.indicators()), ...configured],
      append: (batch, run) => observations.append(batch, run),
      forecast: (batch, run) => observations.forecast(batch, run),
    },
    now: await businessTime(node),
  });
  if (!source.dryRun) await record(node, report);
  return report;
}

async function record({ stores, now }: LocalNode, report: IngestReport): Promise<void> {
  const { name, role } = localActor();
  await stores.people.recordAudit({
    at: now,
    actor: { name, role },
    action: 'observations.ingested',
    subject: report.file,
    detail: { ...countsOf(report) },
  });
}

function explain(report: IngestReport, rate: number): void {
  for (const { message } of report.refusals) printLine(printable(message));
  const hidden = report.refused - report.refusals.length;
  if (hidden > 0) printLine(`… and ${hidden} more.`);
  const { rows, stored, revised, unchanged, superseded, refused } = report;
  const counts = `${stored} stored, ${revised} revised, ${unchanged} unchanged, ${superseded} superseded, ${refused} refused`;
  printLine(
    `${report.file}: ${rows} rows: ${counts}.${report.dryRun ? ' Nothing was stored: dry run.' : ''}`,
  );
  const reasons = Object.entries(report.refusedByReason).map(([reason, count]) => `${reason} ${count}`);
  if (reasons.length > 0) printLine(`Refused: ${reasons.join(', ')}.`);
  printLine(`${rate} rows a second.`);
}
