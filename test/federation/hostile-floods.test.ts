import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../src/federation/protocol.ts';
import { type Codes, catchesUp, livesOn, refusesFromTheStart } from '../helpers/hostile-checks.ts';
import { appendThree, sealed } from '../helpers/hostile-log.ts';
import { body, type HostilePeer, type Lie, ndjson, pour, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes } from '../helpers/nodes.ts';

interface Flood {
  readonly name: string;
  readonly codes: Codes;
  readonly lie: (peer: HostilePeer) => Lie;
}

const HEARTBEAT = '{"heartbeat":true}\n';

/** More than anyone should take. */
const FLOODS: readonly Flood[] = [
  {
    name: 'heartbeats without end, as fast as they are read',
    codes: ['page_malformed', 'page_too_large', 'peer_timeout'],
    lie: () => (_pull, response) => pour(response, () => HEARTBEAT.repeat(1000)),
  },
  {
    name: 'entries without end',
    codes: ['page_too_large', 'peer_timeout'],
    lie: () => (_pull, response) =>
      pour(response, (index) =>
        ndjson(Array.from({ length: 100 }, (_, at) => sealed(100 * index + at, `no entry ${at}`))),
      ),
  },
  {
    name: 'a line of 10 MB',
    codes: ['page_malformed', 'entry_too_large'],
    lie: () => body(`{"seq":0,"jws":"${'A'.repeat(10_000_000)}"}\n`),
  },
  {
    name: 'a line that never ends',
    codes: ['page_malformed', 'entry_too_large'],
    lie: () => (_pull, response) => pour(response, () => 'A'.repeat(65_536)),
  },
  {
    name: 'a page of more bytes than a page may have',
    codes: ['page_too_large', 'peer_timeout'],
    lie: () => (_pull, response) =>
      pour(response, (seq) => ndjson([{ seq, jws: 'A'.repeat(LIMITS.lineBytes - 1_000) }])),
  },
  { name: '100,000 tiny lines', codes: 'page_malformed', lie: () => body('{}\n'.repeat(100_000)) },
  {
    name: '100,000 heartbeats',
    codes: ['page_malformed', 'page_truncated', 'peer_timeout'],
    lie: () => body(HEARTBEAT.repeat(100_000)),
  },
  {
    name: 'header lines of 1 MB',
    codes: 'peer_unreachable',
    lie: () => (_pull, response) => {
      const { socket } = response;
      socket?.end(`HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1_000)}\r\n`.repeat(1_000)}\r\n`);
    },
  },
  {
    name: 'a refusal without end',
    codes: 'peer_answer',
    lie: () => async (_pull, response) => {
      response.writeHead(500);
      while (!response.destroyed) {
        if (!response.write('x'.repeat(65_536)))
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    },
  },
  {
    name: 'something that is not HTTP',
    codes: 'peer_unreachable',
    lie: () => (_pull, response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
  },
];

/** Less than anyone should wait for. */
const DRIPS: readonly Flood[] = [
  { name: 'no answer at all', codes: 'peer_timeout', lie: () => () => undefined },
  {
    name: 'a byte from time to time',
    codes: 'peer_timeout',
    lie: () => (_pull, response) => drip(response, '{"heartbeat":true}\n'.split(''), 300),
  },
  {
    name: 'a heartbeat from time to time, for longer than was asked for',
    codes: 'peer_timeout',
    lie: () => (_pull, response) => drip(response, Array(100).fill(HEARTBEAT), 400),
  },
  {
    name: 'the true page in drops',
    codes: 'peer_timeout',
    lie: (peer) => async (pull, response) =>
      drip(response, ndjson(await peer.log.page(0, pull.reader)).split(/(?<=\n)/), 1_200),
  },
  {
    name: 'a head and no body',
    codes: 'peer_timeout',
    lie: () => (_pull, response) => response.writeHead(200).flushHeaders(),
  },
  {
    name: 'half a refusal',
    codes: ['peer_answer', 'peer_timeout'],
    lie: () => (_pull, response) => response.writeHead(500).write('{"code":'),
  },
];

test('hostile floods', async (t) => {
  const { kr } = await startNodes(t, ['kr'], {
    config: { federation: { pollSeconds: 1 }, limits: { requestSeconds: 1 } },
  });

  for (const { name, codes, lie } of FLOODS) {
    await t.test(`hostile flood: ${name}`, async (t) => {
      const peer = await startHostilePeer(t);
      await appendThree(peer.log);
      await refusesFromTheStart(kr, peer, lie(peer), codes);
      assert.equal((await catchesUp(kr, peer)).held, 3);
      await livesOn(kr, peer);
    });
  }

  await t.test('hostile flood: peers that keep everybody waiting, all at once', async (t) => {
    const peers = await Promise.all(DRIPS.map(() => startHostilePeer(t)));
    await Promise.all(
      DRIPS.map(async ({ name, codes, lie }, index) => {
        const peer = peers[index]!;
        await appendThree(peer.log);
        await refusesFromTheStart(kr, peer, lie(peer), codes).catch((cause) => {
          throw new Error(name, { cause });
        });
      }),
    );
    await livesOn(kr);
    // Nor do they keep the node from ending.
    await kr.stop();
    await kr.start();
    for (const peer of peers) assert.equal((await catchesUp(kr, peer)).held, 3);
    await livesOn(kr);
  });
});

async function drip(
  response: Parameters<Lie>[1],
  pieces: readonly string[],
  milliseconds: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const piece of pieces) {
    if (response.destroyed) return;
    response.write(piece);
    await sleep(milliseconds);
  }
  response.end();
}
