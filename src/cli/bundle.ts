import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import type { ApiClient, Query } from './api-client.ts';
import { printable, printLine, printTable } from './output.ts';
import { addRemote } from './remote.ts';
import { writeWhole } from './write-whole.ts';

type Counts = Readonly<Record<'offered' | 'stored' | 'sealed' | 'refused' | 'duplicate' | 'failed', number>>;

interface Report {
  readonly from: string;
  readonly made: string;
  readonly whole: boolean;
  readonly counts: Counts;
  readonly logs: readonly (Counts & { readonly log: string; readonly held: number })[];
  readonly problems: readonly { readonly log?: string; readonly code: string; readonly message: string }[];
  readonly problemCount: number;
}

interface Written {
  readonly file: string;
  readonly bytes: number;
}

const BUNDLE = 'application/gzip';

export function bundleCommand(): Command {
  const bundle = new Command('bundle').description(
    'entries as files, by mail or stick where the network is down',
  );
  addRemote<Written>(bundle, {
    usage: 'export',
    description: 'what a peer may see of every log held here and has not confirmed',
    required: [
      ['--peer <node>', 'whom it is for'],
      ['--out <file>', 'where it is written'],
    ],
    options: [
      ['--from <seq>', 'the own log from this number on'],
      ['--all', 'every log from its beginning'],
    ],
    ask: (api, _args, { peer = '', out = '', from, all }) =>
      write(api, `/bundles/${peer}`, out, { from, all: all === undefined ? undefined : 'true' }),
    show: showWritten,
  });
  addRemote<Report>(bundle, {
    usage: 'import <file>',
    description: 'take a bundle in; what came already is a success; exit code 1 if something was not taken',
    ask: async (api, [file = '']) => {
      const report = await api.upload<Report>('/bundles', BUNDLE, createReadStream(file));
      if (!report.whole || report.problemCount > 0) process.exitCode = 1;
      return report;
    },
    show: showReport,
  });
  addRemote<Written>(bundle, {
    usage: 'identity',
    description: 'says who this node is, to whoever enrols it from a file',
    required: [['--out <file>', 'where it is written']],
    ask: (api, _args, { out = '' }) => write(api, '/bundles/identity', out, {}),
    show: showWritten,
  });
  addRemote<{ node: string; country: string }>(bundle, {
    usage: 'enrol <file>',
    description: 'exchange by files with a node whose document is in a bundle',
    required: [
      ['--node <node>', 'which one'],
      ['--fingerprint <fingerprint>', 'of its root key, as it came by another way than the file'],
    ],
    ask: (api, [file = ''], { node, fingerprint }) =>
      api.upload('/bundles/enrolment', BUNDLE, createReadStream(file), { node, fingerprint }),
    show: ({ node, country }) => printLine(`${node} (${country}) is enrolled.`),
  });
  return bundle;
}

async function write(api: ApiClient, path: string, file: string, query: Query): Promise<Written> {
  return { file, bytes: await writeWhole(file, await api.bytes(path, query), 0o600) };
}

function showWritten({ file, bytes }: Written): void {
  printLine(`${file}: ${bytes} bytes.`);
}

function showReport({ from, made, whole, logs, problems, problemCount }: Report): void {
  printLine(`Bundle of ${from}, made at ${made}${whole ? '' : ': NOT read to its end'}.`);
  printTable(logs, [
    ['Log', ({ log }) => log],
    ['Entries', ({ offered }) => offered],
    ['Stored', ({ stored }) => stored],
    ['Sealed', ({ sealed }) => sealed],
    ['Refused', ({ refused }) => refused],
    ['Held before', ({ duplicate }) => duplicate],
    ['Not taken', ({ failed }) => failed],
    ['Held', ({ held }) => held],
  ]);
  for (const { code, message } of problems) printLine(printable(`${code}: ${message}`));
  if (problemCount > problems.length) printLine(`… and ${problemCount - problems.length} more.`);
}
