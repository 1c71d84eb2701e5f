import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type BenchRun, compared, measured } from '../figure.ts';
import type { StepFigures } from './steps-process.ts';

/** New observations one at a time, and what a series keeps between them. */
export async function benchSteps(run: BenchRun): Promise<void> {
  run.say('steps');
  const child = fork(new URL('./steps-process.ts', import.meta.url), [String(run.small)], {
    execArgv: ['--expose-gc'],
  });
  const [[figures], [code]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
    [StepFigures],
    [number],
  ];
  if (code !== 0) throw new Error(`the process of the steps ended with ${code}`);
  run.tell(compared('detect_step_per_s', 'observations/s', figures.steps, figures.plain));
  run.tell(measured('detect_state_bytes', 'bytes', figures.monthlyBytes));
  run.tell(measured('detect_state_bytes_daily', 'bytes', figures.dailyBytes));
}
