import { createOutgoing } from '../../../src/net/outgoing.ts';
import { startTcpProxy } from '../../helpers/tcp-proxy.ts';
import { type BenchRun, compared } from '../figure.ts';
import { type BenchNode, startNode } from './bench-node.ts';
import { type Arrival, issueOne } from './issue-one.ts';
import { makeFolder } from './node-folder.ts';
import { hire } from './people.ts';
import { percentile } from './percentile.ts';

const SAMPLES = 2_000;
const WARM_UP = 20;

/**
 * How long a bulletin takes to a peer from which its issuer is cut off, through a third node, beside what the same
 * bulletin takes to that third node, which has the direct way.
 */
export async function benchRelay(run: BenchRun, directory: string): Promise<void> {
  const samples = run.small ? SAMPLES / 20 : SAMPLES;
  const nodes: BenchNode[] = [];
  for (const name of ['kr', 'us', 'jp'])
    nodes.push(await startNode(await makeFolder(directory, `${name}-relay`)));
  const [issuer, relay, receiver] = nodes as [BenchNode, BenchNode, BenchNode];
  const outgoing = createOutgoing({ allowHttp: false });
  try {
    for (const end of [issuer, receiver]) {
      await enrol(end, relay);
      await enrol(relay, end);
    }
    for (const [from, to] of [
      [issuer, receiver],
      [receiver, issuer],
    ] as const) {
      const way = await startTcpProxy(run, to.folder.federationUrl);
      await enrol(from, to, way.url);
      way.reset();
    }
    const people = await hire(issuer.folder.agencyUrl, outgoing);
    run.say(`${samples} bulletins are approved`);
    const approved: string[] = [];
    for (let each = 0; each < samples + WARM_UP; each += 1) approved.push(await people.approve(each));

    run.say('issuing them, one after the other, to a peer that is cut off');
    const [direct, relayed]: [number[], number[]] = [[], []];
    for (const [each, id] of approved.entries()) {
      const arrivals = await issueOne(issuer, [relay, receiver], people.issuer, id);
      const [atRelay, atReceiver] = arrivals as [Arrival, Arrival];
      if (atRelay.via !== undefined || atReceiver.via !== relay.folder.node)
        throw new Error('a bulletin came another way');
      if (each < WARM_UP) continue;
      direct.push(atRelay.took);
      relayed.push(atReceiver.took);
    }
    run.tell(compared('relay_p50_ratio', 'ms', percentile(relayed, 0.5), percentile(direct, 0.5)));
  } finally {
    await outgoing.close();
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

async function enrol(node: BenchNode, peer: BenchNode, url = peer.folder.federationUrl): Promise<void> {
  await node.tell({ kind: 'enrol', url, fingerprint: peer.folder.fingerprint });
}
