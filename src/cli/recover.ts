import { Command } from 'commander';
import { nodePaths } from '../config/paths.ts';
import { EwsError } from '../domain/errors.ts';
import { withLocalNode } from './local-node.ts';
import { openNewEpoch } from './new-epoch.ts';
import { nodeDirectory } from './node-directory.ts';
import { changingKeys } from './one-at-a-time.ts';
import { printable, printJson, printLine, printTable } from './output.ts';
import { addRemote } from './remote.ts';

interface Recovery {
  readonly log: string;
  readonly state: 'ready' | 'recovering' | 'refused';
  readonly code?: string;
  readonly reason?: string;
  readonly held: number;
  readonly known: number;
  readonly taken: number;
  readonly peers: readonly {
    readonly node: string;
    readonly state: string;
    readonly size?: number;
    readonly code?: string;
    readonly message?: string;
    readonly at?: string;
  }[];
  readonly sealed: readonly number[];
  readonly earlierLogs: readonly string[];
  readonly laterLogs: readonly string[];
}

interface EpochOptions {
  readonly dir?: string;
  readonly root: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function recoverCommand(): Command {
  const recover = new Command('recover').description(
    'a log that may have been restored: whether it is taken back from peers, and a new epoch where it cannot be',
  );
  addRemote<Recovery>(recover, {
    usage: 'status',
    isDefault: true,
    description: 'what each peer was asked and answered, and which entries nobody holds whole',
    ask: (api) => api.get('/recovery'),
    show: showRecovery,
  });
  addRemote<Recovery>(recover, {
    usage: 'peers <nodes...>',
    description: 'name peers that have to be asked before a node without a fence goes on',
    ask: (api, nodes) => api.send('PUT', '/recovery/peers', { nodes }),
    show: showRecovery,
  });
  recover.addCommand(
    new Command('new-epoch')
      .description(
        'begin a later log, where the earlier one cannot be taken back to its end; the node must not run',
      )
      .requiredOption('--root <file>', 'the private root key, from its safe')
      .option(
        '--reason <text>',
        'why, for everybody to read',
        'The end of the earlier log could not be proven.',
      )
      .option('--dir <dir>', 'the folder of the node; else EWS_DIR')
      .option('--json', 'print JSON')
      .action(newEpoch),
  );
  return recover;
}

async function newEpoch({ dir, root, reason, json }: EpochOptions): Promise<void> {
  const directory = nodeDirectory(dir);
  const { isInUse } = await import('../store/sqlite/backup.ts');
  const paths = nodePaths(directory);
  const { data } = paths;
  if (isInUse(data)) {
    throw new EwsError(
      'wrong_state',
      `A node, or a command, has the databases in ${data} open. Stop it first.`,
      {
        data,
      },
    );
  }
  const opened = await changingKeys(paths, () =>
    withLocalNode(directory, ({ config, stores, now }) =>
      openNewEpoch({ node: config.node.id, paths: config.paths, stores, root, reason, now }),
    ),
  );
  if (json) {
    printJson(opened);
    return;
  }
  const { previous, log } = opened;
  printLine(`${log} begins. ${previous.log} ends here with ${previous.size} entries, and stays readable.`);
  printLine('Start the node: its peers follow by themselves. Put the root key back into its safe.');
}

function showRecovery({
  log,
  state,
  code,
  reason,
  held,
  known,
  taken,
  peers,
  sealed,
  earlierLogs,
  laterLogs,
}: Recovery): void {
  printLine(`${log}: ${state}${code === undefined ? '' : ` [${code}]`}`);
  if (reason !== undefined) printLine(printable(reason));
  printLine(
    `${held} entries are held, ${taken} of them came back; ${known} is the largest size that is known.`,
  );
  if (earlierLogs.length > 0)
    printLine(
      `Earlier logs of this node are not here, and do not come back: ${earlierLogs.join(', ')}. Peers that hold them go on to show them.`,
    );
  if (laterLogs.length > 0) printLine(`Peers hold later logs of this node: ${laterLogs.join(', ')}.`);
  if (sealed.length > 0)
    printLine(`Nobody has given back the content of ${sealed.length}: ${sealed.join(', ')}.`);
  if (peers.length === 0) return;
  printTable(peers, [
    ['Peer', ({ node }) => node],
    ['State', (peer) => peer.state],
    ['Size', ({ size }) => size ?? ''],
    ['Asked', ({ at }) => at ?? ''],
    ['Why', ({ code: why, message }) => (why === undefined ? '' : printable(`${why}: ${message}`))],
  ]);
}
