import { Command } from 'commander';
import project from '../../package.json' with { type: 'json' };
import { accountCommand } from './account.ts';
import { auditCommand } from './audit.ts';
import { bulletinsCommand } from './bulletins.ts';
import { clockCommand } from './clock.ts';
import { configCommand } from './config-check.ts';
import { EXIT, EXIT_HELP } from './exit-codes.ts';
import { reportFailure } from './failure.ts';
import { indicatorsCommand } from './indicators.ts';
import { ingestCommand } from './ingest.ts';
import { initCommand } from './init.ts';
import { logCommand } from './log.ts';
import { loginCommand, logoutCommand } from './login.ts';
import { nodeCommand } from './node.ts';
import { peersCommand } from './peers.ts';
import { seriesCommand } from './series.ts';
import { signalsCommand } from './signals.ts';
import { startCommand } from './start.ts';
import { verifyCommand } from './verify.ts';

/** Commands that work on a node's folder. */
const LOCAL = [initCommand, startCommand, configCommand, ingestCommand, accountCommand];

/** Commands that ask a running node. */
const REMOTE = [
  loginCommand,
  logoutCommand,
  nodeCommand,
  indicatorsCommand,
  seriesCommand,
  signalsCommand,
  bulletinsCommand,
  peersCommand,
  logCommand,
  auditCommand,
  clockCommand,
];

/** Commands that check what a node published, with nothing but the files or addresses given. */
const VERIFYING = [verifyCommand];

/** Runs a command line and returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  endWithReader();
  try {
    await createProgram().parseAsync(argv);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.ok;
  } catch (error) {
    return reportFailure(error, argv.includes('--json'));
  }
}

function createProgram(): Command {
  const program = new Command('ews')
    .description('A node of a federation of early warning systems, and what people do with it.')
    .version(project.version)
    .addHelpText('after', EXIT_HELP);
  for (const [heading, commands] of [
    ['On the folder of a node:', LOCAL],
    ['On a running node (see "ews login"):', REMOTE],
    ['On what a node published:', VERIFYING],
  ] as const) {
    for (const command of commands) program.addCommand(command().helpGroup(heading));
  }
  settle(program);
  return program;
}

/** The same manners for every command below. */
function settle(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help says what there is)');
  for (const child of command.commands) settle(child);
}

/** `ews … | head` is no failure: there is nobody left to tell anything. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
}
