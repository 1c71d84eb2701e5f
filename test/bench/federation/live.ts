import { createOutgoing } from '../../../src/net/outgoing.ts';
import { type BenchRun, compared, measured } from '../figure.ts';
import { startBarePath } from './bare-path.ts';
import { startNode } from './bench-node.ts';
import { startByteCounter } from './byte-counter.ts';
import { issueOne } from './issue-one.ts';
import { makeFolder } from './node-folder.ts';
import { hire } from './people.ts';
import { percentile } from './percentile.ts';

const SAMPLES = 2_000;
/** Ours and the bare path in turns: machines are noisy. */
const TURNS = 10;
const WARM_UP = 20;
const IDLE_PULLS = 20;

/** How long a bulletin takes to a peer that follows the log, and what a pull costs that brings nothing. */
export async function benchLive(run: BenchRun, directory: string): Promise<void> {
  const samples = run.small ? SAMPLES / 10 : SAMPLES;
  const [kr, jp] = [await makeFolder(directory, 'kr-live'), await makeFolder(directory, 'jp-live')];
  const [sender, receiver] = [await startNode(kr), await startNode(jp)];
  const outgoing = createOutgoing({ allowHttp: false });
  const bare = await startBarePath(directory);
  try {
    const counter = await startByteCounter(kr.federationUrl);
    run.after(() => counter.stop());
    await sender.tell({ kind: 'enrol', url: jp.federationUrl, fingerprint: jp.fingerprint });
    await receiver.tell({ kind: 'enrol', url: counter.url, fingerprint: kr.fingerprint });
    const people = await hire(kr.agencyUrl, outgoing);
    run.say(`${samples} bulletins are approved`);
    const approved: string[] = [];
    for (let each = 0; each < samples + WARM_UP; each += 1) approved.push(await people.approve(each));

    run.say('issuing them, one after the other');
    const [ours, theirs]: [number[], number[]] = [[], []];
    const sampleOf = async (id: string): Promise<number> => {
      const [arrival] = await issueOne(sender, [receiver], people.issuer, id);
      return arrival!.took;
    };
    const take = (count: number) => approved.splice(0, count);
    for (const id of take(WARM_UP)) {
      await sampleOf(id);
      await bare.once();
    }
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (let each = 0; each < samples / TURNS; each += 1) theirs.push(await bare.once());
      for (const id of take(samples / TURNS)) ours.push(await sampleOf(id));
    }
    for (const share of [0.5, 0.99]) {
      const name = `issue_to_verified_p${share * 100}_ratio`;
      run.tell(compared(name, 'ms', percentile(ours, share), percentile(theirs, share)));
    }

    const pulls: number[] = [];
    for (let each = 0; each < IDLE_PULLS; each += 1) {
      const before = counter.bytes();
      await receiver.tell({ kind: 'pull', node: kr.node });
      pulls.push(counter.bytes() - before);
    }
    // A heartbeat of a pull that waits, or a link report, may come in between: so the middle one.
    run.tell(measured('idle_pull_bytes', 'bytes', percentile(pulls, 0.5)));
  } finally {
    bare.stop();
    await outgoing.close();
    await Promise.all([sender.stop(), receiver.stop()]);
  }
}
