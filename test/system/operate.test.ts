import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { VARIABLES } from '../../src/config/environment.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operate.md'), 'utf8');

/** The words behind `ews` in each command of a document: those in blocks of `sh`, and those in sentences. */
function commandsIn(text: string): string[][] {
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .flatMap((line) => /^ *(?:npx |docker compose exec \w+ )?ews (.+)$/.exec(line)?.[1] ?? []),
  );
  const prose = text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/\s+/g, ' ');
  const sentences = [...prose.matchAll(/`(?:npx )?ews ([^`]+)`/g)].map(([, rest = '']) => rest);
  return [...blocks, ...sentences].map((rest) => rest.trim().split(/\s+/));
}

/** What is wrong with a command line, or nothing. */
function faultOf(words: readonly string[], program: Command): string | undefined {
  let command = program;
  let rest = [...words];
  for (let next = named(command, rest[0]); next !== undefined; next = named(command, rest[0])) {
    command = next;
    rest = rest.slice(1);
  }
  if (command.commands.length > 0 && !hasDefault(command) && rest[0] !== '--help')
    return `no command ${words.join(' ')}`;
  let values = 0;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (!word.startsWith('--')) values += 1;
    else {
      const option = command.options.find(({ long }) => long === word);
      if (option === undefined && word !== '--help') return `no option ${word} of ${command.name()}`;
      if (option?.required) index += 1;
    }
  }
  const most = command.registeredArguments.length;
  return values > most ? `${command.name()} takes ${most} arguments: ${words.join(' ')}` : undefined;
}

/** Whether it does something where none of its own commands is named. */
function hasDefault(command: Command): boolean {
  return (command as Command & { readonly _defaultCommandName?: string | null })._defaultCommandName != null;
}

function named(command: Command, name: string | undefined): Command | undefined {
  return command.commands.find((each) => each.name() === name);
}

describe('docs/operate.md', () => {
  it('names commands and options which exist', async () => {
    const program = await createProgram();
    const commands = commandsIn(TEXT);
    assert.ok(commands.length > 25, `only ${commands.length} commands were found`);
    assert.deepEqual(
      commands.flatMap((words) => faultOf(words, program) ?? []),
      [],
    );
  });

  it('names variables which exist', () => {
    const names = new Set([...TEXT.matchAll(/`(EWS_[A-Z_]+)`/g)].map(([, name = '']) => name));
    assert.ok(names.size >= 10);
    assert.deepEqual(
      [...names].filter((name) => !VARIABLES.includes(name)),
      [],
    );
  });

  it('a wrong command, option or argument would be noticed', async () => {
    const program = await createProgram();
    const text =
      '`ews peers list`\n```sh\n  npx ews peer list\n```\n`ews init x --idd y`, `ews peers list z` `ews peers`';
    assert.deepEqual(
      commandsIn(text).map((words) => faultOf(words, program)),
      [
        'no command peer list',
        undefined,
        'no option --idd of init',
        'list takes 0 arguments: peers list z',
        'no command peers',
      ],
    );
  });
});
