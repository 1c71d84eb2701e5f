import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerBulletin } from '../../src/bulletin/port.ts';
import { toBase64url } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { MAX_ENTRY_BYTES } from '../../src/domain/envelope.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { JWS_TYPE } from '../../src/log/jws.ts';
import { generateKey } from '../../src/log/keys.ts';
import { issue, pathOf } from '../helpers/bulletins.ts';
import { enrolHostile, entriesHeld, entriesRefused, livesOn, statusOf } from '../helpers/hostile-checks.ts';
import {
  bulletinEnvelope,
  bulletinId,
  envelopeOf,
  goodBulletin,
  type HostileLog,
  type Json,
  type Spoilable,
  sign,
  signText,
} from '../helpers/hostile-log.ts';
import { lines, ndjson, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

const HERE = 'kr.ews.example';

/** Makes an entry that stands second in a log, between two that break no rule. */
interface BadEntry {
  readonly name: string;
  readonly code: string;
  readonly make: (log: HostileLog) => string | Promise<string>;
}

const SIGNATURES: readonly BadEntry[] = [
  {
    name: 'signed by another key',
    code: 'entry_signature',
    make: (log) => sign(log, bulletinEnvelope(log), { key: generateKey() }),
  },
  {
    name: "signed by the node's own request key",
    code: 'entry_signature',
    make: (log) => sign(log, bulletinEnvelope(log), { key: log.keys.request }),
  },
  {
    name: 'signed as a document of another kind',
    code: 'entry_signature',
    make: (log) => sign(log, bulletinEnvelope(log), { header: { typ: JWS_TYPE.nodeDocument } }),
  },
  {
    name: 'under the name of another key',
    code: 'entry_signature',
    make: (log) => sign(log, bulletinEnvelope(log), { header: { kid: 'A'.repeat(43) } }),
  },
  {
    name: 'without an algorithm',
    code: 'entry_signature',
    make: (log) => unsigned({ alg: 'none', typ: JWS_TYPE.entry }, bulletinEnvelope(log)),
  },
  {
    name: 'with the older name of the algorithm',
    code: 'entry_signature',
    make: async (log) => {
      const [, payload, signature] = (await goodBulletin(log)).split('.');
      return `${base64({ alg: 'EdDSA', typ: JWS_TYPE.entry })}.${payload}.${signature}`;
    },
  },
  { name: 'that is empty', code: 'entry_signature', make: () => '' },
  { name: 'that is no JWS', code: 'entry_signature', make: () => 'a.b.c.d.e' },
  { name: 'of lone surrogates', code: 'entry_signature', make: () => '\ud800\udc00\ud800' },
  { name: 'whose payload is not JSON', code: 'entry_signature', make: (log) => signText(log, '{') },
  { name: 'whose payload has NaN', code: 'entry_signature', make: (log) => signText(log, '{"v":NaN}') },
  {
    name: 'whose payload is not UTF-8',
    code: 'entry_signature',
    make: (log) => signText(log, Buffer.from('{"v":"\xff\xfe"}', 'latin1')),
  },
  {
    name: 'of an unknown kind with a body of 20,000 levels',
    code: 'entry_invalid',
    make: (log) => signText(log, nested(JSON.stringify(envelopeOf(log, 'corroboration', { x: 'DEEP' })))),
  },
  { name: 'whose payload is a list', code: 'entry_invalid', make: (log) => signText(log, '[]') },
  {
    name: 'of 256 KiB and a byte',
    code: 'entry_too_large',
    make: async (log) => {
      const short = await signText(log, '"x"');
      const room = MAX_ENTRY_BYTES - short.length;
      const jws = await signText(log, `"${'x'.repeat(Math.ceil((room * 3) / 4) + 3)}"`);
      assert.ok(jws.length > MAX_ENTRY_BYTES && jws.length < MAX_ENTRY_BYTES + 10);
      return jws;
    },
  },
];

const ENVELOPES: readonly BadEntry[] = [
  {
    name: 'of another log',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), log: 'elsewhere.ews.example/log/1' }),
  },
  {
    name: 'of another place',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), seq: 0 }),
  },
  {
    name: 'that is not addressed to this node',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { audience: ['elsewhere.ews.example'] })),
  },
  {
    name: 'of another version',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), v: 2 }),
  },
  {
    name: 'marked TLP:RED for everyone',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { tlp: 'RED' })),
  },
  {
    name: 'of an unknown kind, marked TLP:AMBER for everyone',
    code: 'entry_invalid',
    make: (log) => sign(log, envelopeOf(log, 'corroboration', {}, { tlp: 'AMBER' })),
  },
  {
    name: 'for more than people approved',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log, { audience: [HERE] }), aud: '*' }),
  },
  {
    name: 'marked otherwise than people approved',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), tlp: 'CLEAR' }),
  },
  {
    name: 'at a time that does not exist',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), time: '2021-02-30T00:00:00Z' }),
  },
  {
    name: 'without a body',
    code: 'entry_invalid',
    make: (log) => sign(log, { ...bulletinEnvelope(log), body: undefined }),
  },
  {
    name: 'with an endless number for a place',
    code: 'entry_invalid',
    make: (log) => signText(log, JSON.stringify(bulletinEnvelope(log)).replace('"seq":1', '"seq":1e999')),
  },
  {
    name: 'whose place stands there twice, the last time wrong',
    code: 'entry_invalid',
    make: (log) => signText(log, JSON.stringify(bulletinEnvelope(log)).replace('"seq":1', '"seq":1,"seq":0')),
  },
];

const BULLETINS: readonly BadEntry[] = [
  {
    name: 'that is serious, with one approver',
    code: 'four_eyes',
    make: (log) => sign(log, bulletinEnvelope(log, { level: 'serious' })),
  },
  {
    name: 'that is serious, with one approver twice',
    code: 'four_eyes',
    make: spoilt(
      ({ body }) => {
        body.approvals[1]!.subject = body.approvals[0]!.subject;
      },
      {
        content: { level: 'serious' },
        approvals: 2,
      },
    ),
  },
  { name: 'without an approver', code: 'four_eyes', make: spoilt(({ body }) => void body.approvals.pop()) },
  {
    name: 'whose approver submitted it',
    code: 'four_eyes',
    make: spoilt(({ body }) => {
      body.approvals[0]!.subject = body.submission.subject;
    }),
  },
  {
    name: 'whose approver stood for another content',
    code: 'content_changed',
    make: spoilt(({ body }) => {
      body.approvals[0]!.digest = 'A'.repeat(43);
    }),
  },
  {
    name: 'whose submitter stood for another content',
    code: 'content_changed',
    make: spoilt(({ body }) => {
      body.submission.digest = 'A'.repeat(43);
    }),
  },
  {
    name: 'whose content was changed afterwards',
    code: 'content_changed',
    make: spoilt(({ body }) => {
      body.content.contact = 'Somebody else';
    }),
  },
  {
    name: 'whose content got a member more afterwards',
    code: 'content_changed',
    make: spoilt(({ body }) => {
      body.content.unheardOf = true;
    }),
  },
  {
    name: 'whose submitter is an approver',
    code: 'entry_invalid',
    make: spoilt(({ body }) => {
      body.submission.role = 'approver';
    }),
  },
  {
    name: 'of another node',
    code: 'entry_invalid',
    make: (log) => {
      const issuer = 'elsewhere.ews.example';
      return sign(log, bulletinEnvelope(log, { issuer, id: `${issuer}/2021-10-11/00000001` }));
    },
  },
  {
    name: 'of the reader itself',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { issuer: HERE, id: `${HERE}/2021-10-11/00000001` })),
  },
  {
    name: "under an id of the reader's",
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { id: `${HERE}/2021-10-11/00000001` })),
  },
  {
    name: 'with the id of an earlier one',
    code: 'already_exists',
    make: (log) => sign(log, bulletinEnvelope(log, { id: bulletinId(log.fork(0)) })),
  },
  {
    name: 'that updates one of another log',
    code: 'entry_invalid',
    make: (log) => {
      const reference = { id: `${HERE}/2021-10-11/00000001`, log: `${HERE}/log/1`, seq: 0 };
      const references = [{ ...reference, digest: 'A'.repeat(43) }];
      return sign(log, bulletinEnvelope(log, { type: 'cancel', references }));
    },
  },
  {
    name: 'that cancels nothing',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { type: 'cancel' })),
  },
  {
    name: 'of a level that does not exist',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { level: '__proto__' }, 2)),
  },
  {
    name: 'without a text',
    code: 'entry_invalid',
    make: (log) => sign(log, bulletinEnvelope(log, { headline: {} })),
  },
  {
    name: 'with half a character',
    code: 'entry_invalid',
    make: (log) => {
      const envelope = bulletinEnvelope(log);
      const text = JSON.stringify(envelope).replaceAll('Supply chain desk', '\\ud800');
      return signText(log, text);
    },
  },
  {
    name: 'whose score has no end',
    code: 'entry_invalid',
    make: (log) => {
      const envelope = bulletinEnvelope(log, { score: 12345 });
      return signText(log, JSON.stringify(envelope).replace('"score":12345', '"score":1e999'));
    },
  },
  {
    name: 'that says a level twice, approved for the first',
    code: 'content_changed',
    make: (log) => {
      const text = JSON.stringify(bulletinEnvelope(log));
      return signText(log, text.replace('"level":"alert"', '"level":"alert","level":"caution"'));
    },
  },
];

/** What breaks no rule, whatever a reader makes of it: kept as it came, and verified. */
const ODD: readonly Omit<BadEntry, 'code'>[] = [
  { name: 'of an unknown kind', make: (log) => sign(log, envelopeOf(log, 'corroboration', { of: 'what' })) },
  {
    name: 'with unknown members at its top',
    make: (log) => sign(log, { ...bulletinEnvelope(log), unheardOf: { of: [] } }),
  },
  {
    name: 'with unknown members in its body',
    make: spoilt(({ body }) => {
      body.unheardOf = 1;
      body.submission.unheardOf = 2;
      body.approvals[0]!.unheardOf = 3;
    }),
  },
  {
    name: 'with unknown members in its content',
    make: (log) => sign(log, bulletinEnvelope(log, { unheardOf: { deeper: [{ still: null }] } })),
  },
  {
    name: 'with unknown members within its content',
    make: (log) =>
      sign(
        log,
        bulletinEnvelope(log, {
          items: [{ name: { en: 'Urea' }, hsCodes: [], unheardOf: 1 }],
          headline: { en: 'Urea', fr: 'Urée' },
        }),
      ),
  },
  {
    name: 'without codes of its goods',
    make: (log) => sign(log, bulletinEnvelope(log, { items: [{ name: { en: 'Urea' } }] })),
  },
  {
    name: 'with a __proto__ of its own',
    make: (log) => {
      const content = JSON.parse(
        JSON.stringify(bulletinEnvelope(log).body.content).replace(/}$/, ',"__proto__":{"polluted":true}}'),
      ) as Json;
      return sign(log, withContent(log, content));
    },
  },
  {
    name: 'with members that objects have by nature',
    make: (log) =>
      sign(log, bulletinEnvelope(log, { constructor: 1, toString: 'x', hasOwnProperty: null, toJSON: {} })),
  },
  {
    name: 'with numbers that round',
    make: (log) =>
      sign(log, bulletinEnvelope(log, { large: 1e308, small: 5e-324, zero: -0, half: 0.1 + 0.2 })),
  },
  {
    name: 'that says a level twice, approved for the last',
    make: (log) => {
      const text = JSON.stringify(bulletinEnvelope(log));
      return signText(log, text.replace('"level":"alert"', '"level":"caution","level":"alert"'));
    },
  },
  {
    name: 'that updates an entry that does not exist',
    make: (log) => {
      const id = bulletinId(log.fork(0));
      const references = [{ id, log: log.origin, seq: 0, digest: 'A'.repeat(43) }];
      return sign(log, bulletinEnvelope(log, { type: 'cancel', references }));
    },
  },
];

test('hostile entries', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { config: { federation: { pollSeconds: 1 } } });

  for (const { name, code, make } of [...SIGNATURES, ...ENVELOPES, ...BULLETINS]) {
    await t.test(`hostile entry: one ${name} is refused, and stops nothing`, async (t) => {
      const { peer, counts } = await pulled(t, kr, make);
      assert.deepEqual(entriesRefused(kr, peer), [`1 ${code}`]);
      assert.deepEqual(counts, { verified: 2, sealed: 0, refused: 1 });
      assert.equal(await stateOf(kr, bulletinId(peer.log.fork(0))), 'issued');
      await livesOn(kr, peer);
    });
  }

  for (const { name, make } of ODD) {
    await t.test(`hostile entry: one ${name} is kept as it came`, async (t) => {
      const { peer, counts } = await pulled(t, kr, make);
      assert.deepEqual(entriesRefused(kr, peer), []);
      assert.deepEqual(counts, { verified: 3, sealed: 0, refused: 0 });
      const { sealed, digest } = (await entriesHeld(kr, peer))[1]!;
      assert.deepEqual([sealed, digest], [false, toBase64url(entryDigest(peer.log.entry(1)))]);
      assert.equal(await stateOf(kr, bulletinId(peer.log.fork(0))), 'issued');
      assert.equal(({} as Json).polluted, undefined);
      await livesOn(kr, peer);
    });
  }

  for (const levels of [1_000, 5_000, 20_000]) {
    await t.test(`hostile entry: a bulletin of ${levels} levels stops nothing`, async (t) => {
      const { peer, counts } = await pulled(t, kr, (log) => {
        const deep = JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
        const content = { ...bulletinEnvelope(log).body.content, unheardOf: 'DEEP' };
        const digest = contentDigest({ ...content, unheardOf: deep });
        const envelope = restated(withContent(log, content), digest);
        return signText(log, nested(JSON.stringify(envelope), levels));
      });
      assert.deepEqual([counts.verified, counts.refused], [2, 1]);
      const { items } = await kr
        .as('viewer')
        .get<{ items: PeerBulletin[] }>(`/bulletins?from=peers&issuer=${peer.id}`);
      assert.equal(items.length, counts.verified);
      await livesOn(kr, peer);
    });
  }

  await t.test('hostile entry: acknowledgements of what this node did not issue are refused', async (t) => {
    const { content, life } = await issue(kr);
    assert.ok('issued' in life);
    const bulletin = life.issued.reference;
    const wrong = [
      { ...bulletin, digest: 'A'.repeat(43) },
      { ...bulletin, seq: 4_000_000 },
      { ...bulletin, seq: bulletin.seq + 1 },
      { ...bulletin, id: `${HERE}/2021-10-11/00000000` },
      { ...bulletin, log: 'elsewhere.ews.example/log/1' },
      { ...bulletin, log: `${HERE}/log/2` },
      { ...bulletin, digest: `${'A'.repeat(42)}B` },
    ];
    const peer = await startHostilePeer(t);
    const acknowledge = async (reference: object) => {
      const body = {
        bulletin: reference,
        subject: 'a'.repeat(16),
        role: 'analyst',
        time: '2021-10-11T00:00:00Z',
      };
      peer.log.append(await sign(peer.log, envelopeOf(peer.log, 'acting', body, { aud: [HERE] })));
    };
    for (const reference of wrong) await acknowledge(reference);
    await acknowledge(bulletin);
    await enrolHostile(kr, peer);
    await allHeld(kr, peer);
    assert.deepEqual(
      entriesRefused(kr, peer),
      wrong.map((_, seq) => `${seq} entry_invalid`),
    );
    const { acknowledgements } = await detailOf(kr, content.id);
    assert.deepEqual(
      acknowledgements.map(({ node }) => node),
      [peer.id],
    );
    await livesOn(kr, peer);
  });

  await t.test('hostile entry: what is sent whole though it is for others is not kept', async (t) => {
    const peer = await startHostilePeer(t);
    peer.log.append(
      await sign(peer.log, bulletinEnvelope(peer.log, { audience: ['elsewhere.ews.example'] })),
    );
    const end = { checkpoint: peer.log.checkpoint(), consistency: [] };
    peer.lie(({ from }, response) =>
      response.end(ndjson(from === 0 ? [{ seq: 0, jws: peer.log.entry(0) }, end] : [end])),
    );
    await enrolHostile(kr, peer);
    await allHeld(kr, peer);
    assert.deepEqual(entriesRefused(kr, peer), ['0 entry_invalid']);
    assert.equal((await entriesHeld(kr, peer))[0]?.sealed, true);
    await livesOn(kr, peer);
  });

  await t.test(
    'hostile entry: a page of a thousand that all break a rule is kept in one piece',
    async (t) => {
      const peer = await startHostilePeer(t);
      const bad = bulletinEnvelope(peer.log, {}, 0);
      for (let seq = 0; seq < 999; seq += 1) peer.log.append(await sign(peer.log, { ...bad, seq }));
      peer.log.append(await goodBulletin(peer.log));
      peer.lie(lines(await peer.log.page(0, HERE)));
      await enrolHostile(kr, peer);
      await allHeld(kr, peer);
      assert.deepEqual((await statusOf(kr, peer)).counts, { verified: 1, sealed: 0, refused: 999 });
      await livesOn(kr, peer);
    },
  );
});

type Context = Parameters<typeof startHostilePeer>[0];
type Peer = Awaited<ReturnType<typeof startHostilePeer>>;

/** Enrols a peer whose second entry is this one, and waits until all three are held. */
async function pulled(t: Context, node: TestNode, make: BadEntry['make']) {
  const peer = await startHostilePeer(t);
  peer.log.append(await goodBulletin(peer.log));
  peer.log.append(await make(peer.log));
  peer.log.append(await goodBulletin(peer.log));
  const end = () => ({ checkpoint: peer.log.checkpoint(), consistency: [] });
  const whole = [0, 1, 2].map((seq) => ({ seq, jws: peer.log.entry(seq) }));
  peer.lie(({ from }, response) => response.end(ndjson([...whole.slice(from), end()])));
  await enrolHostile(node, peer);
  await allHeld(node, peer);
  return { peer, counts: (await statusOf(node, peer)).counts };
}

/** A refusal is written to the node's log after the page that has it is stored: that is waited for too. */
async function allHeld(node: TestNode, peer: Peer): Promise<void> {
  await until(
    `all of ${peer.id} is held, and every refusal is in the log`,
    async () => {
      const { held, counts } = await statusOf(node, peer);
      return held === peer.log.size && entriesRefused(node, peer).length === counts.refused;
    },
    10,
  );
}

async function stateOf(node: TestNode, id: string): Promise<string> {
  return (await detailOf(node, id)).state;
}

function detailOf(node: TestNode, id: string) {
  return node.as('viewer').get<{ state: string; acknowledgements: { node: string }[] }>(pathOf(id));
}

/** A bulletin in which something was changed after all stood for it. */
function spoilt(
  change: (envelope: Spoilable) => void,
  { content, approvals }: { readonly content?: Json; readonly approvals?: number } = {},
): BadEntry['make'] {
  return (log) => {
    const envelope = bulletinEnvelope(log, content, approvals);
    change(envelope);
    return sign(log, envelope);
  };
}

/** A bulletin of exactly this content. */
function withContent(log: HostileLog, content: Json): Spoilable {
  const envelope = bulletinEnvelope(log);
  envelope.body.content = content;
  return restated(envelope, contentDigest(content));
}

/** Has everybody stand for the content with this digest. */
function restated(envelope: Spoilable, digest: string): Spoilable {
  const { body } = envelope;
  for (const named of [body, body.submission, ...body.approvals]) named.digest = digest;
  return envelope;
}

/** JSON in which the text "DEEP" became a list of so many levels. */
function nested(json: string, levels = 20_000): string {
  return json.replace('"DEEP"', '['.repeat(levels) + ']'.repeat(levels));
}

function unsigned(header: object, payload: object): string {
  return `${base64(header)}.${base64(payload)}.`;
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
