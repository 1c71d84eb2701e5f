import { Command } from 'commander';
import { VARIABLES } from '../config/environment.ts';
import { loadConfig } from '../config.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine, printRecord } from './output.ts';

export function configCommand(): Command {
  const config = new Command('config').description('the configuration of a node');
  config
    .command('check')
    .description('read the configuration as "start" does, and show what comes out, without secrets')
    .argument('[dir]', 'the folder of the node; else EWS_DIR')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nVariables: ${VARIABLES.join(', ')}.`)
    .action(check);
  return config;
}

function check(directory: string | undefined, { json }: { json?: boolean }): void {
  const {
    secrets: _secrets,
    indicators,
    sourceCatalogue,
    supplyMap,
    ...config
  } = loadConfig(nodeDirectory(directory));
  const shown = {
    ...config,
    indicators: indicators.length,
    sourceCatalogue: sourceCatalogue.map(({ name }) => name),
    supplyMap: { items: Object.keys(supplyMap.items).length, edges: supplyMap.edges.length },
  };
  if (json) {
    printJson(shown);
  } else {
    printRecord(shown);
    printLine('The configuration is in order.');
  }
}
