import { rmSync } from 'node:fs';
import { type BenchRun, compared, measured } from '../figure.ts';
import { startNode } from './bench-node.ts';
import { fillLog } from './fill-log.ts';
import { makeFolder } from './node-folder.ts';
import { verifyLoop } from './verify-loop.ts';

const ENTRIES = 100_000;

/**
 * A new peer gets a long log: both are processes, the log is made beforehand. Timed from the enrolment to the commit of
 * the last page, and to the check of the last signature.
 */
export async function benchCatchUp(run: BenchRun, directory: string): Promise<void> {
  const count = run.small ? ENTRIES / 10 : ENTRIES;
  const seconds = run.small ? 0.5 : 2;
  const [kr, jp] = [await makeFolder(directory, 'kr'), await makeFolder(directory, 'jp')];
  run.say(`${count} bulletins are signed into a log`);
  const bytes = await fillLog(kr.directory, kr.node, kr.origin, count);
  run.say(`catching up with them, ${Math.round(bytes)} bytes each`);
  const [sender, receiver] = [await startNode(kr), await startNode(jp, profiling())];
  try {
    await sender.tell({ kind: 'enrol', url: jp.federationUrl, fingerprint: jp.fingerprint });
    const before = verifyLoop(seconds);
    const usedBefore = await used(sender, receiver);
    const stored = receiver.next('stored', ({ size }) => size === count);
    const checked = receiver.next('checked', ({ to }) => to === count);
    const begun = Number(process.hrtime.bigint()) / 1e6;
    await receiver.tell({ kind: 'enrol', url: kr.federationUrl, fingerprint: kr.fingerprint });
    const storedSeconds = ((await stored).at - begun) / 1000;
    const usedAfter = await used(sender, receiver);
    const checkedSeconds = ((await checked).at - begun) / 1000;
    const reference = (before + verifyLoop(seconds)) / 2;
    const perEntry = usedAfter.map((ms, at) => (((ms - usedBefore[at]!) * 1000) / count).toFixed(1));
    run.say(`CPU an entry: sender ${perEntry[0]} us, receiver ${perEntry[1]} us, before its signature`);
    run.tell(compared('catchup_ratio', 'entries/s', count / storedSeconds, reference));
    run.tell(compared('catchup_full_ratio', 'entries/s', count / checkedSeconds, reference));
    const memory = receiver.peakMemory();
    if (memory !== undefined) run.tell(measured('catchup_rss_mb', 'MB', memory));
  } finally {
    await Promise.all([sender.stop(), receiver.stop()]);
    rmSync(kr.directory, { recursive: true });
    rmSync(jp.directory, { recursive: true });
  }
}

type Running = Awaited<ReturnType<typeof startNode>>;

function used(...nodes: readonly Running[]): Promise<number[]> {
  return Promise.all(nodes.map((node) => node.tell({ kind: 'cpu' })));
}

/** Where a profile of the receiver is to go; absent: none is made. */
function profiling(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
