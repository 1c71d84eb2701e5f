import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { freePorts } from '../../src/demo/processes.ts';
import { type Instruction, instructionsOf, isInImage, ROOT } from '../helpers/dockerfile.ts';
import { until } from '../helpers/until.ts';

/**
 * The steps of the Dockerfile and its entry point, carried out in an empty folder in the place of an image, and
 * run by the user that they name. It installs from the registry, and only root can act for others: hence not
 * with every run, but with EWS_TEST_CONTAINERS=1.
 */
const WANTED = process.env.EWS_TEST_CONTAINERS === '1' && process.getuid?.() === 0;

test('image: its own steps make a node that runs as another user', { skip: !WANTED }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ews-image-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const image = buildImage(folder);
  assert.ok(existsSync(join(image.root, 'app/node_modules/zod')));
  for (const gone of [
    'app/test',
    'app/node_modules/typescript',
    'app/node_modules/.bin/node',
    'app/config/demo',
  ])
    assert.ok(!existsSync(join(image.root, gone)), gone);

  const data = join(image.root, 'data');
  const [agency = 0, federation = 0] = await freePorts(0, 0);
  const ports = { EWS_AGENCY_PORT: String(agency), EWS_FEDERATION_PORT: String(federation) };
  const options = ['--id', 'kr.ews.example', '--country', 'KR'];
  const start = () => image.run(['start', ...options], ports);
  const untilHealthy = async (node: Run) => {
    const isHealthy = async () => (await image.run(['health'], ports).ended) === 0;
    const done = await until(
      'the node is healthy, or ended',
      async () => (await isHealthy()) || node.child.exitCode !== null,
    );
    assert.ok(done && node.child.exitCode === null, node.output());
  };
  // A first start that was cut off.
  for (const part of ['making', 'making/config']) {
    mkdirSync(join(data, part));
    chownSync(join(data, part), 1000, 1000);
  }

  const first = start();
  t.after(() => first.child.kill('SIGKILL'));
  await untilHealthy(first);
  const password = readFileSync(join(data, 'admin-password'), 'utf8').trim();
  assert.ok(password.length >= 20);
  assert.equal(statSync(join(data, 'admin-password')).mode & 0o077, 0);
  assert.ok(!first.output().includes(password), 'the password is in its file alone');
  assert.deepEqual([statSync(join(data, 'node')).uid, existsSync(join(data, 'making'))], [1000, false]);
  const session = await fetch(`http://127.0.0.1:${agency}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'admin', password }),
  });
  assert.equal(session.status, 200);
  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);

  const second = start();
  t.after(() => second.child.kill('SIGKILL'));
  await untilHealthy(second);
  assert.equal(fingerprint(second.output()), fingerprint(first.output()), 'it is the node that it was');
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}
interface Image {
  /** Folder in the place of `/`. */
  readonly root: string;
  run(args: readonly string[], environment: Readonly<Record<string, string>>): Run;
}

/** Carries out all stages; each has a folder in the place of `/`, and the paths in its steps lead into that. */
function buildImage(folder: string): Image {
  const node = join(folder, 'bin', 'node');
  mkdirSync(dirname(node));
  copyFileSync(process.execPath, node);
  const path = `${dirname(node)}:${process.env.PATH}`;
  const stages: Instruction[][] = [];
  for (const each of instructionsOf(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))) {
    if (each.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(each);
  }
  const roots = stages.map((_, index) => join(folder, `stage-${index}`));
  for (const [index, steps] of stages.entries()) carryOut(steps, roots[index] ?? '', roots[0] ?? '', path);
  const root = roots.at(-1) ?? '';
  const entrypoint = join(root, 'app/config/container/entrypoint.sh');
  writeFileSync(entrypoint, inside(root, readFileSync(entrypoint, 'utf8')));
  const environment = environmentOf(stages.at(-1) ?? [], root);
  const [user = 0, group = 0] = (stages.at(-1)?.find(({ name }) => name === 'USER')?.rest ?? '')
    .split(':')
    .map(Number);

  return {
    root,
    run(args, more) {
      const child = spawn(entrypoint, args, {
        cwd: join(root, 'data'),
        env: { ...environment, PATH: path, ...more },
        uid: user,
        gid: group,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
      return { child, ended: once(child, 'close').then(([code]) => code), output: () => output };
    },
  };
}

function carryOut(steps: readonly Instruction[], root: string, built: string, path: string): void {
  for (const folder of ['usr/local/bin', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  let directory = root;
  for (const { name, rest } of steps) {
    if (name === 'WORKDIR') {
      directory = join(root, rest);
      mkdirSync(directory, { recursive: true });
    }
    if (name === 'RUN') {
      const env = { ...process.env, ...environmentOf(steps, root), PATH: path };
      execFileSync('sh', ['-ec', inside(root, rest)], { cwd: directory, env, stdio: 'pipe' });
    }
    if (name !== 'COPY') continue;
    const [from, ...others] = rest.split(' ');
    if (from === '--from=build')
      cpSync(join(built, others[0] ?? ''), join(root, others[1] ?? ''), { recursive: true });
    else copyProject(rest.split(' ').slice(0, -1), directory);
  }
}

function copyProject(sources: readonly string[], directory: string): void {
  const exclude = (name: string) => /^(node_modules|\.git)$/.test(name);
  const files = sources.flatMap((source) =>
    source === '.' ? globSync('**/*', { cwd: ROOT, exclude }) : [source],
  );
  for (const file of files.filter(isInImage)) {
    if (statSync(join(ROOT, file)).isFile()) cpSync(join(ROOT, file), join(directory, file));
  }
}

/** Absolute paths of an image, as paths in the folder that stands for it. */
function inside(root: string, text: string): string {
  return text.replaceAll(/(?<![\w.\-/])\/(?=(app|data|usr\/local|opt|run\/secrets)\b)/g, `${root}/`);
}

function environmentOf(steps: readonly Instruction[], root: string): Record<string, string> {
  const text = steps.filter(({ name }) => name === 'ENV').map(({ rest }) => rest);
  const pairs = text.flatMap((rest) => rest.split(' ')).map((pair) => pair.split('=') as [string, string]);
  return Object.fromEntries(pairs.map(([name, value]) => [name, inside(root, value)]));
}

function fingerprint(output: string): string {
  const [, found = ''] = /"fingerprint":"([\w-]{43})"/.exec(output) ?? [];
  assert.equal(found.length, 43, output);
  return found;
}
