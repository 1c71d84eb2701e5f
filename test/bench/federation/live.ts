import { type Api, signIn } from '../../../src/demo/api.ts';
import { createOutgoing } from '../../../src/net/outgoing.ts';
import { bulletinParts, pathOf } from '../../helpers/bulletins.ts';
import { PASSWORD } from '../../helpers/nodes.ts';
import { type BenchRun, compared, measured } from '../figure.ts';
import { startBarePath } from './bare-path.ts';
import { type BenchNode, startNode } from './bench-node.ts';
import { startByteCounter } from './byte-counter.ts';
import { makeFolder } from './node-folder.ts';
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
    const people = await staff((name) => signIn(outgoing, kr.agencyUrl, name, PASSWORD));
    run.say(`${samples} bulletins are approved`);
    const approved: string[] = [];
    for (let each = 0; each < samples + WARM_UP; each += 1) approved.push(await people.approve(each));

    run.say('issuing them, one after the other');
    const [ours, theirs]: [number[], number[]] = [[], []];
    const take = (count: number) => approved.splice(0, count);
    for (const id of take(WARM_UP)) {
      await issueOne(sender, receiver, people.issuer, id);
      await bare.once();
    }
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (let each = 0; each < samples / TURNS; each += 1) theirs.push(await bare.once());
      for (const id of take(samples / TURNS)) ours.push(await issueOne(sender, receiver, people.issuer, id));
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

/** From the arrival of the request to the commit at the peer, in ms. */
async function issueOne(sender: BenchNode, receiver: BenchNode, issuer: Api, id: string): Promise<number> {
  const [asked, stored] = [sender.next('asked'), receiver.next('stored')];
  await issuer.send('POST', `${pathOf(id)}/issue`);
  return (await stored).at - (await asked).at;
}

async function staff(enter: (name: string) => Promise<Api>) {
  const admin = await enter('admin');
  for (const [name, role] of [
    ['analyst', 'analyst'],
    ['approver', 'approver'],
  ]) {
    await admin.send('POST', '/accounts', { name, role, password: PASSWORD });
  }
  const [analyst, approver] = [await enter('analyst'), await enter('approver')];
  return {
    issuer: approver,
    /** Drafts, submits and approves one. */
    async approve(number: number): Promise<string> {
      const text = { en: `Notice ${number}: customs of the main supplier inspects exports of urea.` };
      const parts = bulletinParts({ text, expires: '2027-12-31T00:00:00Z' });
      const { content, digest } = await analyst.send<{ content: { id: string }; digest: string }>(
        'POST',
        '/bulletins',
        parts,
      );
      await analyst.send('POST', `${pathOf(content.id)}/submit`, { digest });
      await approver.send('POST', `${pathOf(content.id)}/approve`, { digest });
      return content.id;
    },
  };
}
