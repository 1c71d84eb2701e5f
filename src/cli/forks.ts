import { Command } from 'commander';
import { localised, printJson, printLine, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

interface Fork {
  readonly log: string;
  readonly node: string;
  readonly foundAt: string;
  readonly source: string;
  readonly held: number;
  readonly seq?: number;
  readonly branch: readonly {
    readonly seq: number;
    readonly type: string;
    readonly time: string;
    readonly bulletin?: {
      readonly id: string;
      readonly level: string;
      readonly headline: Record<string, string>;
    };
  }[];
}

export function forksCommand(): Command {
  const forks = new Command('forks').description('logs that contradict themselves');
  addRemote<Page<Fork>>(forks, {
    usage: 'list',
    isDefault: true,
    description: 'logs that were forked, and what came on another branch of them',
    ask: (api) => api.get('/forks'),
    show: showForks,
  });
  addRemote<object>(forks, {
    usage: 'evidence <node>',
    description: 'the proof that a log of this node was forked, for "ews verify"',
    ask: (api, [node = '']) => api.get(`/forks/${encodeURIComponent(node)}/evidence`),
    show: printJson,
  });
  return forks;
}

function showForks({ items }: Page<Fork>): void {
  printTable(items, [
    ['Log', ({ log }) => log],
    ['Found', ({ foundAt }) => foundAt],
    ['From', ({ source }) => source],
    ['Disputed from', ({ held }) => held],
    ['Published as', ({ seq }) => seq],
    ['On another branch', ({ branch }) => branch.length],
  ]);
  for (const { log, branch } of items) {
    if (branch.length === 0) continue;
    printLine(`\nOf disputed origin, on another branch of ${log}:`);
    printTable(branch, [
      ['Number', ({ seq }) => seq],
      ['Type', ({ type }) => type],
      ['Time', ({ time }) => time],
      ['Bulletin', ({ bulletin }) => bulletin?.id],
      ['Level', ({ bulletin }) => bulletin?.level],
      ['Headline', ({ bulletin }) => localised(bulletin?.headline)],
    ]);
  }
}
