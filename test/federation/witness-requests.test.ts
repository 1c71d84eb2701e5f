import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toBase64 } from '../../src/domain/bytes.ts';
import { PATHS } from '../../src/federation/protocol.ts';
import { verifyCosignature } from '../../src/log/cosignature.ts';
import { generateKey } from '../../src/log/keys.ts';
import { EMPTY_ROOT } from '../../src/log/merkle.ts';
import { formatVkey, type NoteKey, parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { signerOf } from '../helpers/by-hand.ts';
import { type HostileLog, hostileLog } from '../helpers/hostile-log.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';
import { cosignerKeyOf } from '../helpers/witness.ts';

/** An ordered conversation with a C2SP witness, recorded from another implementation; not part of this project. */
const CONVERSATION = new URL(
  '../../../shared/assets/tlog-witness-protocol/add-checkpoint.json',
  import.meta.url,
);

interface Conversation {
  readonly log: { readonly origin: string; readonly publicKeyHex: string };
  readonly cases: readonly {
    readonly body: string;
    readonly wantStatus: number;
    readonly asserts: readonly string[];
  }[];
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function post(node: TestNode, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(node.federationUrl + PATHS.addCheckpoint, { method: 'POST', body, headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** A request as a log makes it, with parts that differ from what is right. */
async function bodyOf(
  log: HostileLog,
  old: number,
  size = log.size,
  changed: { readonly proof?: readonly string[]; readonly note?: string } = {},
): Promise<string> {
  const due = old === 0 || old >= size ? [] : await log.consistency(old, size);
  const proof = changed.proof ?? due;
  return `old ${old}\n${proof.map((hash) => `${hash}\n`).join('')}\n${changed.note ?? log.checkpoint(size)}`;
}

function grown(log: HostileLog, size: number): HostileLog {
  while (log.size < size) log.append(`entry ${log.size} of whoever, ${Math.random()}`);
  return log;
}

function vkeyOf({ origin, keys }: HostileLog): string {
  const publicKey = Buffer.from(keys.log.x, 'base64url');
  return formatVkey({ name: origin, type: SIGNATURE_TYPE.ed25519, publicKey });
}

function conversation(): Conversation | undefined {
  if (!existsSync(CONVERSATION)) return undefined;
  return JSON.parse(readFileSync(CONVERSATION, 'utf8')) as Conversation;
}

test('witness requests', async (t) => {
  const [rules, racing, kept] = [1, 2, 3].map((n) => grown(hostileLog(`witnessed-${n}.ews.example`), 9));
  const recorded = conversation();
  const key: NoteKey | undefined = recorded && {
    name: recorded.log.origin,
    type: SIGNATURE_TYPE.ed25519,
    publicKey: Buffer.from(recorded.log.publicKeyHex, 'hex'),
  };
  const logs = [...[rules!, racing!, kept!].map(vkeyOf), ...(key === undefined ? [] : [formatVkey(key)])];
  const { kr } = await startNodes(t, ['kr'], { config: { witnesses: { logs } } });
  const log = rules!;

  await t.test(
    'witness: the recorded conversation of another implementation passes in statuses and sizes',
    { skip: recorded === undefined && 'the conversation is not here' },
    async () => {
      for (const { body, wantStatus, asserts } of recorded!.cases) {
        const { status, type, text } = await post(kr, body);
        assert.equal(status, wantStatus, text);
        const size = asserts.map((each) => /^body == "(\d+)\\n"$/.exec(each)?.[1]).find(Boolean);
        if (size !== undefined) assert.deepEqual([type, text], ['text/x.tlog.size', `${size}\n`]);
        if (status === 200) assert.match(text, /^— kr\.ews\.example [A-Za-z0-9+/=]+\n$/);
      }
    },
  );

  await t.test('witness: a first checkpoint is cosigned, with a time, and needs no proof', async () => {
    const { status, type, text } = await post(kr, await bodyOf(log, 0, 3));
    assert.equal(status, 200, text);
    assert.match(type ?? '', /^text\/plain/);
    const note = parseNote(log.checkpoint(3) + text);
    const seconds = verifyCosignature(note, await cosignerKeyOf(kr)) ?? 0;
    assert.ok(Math.abs(seconds * 1000 - Date.now()) < 60_000);
  });

  await t.test(
    'witness: another old size is a conflict, and the answer is the size cosigned last',
    async () => {
      for (const old of [0, 1, 2, 4]) {
        const { status, type, text } = await post(kr, await bodyOf(log, old, 5));
        assert.deepEqual([status, type, text], [409, 'text/x.tlog.size', '3\n']);
      }
    },
  );

  await t.test('witness: refuses what does not extend the checkpoint cosigned last', async () => {
    const other = grown(log.fork(2), 7);
    const proof = await log.consistency(3, 5);
    const [first = '', ...rest] = proof;
    const cases = {
      'no proof': bodyOf(log, 3, 5, { proof: [] }),
      'a proof that is too short': bodyOf(log, 3, 5, { proof: rest }),
      'a proof that is too long': bodyOf(log, 3, 5, { proof: [...proof, first] }),
      'a proof in another order': bodyOf(log, 3, 5, { proof: [...proof].reverse() }),
      'another tree': bodyOf(other, 3, 7),
      'another root for the same size': bodyOf(other, 3, 3),
      'a proof where none is due': bodyOf(log, 3, 3, { proof }),
    };
    for (const [name, body] of Object.entries(cases))
      assert.equal((await post(kr, await body)).status, 422, name);
  });

  await t.test(
    'witness: refuses a root of the empty tree that is none, and a proof from size 0',
    async () => {
      const fresh = grown(hostileLog('unheard-of.ews.example'), 1);
      const zero = log.signer.signCheckpoint({ origin: log.origin, size: 0, root: EMPTY_ROOT });
      const untrue = zero.replace(toBase64(EMPTY_ROOT), toBase64(fresh.root()));
      assert.equal((await post(kr, await bodyOf(log, 0, 0, { note: untrue }))).status, 422);
      assert.equal(
        (await post(kr, await bodyOf(racing!, 0, 1, { proof: [toBase64(EMPTY_ROOT)] }))).status,
        422,
      );
    },
  );

  await t.test('witness: refuses what the log did not sign', async () => {
    const stranger = grown(hostileLog(log.id), 5);
    const cases = {
      'by another key': bodyOf(log, 3, 5, { note: stranger.checkpoint(5) }),
      'signed for another root': bodyOf(log, 3, 5, {
        note: log.checkpoint(5).replace(toBase64(log.root(5)), toBase64(log.root(4))),
      }),
      'by the cosigner alone': bodyOf(log, 3, 5, {
        note: log
          .checkpoint(5)
          .split('\n')
          .filter((line) => !line.startsWith(`— ${log.origin} `))
          .join('\n'),
      }),
      'under the name of another log': bodyOf(log, 3, 5, {
        note: log.checkpoint(5).replaceAll(log.origin, 'elsewhere.ews.example/log/1'),
      }),
    };
    for (const [name, body] of Object.entries(cases))
      assert.equal((await post(kr, await body)).status, 403, name);
  });

  await t.test('witness: does not know the log of somebody else, nor witnesses its own one', async () => {
    const stranger = grown(hostileLog('stranger.ews.example'), 2);
    assert.equal((await post(kr, await bodyOf(stranger, 0))).status, 404);
    const own = signerOf(kr).signCheckpoint({ origin: kr.origin, size: 0, root: EMPTY_ROOT });
    assert.equal((await post(kr, `old 0\n\n${own}`)).status, 404);
  });

  await t.test('witness: refuses what is not in its one form', async () => {
    const good = await bodyOf(log, 3, 5);
    const [, ...proof] = good.slice(0, good.indexOf('\n\n')).split('\n');
    const note = log.checkpoint(5);
    const cases = {
      nothing: '',
      'no empty line': `old 3\n${note}`,
      'no old line': `${proof.join('\n')}\n\n${note}`,
      'a leading zero': good.replace('old 3', 'old 03'),
      'a sign': good.replace('old 3', 'old +3'),
      'two spaces': good.replace('old 3', 'old  3'),
      'a hash that is short': good.replace(proof[0]!, toBase64(new Uint8Array(31))),
      'a hash in base64url': good.replace(proof[0]!, `${'_'.repeat(42)}8=`),
      'a carriage return': good.replace('\n', '\r\n'),
      'more than 63 hashes': `old 3\n${`${proof[0]}\n`.repeat(64)}\n${note}`,
      'no signature': `old 3\n\n${parseNote(note).text}`,
      'a larger old size than that of the checkpoint': await bodyOf(log, 6, 5),
      'an extension line': good.replace(`${toBase64(log.root(5))}\n`, `${toBase64(log.root(5))}\nmore\n`),
    };
    for (const [name, body] of Object.entries(cases)) {
      assert.equal((await post(kr, body, { 'content-type': 'text/plain' })).status, 400, name);
    }
    const long = `old 3\n\n${note}${'x'.repeat(200_000)}`;
    assert.equal((await post(kr, long)).status, 413);
  });

  await t.test(
    'witness: the same checkpoint is cosigned again, and a larger one with its proof',
    async () => {
      for (const [old, size] of [
        [3, 3],
        [3, 5],
        [5, 9],
        [9, 9],
      ] as const) {
        const { status, text } = await post(kr, await bodyOf(log, old, size), {
          'content-type': 'text/plain',
        });
        assert.equal(status, 200, text);
        assert.notEqual(
          verifyCosignature(parseNote(log.checkpoint(size) + text), await cosignerKeyOf(kr)),
          undefined,
        );
      }
    },
  );

  await t.test(
    'witness: of requests at once that contradict one another one tree alone is cosigned',
    async () => {
      const [one, two] = [grown(racing!.fork(4), 12), grown(racing!.fork(4), 13)];
      assert.equal((await post(kr, await bodyOf(racing!, 0, 4))).status, 200);
      const bodies = await Promise.all(
        Array.from({ length: 40 }, (_, at) => bodyOf(at % 2 === 0 ? one : two, 4, 5 + (at % 8))),
      );
      const answers = await Promise.all(bodies.map((body) => post(kr, body)));
      const won = answers
        .map(({ status }, at) => [status, at % 2] as const)
        .filter(([status]) => status === 200);
      assert.equal(won.length, 1, 'from size 4 one request can go on');
      for (const { status, text } of answers)
        if (status !== 200) assert.ok([409, 422].includes(status), text);
      const known = Number((await post(kr, await bodyOf(racing!, 0, 4))).text);
      const winner = won[0]?.[1] === 0 ? one : two;
      const loser = winner === one ? two : one;
      assert.equal((await post(kr, await bodyOf(loser, known, 12))).status, 422);
      assert.equal((await post(kr, await bodyOf(winner, known, 12))).status, 200);
    },
  );

  await t.test('witness: what was cosigned is remembered by a process that was killed at once', async () => {
    const log = kept!;
    const { status, text } = await post(kr, await bodyOf(log, 0, 8));
    assert.equal(status, 200, text);
    await kr.kill();
    await kr.start();
    const again = await post(kr, await bodyOf(log, 0, 9));
    assert.deepEqual([again.status, again.text], [409, '8\n']);
    const other = grown(log.fork(7), 9);
    assert.equal((await post(kr, await bodyOf(other, 8, 9))).status, 422);
  });
});

test('witness: a key in the configuration that is none keeps the node from starting', async (t) => {
  const bad = { name: 'x.ews.example/log/1', type: SIGNATURE_TYPE.cosignature, publicKey: keyBytes() };
  await assert.rejects(
    startNodes(t, ['jp'], { config: { witnesses: { logs: [formatVkey(bad)] } }, noAudit: ['jp'] }),
    /config_invalid/,
  );
});

function keyBytes(): Uint8Array {
  return Buffer.from(generateKey().x, 'base64url');
}
