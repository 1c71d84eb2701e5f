import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';
import { printable, printLine } from './output.ts';
import { remoteCommand } from './remote.ts';

interface Examination {
  readonly peer: string;
  readonly steps: readonly {
    readonly step: string;
    readonly outcome: 'passed' | 'failed' | 'skipped';
    readonly ms: number;
    readonly detail: string;
    readonly advice?: string;
  }[];
  readonly passed: boolean;
}

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

export function doctorCommand(): Command {
  return remoteCommand<Examination>({
    usage: 'doctor <node>',
    description:
      'walk the way to a peer, and say at which step it ends and what to do; exits 1 where it ends',
    async ask(api, [node = '']) {
      const found = await api.send<Examination>('POST', `/links/${encodeURIComponent(node)}/doctor`);
      if (!found.passed) process.exitCode = EXIT.failed;
      return found;
    },
    show: showExamination,
  });
}

function showExamination({ peer, steps, passed }: Examination): void {
  for (const { step, outcome, ms, detail, advice } of steps) {
    printLine(printable(`${MARKS[outcome]} ${step.padEnd(12)} ${`${ms} ms`.padStart(8)}  ${detail}`));
    if (advice !== undefined) printLine(printable(`${' '.repeat(28)}→ ${advice}`));
  }
  printLine(passed ? `The way to ${peer} is open.` : `The way to ${peer} does not work.`);
}
