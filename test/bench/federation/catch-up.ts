import { rmSync } from 'node:fs';
import { type BenchRun, compared, measured } from '../figure.ts';
import { startNode } from './bench-node.ts';
import { fillLog } from './fill-log.ts';
import { makeFolder } from './node-folder.ts';
import { verifyLoop } from './verify-loop.ts';

const ENTRIES = 100_000;

/** A new peer gets a long log: both are processes, the log is made beforehand. */
export async function benchCatchUp(run: BenchRun, directory: string): Promise<void> {
  const count = process.env.BENCH_N ? Number(process.env.BENCH_N) : run.small ? ENTRIES / 10 : ENTRIES;
  const [kr, jp] = [await makeFolder(directory, 'kr'), await makeFolder(directory, 'jp')];
  run.say(`${count} bulletins are signed into a log`);
  const bytes = await fillLog(kr.directory, kr.node, kr.origin, count);
  run.say(`catching up with them, ${Math.round(bytes)} bytes each`);
  const [sender, receiver] = [await startNode(kr, profiling()), await startNode(jp, profiling())];
  try {
    await sender.tell({ kind: 'enrol', url: jp.federationUrl, fingerprint: jp.fingerprint });
    const before = verifyLoop(run.small ? 0.5 : 2);
    const used = [await sender.tell({ kind: 'cpu' }), await receiver.tell({ kind: 'cpu' })] as const;
    const stored = receiver.next('stored', ({ size }) => size === count);
    const begun = Number(process.hrtime.bigint()) / 1e6;
    await receiver.tell({ kind: 'enrol', url: kr.federationUrl, fingerprint: kr.fingerprint });
    const seconds = ((await stored).at - begun) / 1000;
    const v = (await import('/tmp/cpu.ts' as string)).verifyCpu();
    const cpu = [await sender.tell({ kind: 'cpu' }), await receiver.tell({ kind: 'cpu' })] as const;
    run.say(
      `${Math.round(count / seconds)}/s; us CPU an entry: sender ${(((cpu[0] - used[0]) * 1000) / count).toFixed(1)}, receiver ${(((cpu[1] - used[1]) * 1000) / count).toFixed(1)}`,
    );
    run.say(
      `verify ${v.toFixed(1)} us; total in verifies ${(((cpu[0] - used[0] + cpu[1] - used[1]) * 1000) / count / v).toFixed(2)} (due 0.8)`,
    );
    const reference = (before + verifyLoop(run.small ? 0.5 : 2)) / 2;
    run.tell(compared('catchup_ratio', 'entries/s', count / seconds, reference));
    const memory = receiver.peakMemory();
    if (memory !== undefined) run.tell(measured('catchup_rss_mb', 'MB', memory));
  } finally {
    await Promise.all([sender.stop(), receiver.stop()]);
    rmSync(kr.directory, { recursive: true });
    rmSync(jp.directory, { recursive: true });
  }
}

function profiling(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
