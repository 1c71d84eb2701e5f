import { json } from 'node:stream/consumers';
import { runProgram } from '../../src/cli/program.ts';
import type { Run } from './run-ews.ts';

// Runs many command lines in one process: a JSON array of them on standard input, an array of `Run` out.

function capture(stream: NodeJS.WriteStream): { text: string; end(): void } {
  const write = stream.write;
  const captured = {
    text: '',
    end() {
      stream.write = write;
    },
  };
  stream.write = ((chunk: string) => {
    captured.text += chunk;
    return true;
  }) as typeof stream.write;
  return captured;
}

async function runCaptured(line: readonly string[]): Promise<Run> {
  process.exitCode = 0;
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const code = await runProgram(['node', 'ews', ...line]);
  stdout.end();
  stderr.end();
  return { code, stdout: stdout.text, stderr: stderr.text };
}

const runs: Run[] = [];
for (const line of (await json(process.stdin)) as string[][]) runs.push(await runCaptured(line));
process.exitCode = 0;
process.stdout.write(JSON.stringify(runs));
