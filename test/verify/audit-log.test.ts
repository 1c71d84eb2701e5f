import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { createOutgoing } from '../../src/net/outgoing.ts';
import type { AuditRequest, LogAudit } from '../../src/verify/audit.ts';
import { auditLog } from '../../src/verify/audit-log.ts';
import { byPolicy, codeOf, flip, named, us, witnessed } from './anchors.ts';
import { type Body, type Lie, type Site, serveLog } from './serve-log.ts';
import { makeBareLog, makeLog, NOW, type TestLog } from './test-log.ts';

const outgoing = createOutgoing({ allowHttp: false });
after(() => outgoing.close());

function audit(log: TestLog, site: Site, change: Partial<AuditRequest> = {}): Promise<LogAudit> {
  return auditLog({ url: site.url, fingerprint: log.fingerprint, outgoing, now: NOW, ...change });
}

/** A policy in place of the fingerprint. */
function policyOf(log: TestLog, quorum?: string): Partial<AuditRequest> {
  const anchor = byPolicy(log, quorum);
  return anchor.kind === 'policy' ? { fingerprint: undefined, policy: anchor.policy } : {};
}

async function auditWith(
  t: TestContext,
  log: TestLog,
  lie: Lie,
  change: Partial<AuditRequest> = {},
): Promise<LogAudit> {
  const site = await serveLog(t, log);
  site.lie = lie;
  return audit(log, site, change);
}

/** A byte changed. */
function damaged(body: Body, at: number): Uint8Array {
  const bytes = Buffer.from(body);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

/** The truth for the first request of a path, and something else from then on. */
function thereafter(path: string, answer: () => Body): Lie {
  let asked = 0;
  return (asking) => {
    if (asking !== path) return undefined;
    asked += 1;
    return asked === 1 ? undefined : answer();
  };
}

describe('audit a log', () => {
  for (const [size, counts] of [
    [0, { bundles: 0, fullTiles: 0, partialTiles: 0 }],
    [1, { bundles: 1, fullTiles: 0, partialTiles: 1 }],
    [7, { bundles: 1, fullTiles: 0, partialTiles: 1 }],
    [255, { bundles: 1, fullTiles: 0, partialTiles: 1 }],
    [256, { bundles: 1, fullTiles: 1, partialTiles: 1 }],
    [257, { bundles: 2, fullTiles: 1, partialTiles: 2 }],
    [700, { bundles: 3, fullTiles: 2, partialTiles: 2 }],
  ] as const) {
    it(`proves one of ${size}`, async (t) => {
      const log = await makeBareLog(size);
      const site = await serveLog(t, log);
      const result = await audit(log, site);
      assert.equal(result.outcome, 'proven', JSON.stringify(result.steps));
      assert.deepEqual(named(result, 'ok').length, 8);
      const { requests, ...read } = result.counts;
      assert.deepEqual(read, { entries: size, ...counts });
      assert.equal(requests, site.requests.length);
      assert.deepEqual([result.origin, result.size, result.sizeAtEnd], [log.origin, size, size]);
      assert.equal(result.ageSeconds, 4);
      assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
    });
  }

  it('proves one of 65,793, with a full tile of level 1', async (t) => {
    const log = await makeBareLog(65_793);
    const site = await serveLog(t, log);
    const progress: number[] = [];
    const result = await audit(log, site, { onProgress: (entries) => progress.push(entries) });
    assert.equal(result.outcome, 'proven', JSON.stringify(result.steps));
    assert.deepEqual([result.counts.fullTiles, result.counts.partialTiles], [258, 3]);
    assert.deepEqual([progress.length, progress.at(-1)], [258, 65_793]);
    assert.ok(site.requests.some((request) => request.endsWith('/tile/1/000')));
    assert.ok(site.requests.some((request) => request.endsWith('/tile/2/000.p/1')));
  });

  it('asks by public routes alone, without a token', async (t) => {
    const log = await makeBareLog(300);
    const site = await serveLog(t, log);
    await audit(log, site);
    for (const request of site.requests) {
      assert.match(
        request,
        /^GET \/(\.well-known\/ews-node|federation\/v1\/logs\/[0-9a-f]{64}\/(checkpoint|tile\/\S+))$/,
      );
    }
  });

  it('takes the address of the log itself, and slashes at its end', async (t) => {
    const log = await makeBareLog(5);
    const site = await serveLog(t, log);
    for (const url of [site.prefix, `${site.prefix}/`, `${site.url}//`]) {
      assert.equal((await audit(log, site, { url })).outcome, 'proven');
    }
  });

  it('proves by a policy, by either address', async (t) => {
    const log = await makeBareLog(5);
    const site = await serveLog(t, log);
    const whole = await audit(log, site, policyOf(log));
    assert.deepEqual([whole.outcome, whole.ageSeconds], ['proven', 4]);
    const prefix = await audit(log, site, { ...policyOf(log), url: site.prefix });
    // Without the node document nobody says which key the log cosigns with.
    assert.deepEqual([prefix.outcome, named(prefix, 'not-checked')], ['proven', ['freshness']]);
  });

  it("asks for the policy's quorum", async (t) => {
    const log = await makeBareLog(5);
    const lie = (path: string) => (path === '/checkpoint' ? witnessed(log, us) : undefined);
    const met = await auditWith(t, log, lie, policyOf(log, 'us.ews.example'));
    assert.equal(met.outcome, 'proven');
    assert.match(met.summary.notProven, /rests on one witness/);
    const missed = await auditWith(t, log, lie, policyOf(log, 'both'));
    assert.deepEqual(named(missed, 'failed'), ['quorum']);
  });

  it('is consistent without an anchor, and names the fingerprint', async (t) => {
    const log = await makeBareLog(5);
    const result = await auditWith(t, log, () => undefined, { fingerprint: undefined });
    assert.deepEqual([result.outcome, result.fingerprint], ['consistent', log.fingerprint]);
    assert.match(result.summary.notProven, /checked against nothing/);
  });

  it('takes a document that was given in place of the one that is served', async (t) => {
    const log = await makeBareLog(5);
    const lie: Lie = (path) => (path.startsWith('/.well-known') ? 'garbage' : undefined);
    const result = await auditWith(t, log, lie, { document: log.document });
    assert.equal(result.outcome, 'proven');
  });

  it('follows a log that grows meanwhile', async (t) => {
    for (const [before, later] of [
      [0, 3],
      [5, 7],
      [250, 600],
      [256, 257],
    ] as const) {
      const log = await makeBareLog(before);
      const site = await serveLog(t, log);
      site.lie = (path, truth) => {
        if (path !== '/checkpoint') return undefined;
        const answer = truth();
        while (log.size < later) log.append(`entry ${log.size}`);
        return answer;
      };
      const result = await audit(log, site);
      assert.equal(result.outcome, 'proven', JSON.stringify(result.steps));
      assert.deepEqual([result.size, result.sizeAtEnd, result.counts.entries], [before, later, later]);
    }
  });

  it('takes the full tile where the partial one is gone', async (t) => {
    const log = await makeBareLog(200);
    const site = await serveLog(t, log);
    const first = log.checkpoint();
    while (log.size < 256) log.append(`entry ${log.size}`);
    site.lie = (path, _truth, response) => {
      if (path === '/checkpoint') return first;
      if (!path.endsWith('.p/200')) return undefined;
      response.writeHead(404).end('{}');
      return 'handled';
    };
    assert.equal((await audit(log, site)).outcome, 'proven');
  });

  it('waits where it is asked to', async (t) => {
    const log = await makeBareLog(5);
    let refusals = 0;
    const result = await auditWith(t, log, (path, _truth, response) => {
      if (!path.startsWith('/tile/entries') || refusals++ > 1) return undefined;
      response.writeHead(429, { 'retry-after': '0' }).end('{}');
      return 'handled';
    });
    assert.equal(result.outcome, 'proven');
    assert.equal(refusals, 3);
  });

  it('says how old the checkpoint is, or from the future, and refuses neither', async (t) => {
    const log = await makeBareLog(5);
    for (const [at, said] of [
      [NOW - 4_000, /4 seconds ago/],
      [NOW + 30_000, /0 seconds ago/],
      [NOW + 300_000, /5 minutes in the future: a clock is wrong/],
      [NOW - 5 * 3_600_000, /5 hours ago/],
      [NOW - 2 * 86_400_000, /2 days ago/],
    ] as const) {
      const result = await auditWith(t, log, (path) =>
        path === '/checkpoint' ? log.checkpoint({ at }) : undefined,
      );
      assert.equal(result.outcome, 'proven');
      assert.match(result.steps.find(({ name }) => name === 'freshness')!.sentence, said);
      assert.equal(result.ageSeconds, (NOW - at) / 1000);
    }
  });

  it('says that a checkpoint is not cosigned by its log', async (t) => {
    const log = await makeBareLog(5);
    const result = await auditWith(t, log, (path) => (path === '/checkpoint' ? log.checkpoint() : undefined));
    assert.deepEqual([result.outcome, named(result, 'not-checked')], ['proven', ['freshness']]);
  });
});

type Case = readonly [
  name: string,
  lie: (log: TestLog) => Lie | Promise<Lie>,
  failed: string[],
  code: string,
  change?: Partial<AuditRequest>,
];

const on =
  (path: string, answer: (truth: () => Body) => Body): Lie =>
  (asked, truth) =>
    asked === path ? answer(truth) : undefined;

/** Never stops. */
const endless: (at: string) => Lie = (at) => (path, _truth, response) => {
  if (path !== at) return undefined;
  const piece = Buffer.alloc(65_536, 'A');
  const more = () => {
    while (response.writable && response.write(piece));
  };
  response.on('drain', more);
  more();
  return 'handled';
};

/** Never starts. */
const silent: (at: string) => Lie = (at) => (path) => (path === at ? 'handled' : undefined);

const missing: (at: string) => Lie = (at) => (path, _truth, response) => {
  if (path !== at) return undefined;
  response.writeHead(404).end('{}');
  return 'handled';
};

const DOCUMENT = '/.well-known/ews-node';
const HURRY = { limits: { requestSeconds: 0.2 } };

/** On a log of 300: a full and a partial tile of level 0, a partial one of level 1. */
const CASES: readonly Case[] = [
  ['no node document', () => missing(DOCUMENT), ['keys'], 'peer_answer'],
  ['garbage as node document', () => on(DOCUMENT, () => 'garbage'), ['keys'], 'node_document_invalid'],
  [
    'a node document with a byte flipped',
    (log) => on(DOCUMENT, () => flip(log.document, log.document.length - 30)),
    ['keys'],
    'node_document_invalid',
  ],
  ['an endless node document', () => endless(DOCUMENT), ['keys'], 'page_too_large'],
  [
    'the document of another root',
    async () => {
      const { document } = await makeLog();
      return on(DOCUMENT, () => document);
    },
    ['keys'],
    'fingerprint_mismatch',
  ],
  ['no checkpoint', () => missing('/checkpoint'), ['checkpoint'], 'peer_answer'],
  ['garbage as checkpoint', () => on('/checkpoint', () => 'garbage'), ['checkpoint'], 'note_malformed'],
  ['an endless checkpoint', () => endless('/checkpoint'), ['checkpoint'], 'page_too_large'],
  ['a checkpoint that never comes', () => silent('/checkpoint'), ['checkpoint'], 'peer_timeout', HURRY],
  [
    'a checkpoint by another key',
    async () => {
      const other = await makeBareLog(300);
      return on('/checkpoint', () => other.checkpoint());
    },
    ['checkpoint'],
    'note_signature',
  ],
  [
    'the checkpoint of another log',
    async () => {
      const other = await makeBareLog(300, 'jp.ews.example');
      return on('/checkpoint', () => other.checkpoint());
    },
    ['checkpoint'],
    'checkpoint_malformed',
  ],
  [
    'another size in the checkpoint',
    () => on('/checkpoint', (truth) => String(truth()).replace('\n300\n', '\n299\n')),
    ['checkpoint'],
    'note_signature',
  ],
  [
    'the cosignature altered',
    () => on('/checkpoint', (truth) => flip(String(truth()), String(truth()).length - 20)),
    ['cosignatures'],
    'note_signature',
  ],
  [
    'a log larger than what is audited',
    () => () => undefined,
    ['entries'],
    'too_large',
    { limits: { entries: 299 } },
  ],
  ['a bundle that is missing', () => missing('/tile/entries/000'), ['entries'], 'peer_answer'],
  ['a bundle that never comes', () => silent('/tile/entries/000'), ['entries'], 'peer_timeout', HURRY],
  ['an endless bundle', () => endless('/tile/entries/001.p/44'), ['entries'], 'page_too_large'],
  [
    'a truncated bundle',
    () => on('/tile/entries/001.p/44', (truth) => Buffer.from(truth()).subarray(0, -34)),
    ['entries'],
    'tile_malformed',
  ],
  [
    'the length of an entry altered',
    () => on('/tile/entries/000', (truth) => damaged(truth(), 35)),
    ['entries'],
    'tile_malformed',
  ],
  [
    'an entry altered in a full bundle',
    () => on('/tile/entries/000', (truth) => damaged(truth(), 2)),
    ['root'],
    'root_mismatch',
  ],
  [
    'an entry altered in a partial bundle',
    () => on('/tile/entries/001.p/44', (truth) => damaged(truth(), 40)),
    ['root'],
    'root_mismatch',
  ],
  [
    'two entries swapped',
    () =>
      on('/tile/entries/000', (truth) => {
        const bundle = Buffer.from(truth());
        return Buffer.concat([bundle.subarray(34, 68), bundle.subarray(0, 34), bundle.subarray(68)]);
      }),
    ['root'],
    'root_mismatch',
  ],
  [
    'a full tile altered',
    () => on('/tile/0/000', (truth) => damaged(truth(), 100)),
    ['tiles'],
    'root_mismatch',
  ],
  [
    'a partial tile altered',
    () => on('/tile/0/001.p/44', (truth) => damaged(truth(), 44 * 32 - 1)),
    ['tiles'],
    'root_mismatch',
  ],
  [
    'a tile of level 1 altered',
    () => on('/tile/1/000.p/1', (truth) => damaged(truth(), 0)),
    ['tiles'],
    'root_mismatch',
  ],
  [
    'a truncated tile',
    () => on('/tile/0/000', (truth) => Buffer.from(truth()).subarray(0, 8_000)),
    ['tiles'],
    'tile_malformed',
  ],
  ['a tile that is missing', () => missing('/tile/0/000'), ['tiles'], 'peer_answer'],
  ['an endless tile', () => endless('/tile/0/001.p/44'), ['tiles'], 'page_too_large'],
  [
    'a checkpoint that has shrunk at the end',
    (log) => thereafter('/checkpoint', () => log.checkpoint({ size: 299 })),
    ['growth'],
    'checkpoint_stale',
  ],
  [
    'a fork at the end, of the same size',
    async (log) => {
      const fork = await makeFork(log, 300);
      return thereafter('/checkpoint', () => fork.checkpoint());
    },
    ['growth'],
    'checkpoint_fork',
  ],
  [
    'a fork at the end, of a larger size',
    async (log) => {
      const fork = await makeFork(log, 310);
      let forked = false;
      return (path) => {
        if (path === '/checkpoint' && forked) return fork.checkpoint();
        if (path === '/checkpoint') forked = true;
        const last = fork.digests(256, 310).map((digest) => Buffer.concat([Buffer.from([0, 32]), digest]));
        return path === '/tile/entries/001.p/54' ? Buffer.concat(last) : undefined;
      };
    },
    ['growth'],
    'root_mismatch',
  ],
  ['garbage at the end', () => thereafter('/checkpoint', () => 'garbage'), ['growth'], 'note_malformed'],
];

/** Another log with the same keys, of which an early entry differs. */
async function makeFork(log: TestLog, size: number): Promise<TestLog> {
  const fork = await makeLog(log.id, log.keys);
  for (let i = 0; i < size; i += 1) fork.append(i === 290 ? 'another' : `entry ${i}`);
  return fork;
}

describe('audit a log that lies', () => {
  for (const [name, makeLie, failed, code, change] of CASES) {
    it(`fails at ${failed.join(', ')}: ${name}`, async (t) => {
      const log = await makeBareLog(300);
      const result = await auditWith(t, log, await makeLie(log), change);
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [failed, code]);
      assert.equal(result.outcome, 'failed');
    });
  }

  it('fails at keys: nobody is there, or the address is none', async () => {
    for (const [url, code] of [
      ['http://127.0.0.1:1', 'peer_unreachable'],
      ['http://192.0.2.1', 'invalid_input'],
      ['nonsense', 'invalid_input'],
    ] as const) {
      const result = await auditLog({ url, fingerprint: 'x', outgoing, now: NOW });
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['keys'], code]);
    }
  });

  it('fails at keys: the policy, the document, or the address is that of another log', async (t) => {
    const [log, other] = await Promise.all([makeBareLog(3), makeBareLog(3)]);
    const site = await serveLog(t, log);
    const foreign = await makeBareLog(3, 'jp.ews.example');
    for (const change of [
      policyOf(other),
      policyOf(foreign),
      { ...policyOf(foreign), url: site.prefix },
      { fingerprint: foreign.fingerprint, document: foreign.document, url: site.prefix },
    ]) {
      const result = await audit(log, site, change);
      assert.deepEqual([named(result, 'failed'), codeOf(result)], [['keys'], 'key_unknown']);
    }
  });

  it('ends when its time is over, however patient the requests are', async (t) => {
    const log = await makeBareLog(3);
    const started = Date.now();
    const result = await auditWith(t, log, silent('/tile/entries/000.p/3'), {
      limits: { totalSeconds: 0.3 },
    });
    assert.deepEqual([named(result, 'failed'), codeOf(result)], [['entries'], 'peer_timeout']);
    assert.ok(Date.now() - started < 5_000);
  });
});
