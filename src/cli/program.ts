import { Command } from 'commander';
import project from '../../package.json' with { type: 'json' };
import { EXIT, EXIT_HELP } from './exit-codes.ts';
import { reportFailure } from './failure.ts';

/** A command, loaded when it is named or listed: no command waits for the libraries of the others. */
type Loader = () => Promise<Command>;

/** Commands that work on a node's folder. */
const LOCAL: Readonly<Record<string, Loader>> = {
  init: async () => (await import('./init.ts')).initCommand(),
  start: async () => (await import('./start.ts')).startCommand(),
  health: async () => (await import('./health.ts')).healthCommand(),
  config: async () => (await import('./config-check.ts')).configCommand(),
  ingest: async () => (await import('./ingest.ts')).ingestCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  account: async () => (await import('./account.ts')).accountCommand(),
};

/** Commands that ask a running node. */
const REMOTE: Readonly<Record<string, Loader>> = {
  login: async () => (await import('./login.ts')).loginCommand(),
  logout: async () => (await import('./login.ts')).logoutCommand(),
  password: async () => (await import('./password.ts')).passwordCommand(),
  node: async () => (await import('./node.ts')).nodeCommand(),
  indicators: async () => (await import('./indicators.ts')).indicatorsCommand(),
  series: async () => (await import('./series.ts')).seriesCommand(),
  'supply-map': async () => (await import('./supply-map.ts')).supplyMapCommand(),
  situations: async () => (await import('./situations.ts')).situationsCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  signals: async () => (await import('./signals.ts')).signalsCommand(),
  reports: async () => (await import('./reports.ts')).reportsCommand(),
  bulletins: async () => (await import('./bulletins.ts')).bulletinsCommand(),
  peers: async () => (await import('./peers.ts')).peersCommand(),
  links: async () => (await import('./links.ts')).linksCommand(),
  forks: async () => (await import('./forks.ts')).forksCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  sources: async () => (await import('./sources.ts')).sourcesCommand(),
  bundle: async () => (await import('./bundle.ts')).bundleCommand(),
  recover: async () => (await import('./recover.ts')).recoverCommand(),
  log: async () => (await import('./log.ts')).logCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  clock: async () => (await import('./clock.ts')).clockCommand(),
};

/** Commands that check what a node published, with nothing but the files or addresses given. */
const VERIFYING: Readonly<Record<string, Loader>> = {
  verify: async () => (await import('./verify.ts')).verifyCommand(),
};

/** Commands that work on tables of figures, with no node at all. */
const REPLAYING: Readonly<Record<string, Loader>> = {
  detect: async () => (await import('./detect.ts')).detectCommand(),
  backtest: async () => (await import('./backtest.ts')).backtestCommand(),
  benchmark: async () => (await import('./benchmark.ts')).benchmarkCommand(),
};

const GROUPS = [
  ['On the folder of a node:', LOCAL],
  ['On a running node (see "ews login"):', REMOTE],
  ['On what a node published:', VERIFYING],
  ['On tables of figures:', REPLAYING],
] as const;

/** Runs a command line and returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    const program = await createProgram(argv[2]);
    await program.parseAsync(argv);
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.ok;
  } catch (error) {
    return reportFailure(error, argv.includes('--json'));
  }
}

/** With the one command that is named; with all of them where none is, so that help can list them. */
export async function createProgram(named?: string): Promise<Command> {
  const program = new Command('ews')
    .description('A node of a federation of early warning systems, and what people do with it.')
    .version(project.version)
    .addHelpText('after', EXIT_HELP);
  const isKnown = GROUPS.some(([, commands]) => Object.hasOwn(commands, named ?? ''));
  for (const [heading, commands] of GROUPS) {
    for (const [name, load] of Object.entries(commands)) {
      if (!isKnown || name === named) program.addCommand((await load()).helpGroup(heading));
    }
  }
  settle(program);
  return program;
}

/**
 * The same manners for every command below. Options belong behind the command that has them: what follows
 * the name of another may be a value that looks like an option, such as a fingerprint that begins with "-V".
 */
function settle(command: Command): void {
  command.enablePositionalOptions().exitOverride().showHelpAfterError('(--help says what there is)');
  for (const child of command.commands) settle(child);
}
