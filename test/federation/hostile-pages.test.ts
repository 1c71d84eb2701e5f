import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LIMITS } from '../../src/federation/protocol.ts';
import {
  type Codes,
  catchesUp,
  enrolHostile,
  holds,
  livesOn,
  pullNow,
  refusesFromTheStart,
  statusOf,
} from '../helpers/hostile-checks.ts';
import {
  appendThree,
  goodBulletin,
  type HostileLog,
  hostileLog,
  type Json,
  type Line,
  sealed,
} from '../helpers/hostile-log.ts';
import {
  body,
  type HostilePeer,
  type Lie,
  lines,
  ndjson,
  type Pull,
  startHostilePeer,
} from '../helpers/hostile-peer.ts';
import { startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

/** Makes the lie that is told of a log of three entries: a bulletin, one for others, and a bulletin. */
interface Attack {
  readonly name: string;
  readonly codes: Codes;
  readonly lie: (peer: HostilePeer) => Lie | Promise<Lie>;
}

/** What is not the page that the checkpoint signs. */
const CHANGED: readonly Attack[] = [
  {
    name: 'a flipped byte in an entry',
    codes: 'root_mismatch',
    lie: spoilt(([first, ...rest]) => {
      const { seq, jws } = first as { seq: number; jws: string };
      const at = jws.length - 40;
      return [{ seq, jws: jws.slice(0, at) + (jws[at] === 'A' ? 'B' : 'A') + jws.slice(at + 1) }, ...rest];
    }),
  },
  {
    name: 'a flipped byte in the digest of a sealed entry',
    codes: 'root_mismatch',
    lie: spoilt(([first, , ...rest], { log }) => [first!, sealed(1, `${log.entry(1)}x`), ...rest]),
  },
  {
    name: 'two entries that changed their places',
    codes: 'root_mismatch',
    lie: spoilt(([first, second, third, end]) => [
      { ...(third as object), seq: 0 },
      second!,
      { ...(first as object), seq: 2 },
      end!,
    ]),
  },
  {
    name: 'two entries in another order',
    codes: 'sequence_mismatch',
    lie: spoilt(([first, second, ...rest]) => [second!, first!, ...rest]),
  },
  {
    name: 'an entry twice',
    codes: 'sequence_mismatch',
    lie: spoilt(([first, ...rest]) => [first!, first!, ...rest]),
  },
  {
    name: 'an entry that is withheld',
    codes: 'sequence_mismatch',
    lie: spoilt(([first, , ...rest]) => [first!, ...rest]),
  },
  {
    name: 'an entry that is withheld, those after it renumbered',
    codes: 'root_mismatch',
    lie: spoilt(([first, , third, end]) => [first!, { ...(third as object), seq: 1 }, end!]),
  },
  {
    name: 'the last entry withheld, without a proof',
    codes: 'root_mismatch',
    lie: spoilt(([first, second, , end]) => [first!, second!, end!]),
  },
  {
    name: 'an entry more than the checkpoint has',
    codes: 'checkpoint_stale',
    lie: spoilt((page, { log }) => [
      ...page.slice(0, 3),
      { seq: 3, jws: 'one more' },
      { checkpoint: log.checkpoint(), consistency: [] },
    ]),
  },
  {
    name: 'numbers that begin elsewhere',
    codes: 'sequence_mismatch',
    lie: spoilt((page) =>
      page.map((line) => ('seq' in (line as Json) ? { ...(line as Json), seq: 7 } : line)),
    ),
  },
];

/** What the checkpoint line may not be. */
const CHECKPOINTS: readonly Attack[] = [
  {
    name: 'a wrong consistency proof',
    codes: 'root_mismatch',
    lie: async ({ log }) =>
      lines([
        { seq: 0, jws: log.entry(0) },
        { checkpoint: log.checkpoint(), consistency: (await log.consistency(1, 3)).toReversed() },
      ]),
  },
  {
    name: 'a consistency proof that is cut short',
    codes: 'root_mismatch',
    lie: async ({ log }) =>
      lines([
        { seq: 0, jws: log.entry(0) },
        { checkpoint: log.checkpoint(), consistency: (await log.consistency(1, 3)).slice(0, 1) },
      ]),
  },
  {
    name: 'a consistency proof that is not base64',
    codes: 'root_mismatch',
    lie: async ({ log }) =>
      lines([
        { seq: 0, jws: log.entry(0) },
        { checkpoint: log.checkpoint(), consistency: ['!'.repeat(44), '!'.repeat(44)] },
      ]),
  },
  {
    name: 'a proof where none is due',
    codes: 'page_malformed',
    lie: ending((log) => log.checkpoint(), [`${'A'.repeat(43)}=`]),
  },
  {
    name: 'a page without entries of a log that goes on',
    codes: 'page_truncated',
    lie: ({ log }) => lines([{ checkpoint: log.checkpoint(), consistency: [] }]),
  },
  {
    name: 'a checkpoint that another key signed',
    codes: 'note_signature',
    lie: ending((log) => sameEntries(log, hostileLog(log.id)).checkpoint()),
  },
  {
    name: 'a checkpoint under another origin',
    codes: 'checkpoint_malformed',
    lie: ending((log) => sameEntries(log, hostileLog('elsewhere.ews.example', log.keys)).checkpoint()),
  },
  {
    name: 'a checkpoint with a byte of its signature flipped',
    codes: ['note_signature', 'note_malformed'],
    lie: ending((log) =>
      log
        .checkpoint()
        .replace(/(\/log\/1 .{20})(.)/, (_all, before, byte) => before + (byte === 'A' ? 'B' : 'A')),
    ),
  },
  {
    name: 'a checkpoint without signatures',
    codes: 'note_malformed',
    lie: ending((log) => log.checkpoint().split('\n\n')[0]!),
  },
  {
    name: 'a checkpoint of another size than was signed',
    codes: 'note_signature',
    lie: ending((log) => log.checkpoint().replace('\n3\n', '\n4\n')),
  },
  {
    name: 'a size in another form',
    codes: 'checkpoint_malformed',
    lie: ending((log) => log.checkpoint().replace('\n3\n', '\n03\n')),
  },
  {
    name: 'a note that is garbage',
    codes: ['note_malformed', 'checkpoint_malformed'],
    lie: ending(() => 'This is a nice note.\n\n— me AAAAAAAA\n'),
  },
  {
    name: 'a note with 65 signatures',
    codes: 'note_malformed',
    lie: ending((log) => {
      const note = log.checkpoint();
      return note + note.slice(note.lastIndexOf('— ')).repeat(64);
    }),
  },
  {
    name: 'a note that is too long',
    codes: 'page_malformed',
    lie: ending(() => 'x'.repeat(70_000)),
  },
  {
    name: 'a cosignature of the log itself that does not verify',
    codes: 'note_signature',
    lie: ending((log) => {
      const wrong = log.checkpoint(2).split('\n').at(-2);
      return log.checkpoint().replace(/\n[^\n]+\n$/, `\n${wrong}\n`);
    }),
  },
];

/** What is no page at all. */
const GARBAGE: readonly Attack[] = [
  { name: 'bytes at random', codes: 'page_malformed', lie: () => body(Buffer.alloc(5_000, 0xfe)) },
  { name: 'a page of HTML', codes: 'page_malformed', lie: () => body('<!doctype html>\n<html></html>\n') },
  { name: 'nothing', codes: 'page_truncated', lie: () => body('') },
  { name: 'an answer without content', codes: ['page_truncated', 'peer_answer'], lie: () => body('', 204) },
  { name: 'empty lines', codes: 'page_malformed', lie: () => body('\n'.repeat(100_000)) },
  ...[
    '{}',
    'null',
    '7',
    '"text"',
    '[]',
    '{"seq":0}',
    '{"seq":0,"jws":7}',
    '{"seq":0,"jws":"a","sealed":"b"}',
    '{"seq":0,"sealed":"short"}',
    `{"seq":0,"sealed":"${'_'.repeat(43)}"}`,
    '{"seq":-1,"jws":"a"}',
    '{"seq":0.5,"jws":"a"}',
    '{"seq":"0","jws":"a"}',
    '{"seq":1e999,"jws":"a"}',
    '{"seq":9007199254740993,"jws":"a"}',
    '{"seq":NaN,"jws":"a"}',
    '{"heartbeat":false}',
    '{"checkpoint":"a"}',
    `{"checkpoint":"a","consistency":${JSON.stringify(Array(65).fill('A'.repeat(44)))}}`,
    `{"unheardOf":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    `${'['.repeat(100_000)}`,
    '{"__proto__":{"seq":0},"jws":"a"}',
    '{"constructor":{"prototype":{}}}',
    '\u{feff}{"heartbeat":true}',
  ].map((line) => ({
    name: `the line ${line.slice(0, 36)}`,
    codes: 'page_malformed',
    lie: () => body(`${line}\n`),
  })),
  {
    name: 'heartbeats and no end',
    codes: ['page_malformed', 'page_truncated'],
    lie: () => body('{"heartbeat":true}\n'.repeat(100)),
  },
  {
    name: 'a page in gzip, which nobody asked for',
    codes: 'page_malformed',
    lie: () =>
      body(gzipSync(Buffer.alloc(32 * 1024 * 1024, '{"heartbeat":true}\n')), 200, {
        'content-encoding': 'gzip',
      }),
  },
  { name: 'an error', codes: 'peer_answer', lie: () => body('{"code":"internal"}', 500) },
  { name: 'an error of 5 MB', codes: 'peer_answer', lie: () => body('x'.repeat(5_000_000), 503) },
  { name: 'a refusal in HTML', codes: 'peer_answer', lie: () => body('<html></html>', 403) },
  {
    name: 'a refusal for time, again and again, with a clock at the end of time',
    codes: 'peer_answer',
    lie: () =>
      body('{"code":"token_clock"}', 401, { 'ews-received': '9e15', 'ews-sent': '9007199254740991' }),
  },
  {
    name: 'a refusal whose texts are objects',
    codes: 'peer_answer',
    lie: () => body('{"code":{"toString":1},"detail":[[]]}', 400),
  },
];

/** Pages that end too soon. */
const CUT: readonly Attack[] = [
  {
    name: 'a page without its checkpoint',
    codes: 'page_truncated',
    lie: spoilt((page) => page.slice(0, -1)),
  },
  {
    name: 'a page that ends within a line',
    codes: 'page_malformed',
    lie: async (peer) => body((await text(peer)).slice(0, 500)),
  },
  {
    name: 'a connection that ends before the checkpoint',
    codes: 'peer_unreachable',
    lie: ({ log }) => cutting(ndjson([{ seq: 0, jws: log.entry(0) }])),
  },
  {
    name: 'a connection that ends within a line',
    codes: 'peer_unreachable',
    lie: async (peer) => cutting((await text(peer)).slice(0, 500)),
  },
  {
    name: 'a connection that ends within the checkpoint line',
    codes: 'peer_unreachable',
    lie: async (peer) => cutting((await text(peer)).slice(0, -20)),
  },
  {
    name: 'fewer bytes than were promised',
    codes: 'peer_unreachable',
    lie: () => (_pull, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('{"heartbeat":true}\n', () => response.destroy());
    },
  },
  {
    name: 'a connection that is reset',
    codes: 'peer_unreachable',
    lie: () => (_pull, response) => response.socket?.resetAndDestroy(),
  },
];

test('hostile pages', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { config: { federation: { pollSeconds: 1 } } });

  for (const { name, codes, lie } of [...CHANGED, ...CHECKPOINTS, ...GARBAGE, ...CUT]) {
    await t.test(`hostile page: ${name} is refused whole`, async (t) => {
      const peer = await peerOfThree(t);
      await refusesFromTheStart(kr, peer, await lie(peer), codes);
      const { held, counts } = await catchesUp(kr, peer);
      assert.deepEqual([held, counts], [3, { verified: 2, sealed: 1, refused: 0 }]);
      await livesOn(kr, peer);
    });
  }

  await t.test('hostile page: a redirect is not followed', async (t) => {
    const [peer, elsewhere] = [await peerOfThree(t), await startHostilePeer(t)];
    const location = (pull: Pull) => `${elsewhere.url}/federation/v1/anything?from=${pull.from}`;
    const lie: Lie = (pull, response) => response.writeHead(302, { location: location(pull) }).end();
    await refusesFromTheStart(kr, peer, lie, ['page_truncated', 'peer_answer']);
    assert.deepEqual(elsewhere.pulls, []);
    await catchesUp(kr, peer);
    await livesOn(kr, peer);
  });

  await t.test('hostile page: what comes after the checkpoint is not read', async (t) => {
    const peer = await peerOfThree(t);
    const truth = await peer.log.page(0, kr.id);
    peer.lie(({ from }, response) => {
      if (from === 0) response.end(ndjson([...truth, { seq: 3, jws: 'one more' }, 'garbage']));
      else response.destroy();
    });
    await enrolHostile(kr, peer);
    await until('three are held', async () => (await statusOf(kr, peer)).held === 3);
    await holds(kr, peer, 3);
    await livesOn(kr, peer);
  });

  await t.test(
    'hostile page: an entry that is sealed though addressed to the reader counts as sealed',
    async (t) => {
      const peer = await peerOfThree(t);
      const [, second, third, end] = await peer.log.page(0, kr.id);
      peer.lie(({ from }, response) =>
        response.end(ndjson(from === 0 ? [sealed(0, peer.log.entry(0)), second!, third!, end!] : [end!])),
      );
      await enrolHostile(kr, peer);
      const { counts } = await until('three are held', async () => {
        const status = await statusOf(kr, peer);
        return status.held === 3 && status;
      });
      assert.deepEqual(counts, { verified: 1, sealed: 2, refused: 0 });
      await livesOn(kr, peer);
    },
  );

  await t.test(
    'hostile page: a cosignature from the end of time does not spoil the list of peers',
    async (t) => {
      const peer = await peerOfThree(t);
      const truth = await peer.log.page(0, kr.id);
      const late = peer.log.checkpoint(3, Number.MAX_SAFE_INTEGER * 1000 - 1_000_000);
      peer.lie(lines([...truth.slice(0, 3), { checkpoint: late, consistency: [] }]));
      await enrolHostile(kr, peer);
      await until('it is asked again', () => peer.pulls.length >= 2);
      const listed = await kr
        .as('viewer')
        .get('/peers')
        .then(
          () => true,
          () => false,
        );
      // Whatever became of it: what is honest replaces it, and the tests that follow are not disturbed.
      peer.lie(undefined);
      await until('it is pulled from', () =>
        pullNow(kr, peer).then(
          () => true,
          () => false,
        ),
      );
      assert.ok(listed);
      await catchesUp(kr, peer);
      await livesOn(kr, peer);
    },
  );

  await t.test('hostile page: a peer that never waits does not set the pace', async (t) => {
    const peer = await peerOfThree(t);
    await enrolHostile(kr, peer);
    await until('three are held', async () => (await statusOf(kr, peer)).held === 3);
    peer.lie(lines([{ checkpoint: peer.log.checkpoint(), consistency: [] }]));
    const before = peer.pulls.length;
    await livesOn(kr);
    await livesOn(kr);
    // Without a pause there would be hundreds.
    assert.ok(peer.pulls.length - before < 20, `${peer.pulls.length - before} pulls`);
    await livesOn(kr, peer);
  });

  await t.test('hostile page: more entries than were asked for', async (t) => {
    const peer = await startHostilePeer(t);
    for (let i = 0; i <= LIMITS.entriesPerPage; i += 1) peer.log.append(`no entry ${i}`);
    peer.log.append(await goodBulletin(peer.log));
    // A true page in all but its length.
    await refusesFromTheStart(kr, peer, lines(await peer.log.page(0, kr.id)), 'page_too_large');
    peer.lie(async ({ from, limit, reader }, response) => {
      const to = Math.min(from + limit, peer.log.size);
      response.end(ndjson(await peer.log.page(from, reader, to)));
    });
    const { counts } = await until('all are held', async () => {
      const status = await statusOf(kr, peer);
      return status.held === peer.log.size && status;
    });
    assert.deepEqual(counts, { verified: 1, sealed: 0, refused: LIMITS.entriesPerPage + 1 });
    await livesOn(kr, peer);
  });
});

async function peerOfThree(t: Parameters<typeof startHostilePeer>[0]): Promise<HostilePeer> {
  const peer = await startHostilePeer(t);
  await appendThree(peer.log);
  peer.checkpoint = peer.log.checkpoint(0);
  return peer;
}

/** The true page with something changed. */
function spoilt(change: (page: readonly Line[], peer: HostilePeer) => Line[]): Attack['lie'] {
  return (peer) => async (pull, response) => {
    response.end(ndjson(change(await peer.log.page(pull.from, pull.reader), peer)));
  };
}

/** The true entries with another last line. */
function ending(checkpoint: (log: HostileLog) => string, consistency: readonly string[] = []): Attack['lie'] {
  return spoilt((page, { log }) => [...page.slice(0, 3), { checkpoint: checkpoint(log), consistency }]);
}

/** Appends to a log what another one has. */
function sameEntries(log: HostileLog, other: HostileLog): HostileLog {
  for (let seq = 0; seq < log.size; seq += 1) other.append(log.entry(seq));
  return other;
}

function text(peer: HostilePeer): Promise<string> {
  return peer.log.page(0, 'kr.ews.example').then(ndjson);
}

/** Sends this much, and breaks the connection. */
function cutting(start: string): Lie {
  return (_pull, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(start, () => response.destroy());
  };
}
