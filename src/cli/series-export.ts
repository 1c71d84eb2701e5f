import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { EwsError } from '../domain/errors.ts';
import { IndicatorCode } from '../domain/indicator.ts';
import { SeriesKey } from '../domain/series.ts';
import { parseInstant } from '../domain/time.ts';
import { EXPORT_FORMATS, ExportFormat, exportBytes } from '../export/export.ts';
import { withLocalNode } from './local-node.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine, writeOut } from './output.ts';
import { writeWhole } from './write-whole.ts';

interface Options {
  readonly dir?: string;
  readonly out?: string;
  readonly format?: ExportFormat;
  readonly indicator?: string;
  readonly series?: string;
  readonly fromPeriod?: string;
  readonly toPeriod?: string;
  readonly asOf?: string;
  readonly vintages: 'all' | 'latest';
  readonly json?: boolean;
}

/** Works on the folder of a node, as `ews ingest` does: an export may be larger than an answer over HTTP should be. */
export function seriesExportCommand(): Command {
  return new Command('export')
    .description('write observations to a file, which "ews ingest" can read (but for Parquet)')
    .option('--out <file>', 'write it there; else to standard output')
    .addOption(
      new Option('--format <format>', 'if the name of the file does not end in it').choices(
        ExportFormat.options,
      ),
    )
    .option('--indicator <code>', 'the series of this indicator alone')
    .option('--series <series>', 'this series alone')
    .option('--from-period <period>', 'from this period on; needs one frequency')
    .option('--to-period <period>', 'up to this period')
    .option('--as-of <time>', 'as it was known then, e.g. 2021-10-11T00:00:00Z')
    .addOption(
      new Option('--vintages <which>', 'every vintage, or the latest of each point')
        .choices(['all', 'latest'])
        .default('latest'),
    )
    .option('--dir <dir>', 'the folder of the node; else EWS_DIR')
    .option('--json', 'with --out: print JSON')
    .action(exportSeries);
}

async function exportSeries(options: Options): Promise<void> {
  const { out } = options;
  const format = options.format ?? (out === undefined ? 'csv' : formatOf(out));
  await withLocalNode(nodeDirectory(options.dir), async ({ stores, config }) => {
    const bytes = await exportBytes({
      store: stores.observations,
      node: config.node.id,
      format,
      indicator: options.indicator === undefined ? undefined : requireCode(options.indicator),
      series: options.series === undefined ? undefined : requireSeries(options.series),
      from: options.fromPeriod,
      to: options.toPeriod,
      asOf: options.asOf === undefined ? undefined : parseInstant(options.asOf),
      vintages: options.vintages,
    });
    if (out === undefined) {
      await writeOut(bytes);
      return;
    }
    const written = await writeWhole(out, bytes);
    if (options.json) printJson({ file: out, format, bytes: written });
    else printLine(`${basename(out)}: ${written} bytes.`);
  });
}

function formatOf(file: string): ExportFormat {
  const endings = ExportFormat.options.map((format) => [format, EXPORT_FORMATS[format].ending] as const);
  const longestFirst = endings.sort(([, a], [, b]) => b.length - a.length);
  const found = longestFirst.find(([, ending]) => file.toLowerCase().endsWith(`.${ending}`));
  if (found !== undefined) return found[0];
  throw new EwsError('invalid_input', `State --format: the name of "${basename(file)}" does not end in one.`);
}

function requireCode(text: string): string {
  const code = IndicatorCode.safeParse(text);
  if (code.success) return code.data;
  throw new EwsError('invalid_input', `"${text}" is not the code of an indicator such as UREA_PRICE.`);
}

function requireSeries(text: string): SeriesKey {
  const series = SeriesKey.safeParse(text);
  if (series.success) return series.data;
  throw new EwsError('invalid_input', `"${text}" is not a series key such as UREA_PRICE/KR.CN.`);
}
