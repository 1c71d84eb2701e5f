import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { EwsError } from '../../src/domain/errors.ts';
import type { LinkState } from '../../src/domain/link.ts';
import type { Pulled } from '../../src/federation/watch.ts';
import { createKeeper, type Keeper } from '../../src/links/keeper.ts';
import type { DirectionReport, LinkReport } from '../../src/links/report.ts';
import { REFUSED_MS, SILENCE_MS, SILENCE_WITHOUT_REPORTS_MS, STALE_MS } from '../../src/links/verdict.ts';

const JP = 'jp.ews.example';
const WALL = Date.UTC(2021, 9, 11);
const PEER = { node: JP, origin: `${JP}/log/1`, state: 'active', url: 'https://jp' } as const;
const UNREACHABLE = new EwsError('peer_unreachable', 'x', { reason: 'ECONNREFUSED' });
const SUSPENDED = new EwsError('peer_answer', 'x', { status: 403, code: 'peer_suspended' });

let now: number;
let keeper: Keeper;
let changes: string[];
let returns: boolean[];
let offsetMs: number;

beforeEach(() => {
  now = 1_000_000;
  changes = [];
  returns = [];
  offsetMs = 0;
  keeper = createKeeper({
    wall: { now: () => WALL + now },
    steady: { now: () => now },
    clock: () => ({ offsetMs, roundTripMs: 5 }),
    onChange: ({ direction, state, reason }) => changes.push(`${direction} ${state} ${reason}`),
    onReturn: (_node, afterSilence) => returns.push(afterSilence),
  });
  keeper.peerChanged(PEER);
});

const said = (state: LinkState, parts: Partial<DirectionReport> = {}): DirectionReport => ({
  state,
  reason: 'ok',
  forMs: 0,
  ...parts,
});

function report(inbound: DirectionReport, size = 3): void {
  const read = { issued: '', inbound, outbound: said('up'), size } as unknown as LinkReport;
  keeper.reported(JP, { report: read, receivedAt: WALL + now });
}

const page = (parts: Partial<Pulled> = {}): Pulled => ({
  entries: 0,
  refused: 0,
  held: 3,
  claimed: 3,
  unconfirmed: 0,
  freshAt: WALL + now + offsetMs,
  ...parts,
});

function pull(parts: Partial<Pulled> = {}): void {
  keeper.answered(JP);
  keeper.pulling(JP).succeeded(page(parts));
}

/** Lets time pass as a node does; `each` happens every second. */
function pass(ms: number, each: () => void = () => undefined): void {
  for (let passed = 0; passed < ms; passed += 500) {
    now += 500;
    if (passed % 1000 === 0) each();
    keeper.tick();
  }
}

/** Everything works. */
function goWell(): void {
  keeper.answered(JP);
  keeper.exchanging(JP).succeeded(true);
  report(said('up'));
  pull();
  keeper.heard(JP);
}

function fail(error: unknown = UNREACHABLE): void {
  keeper.exchanging(JP).failed(error);
  keeper.pulling(JP).failed(error);
}

const standing = (direction: 'inbound' | 'outbound') => {
  const { state, reason } = keeper.get(JP)?.directions[direction].standing ?? {};
  return `${state} ${reason}`;
};
const both = () => [standing('inbound'), standing('outbound')];

describe('keeper of links', () => {
  it('does not know of a link at first, and says down only after a silence', () => {
    assert.deepEqual(both(), ['unknown starting', 'unknown starting']);
    pass(SILENCE_MS - 500, fail);
    assert.deepEqual(both(), ['unknown starting', 'unknown starting']);
    pass(500);
    assert.deepEqual(both(), ['down no_contact', 'down no_contact']);
    assert.deepEqual(changes, ['inbound down no_contact', 'outbound down no_contact']);
  });

  it('a silence takes a link down, two successes bring it back', () => {
    pass(5_000, goWell);
    assert.deepEqual(both(), ['up ok', 'up ok']);
    pass(SILENCE_MS - 1_000, fail);
    assert.deepEqual(both(), ['up ok', 'up ok']);
    pass(500, fail);
    assert.deepEqual(both(), ['down no_contact', 'down no_contact']);
    keeper.answered(JP);
    keeper.exchanging(JP).succeeded(true);
    assert.equal(standing('inbound'), 'down no_contact');
    pull();
    assert.equal(standing('inbound'), 'up ok');
    report(said('up'));
    assert.equal(standing('outbound'), 'up ok');
  });

  it('tells that pulls may hang when an answer comes after a gap, and only then', () => {
    pass(5_000, goWell);
    assert.deepEqual(returns, []);
    pass(8_000);
    keeper.answered(JP);
    keeper.exchanging(JP).succeeded(true);
    assert.deepEqual(returns, [true]);
    keeper.answered(JP);
    keeper.exchanging(JP).succeeded(true);
    assert.deepEqual(returns, [true]);
    keeper.pulling(JP).failed(UNREACHABLE);
    keeper.exchanging(JP).succeeded(true);
    assert.deepEqual(returns, [true, false]);
  });

  it('a page that is waited for for long, and then two failures, are no cut', () => {
    pass(2_000, goWell);
    // Heartbeats, and reports.
    pass(25_000, () => {
      keeper.answered(JP);
      report(said('up'));
    });
    fail();
    fail();
    assert.deepEqual(both(), ['up ok', 'up ok']);
  });

  it('contact without pages is no working link', () => {
    const broken = new EwsError('root_mismatch', 'x');
    pass(5_000, goWell);
    pass(SILENCE_MS + 1_000, () => {
      keeper.answered(JP);
      keeper.exchanging(JP).succeeded(true);
      keeper.pulling(JP).failed(broken);
    });
    assert.equal(standing('inbound'), 'down pull_failing');
    assert.equal(keeper.get(JP)?.directions.inbound.lastError?.class, 'verification');
  });

  it('our data are as the peer says that it gets them', () => {
    pass(5_000, goWell);
    report(said('down', { error: { class: 'connect', code: 'peer_timeout', side: 'here', msAgo: 10 } }));
    assert.deepEqual(both(), ['up ok', 'down peer_reports_down']);
    const { lastError } = keeper.get(JP)?.directions.outbound ?? {};
    // What is at the peer's own side is not at ours.
    assert.deepEqual(
      [lastError?.class, lastError?.side, lastError?.at],
      ['connect', 'peer', WALL + now - 10],
    );
    report(said('degraded', { error: { class: 'quantum', code: 'x', side: 'network', msAgo: 0 } }));
    assert.equal(standing('outbound'), 'degraded peer_reports_degraded');
    assert.equal(keeper.get(JP)?.directions.outbound.lastError?.class, 'protocol');
    report(said('up'));
    assert.equal(standing('outbound'), 'up ok');
    report(said('suspended', { reason: 'suspended_here' }));
    assert.equal(standing('outbound'), 'suspended suspended_there');
  });

  it('a peer that knows no reports is judged by its calls, which are rarer', () => {
    pass(3_000, () => {
      keeper.answered(JP);
      keeper.exchanging(JP).succeeded(false);
      pull();
      keeper.heard(JP);
    });
    const answers = () => {
      keeper.answered(JP);
      keeper.exchanging(JP).succeeded(false);
      pull();
    };
    pass(SILENCE_WITHOUT_REPORTS_MS - 2_000, answers);
    assert.deepEqual(both(), ['up ok', 'up ok']);
    pass(4_000, answers);
    assert.deepEqual(both(), ['up ok', 'down no_contact']);
  });

  it('suspended here: at once, both ways; resumed: it has its time to begin', () => {
    pass(5_000, goWell);
    keeper.peerChanged({ ...PEER, state: 'suspended' });
    assert.deepEqual(both(), ['suspended suspended_here', 'suspended suspended_here']);
    pass(60_000);
    keeper.peerChanged(PEER);
    pass(1_000);
    assert.doesNotMatch(both().join(), /down/);
  });

  it('suspended there: as it answers, until it answers otherwise', () => {
    pass(5_000, goWell);
    pass(20_000, () => {
      keeper.answered(JP);
      fail(SUSPENDED);
    });
    assert.deepEqual(both(), ['suspended suspended_there', 'suspended suspended_there']);
    pass(2_000, goWell);
    assert.deepEqual(both(), ['up ok', 'up ok']);
  });

  it('degraded: a clock that is off, until it has been right for a while', () => {
    pass(5_000, goWell);
    offsetMs = 30_001;
    goWell();
    assert.equal(standing('inbound'), 'degraded clock');
    offsetMs = 0;
    goWell();
    assert.equal(standing('inbound'), 'degraded clock');
    pass(6_000, goWell);
    assert.equal(standing('inbound'), 'up ok');
  });

  it('degraded: a checkpoint that does not get fresher, though there is contact', () => {
    pass(5_000, goWell);
    const freshAt = WALL + now;
    const stale = () => {
      goWell();
      pull({ freshAt });
    };
    pass(STALE_MS - 2_000, stale);
    assert.equal(standing('inbound'), 'up ok');
    pass(4_000, stale);
    assert.equal(standing('inbound'), 'degraded stale_checkpoint');
  });

  it('a peer whose clock is off is not stale for that', () => {
    offsetMs = -600_000;
    pass(120_000, goWell);
    assert.equal(standing('inbound'), 'degraded clock');
    assert.ok((keeper.get(JP)?.facts.freshAt ?? 0) > now - 2_000);
  });

  it('degraded: entries that were refused, for an hour', () => {
    pass(5_000, goWell);
    pull({ entries: 1, refused: 1 });
    assert.equal(standing('inbound'), 'degraded entries_refused');
    pass(REFUSED_MS + 6_000, goWell);
    assert.equal(standing('inbound'), 'up ok');
  });

  it('degraded: behind for long, even if only the peer’s report tells', () => {
    const behind = () => {
      goWell();
      report(said('up'), 9);
    };
    pass(50_000, behind);
    assert.equal(standing('inbound'), 'up ok');
    assert.equal(keeper.get(JP)?.claimed, 9);
    pass(15_000, () => {
      pull({ claimed: 9 });
      report(said('up'), 9);
    });
    assert.equal(standing('inbound'), 'up ok');
    pass(61_000, () => {
      pull({ claimed: 9 });
      report(said('up'), 9);
    });
    assert.equal(standing('inbound'), 'degraded behind');
  });

  it('degraded: many interruptions; a silence is one', () => {
    pass(5_000, goWell);
    let second = 0;
    pass(20_000, () => {
      second += 1;
      if (second % 2 === 0) goWell();
      else keeper.pulling(JP).failed(UNREACHABLE);
    });
    assert.equal(standing('inbound'), 'degraded errors');
    pass(300_000, goWell);
    assert.equal(standing('inbound'), 'up ok');
    pass(SILENCE_MS + 20_000, fail);
    assert.equal(standing('inbound'), 'down no_contact');
    pass(1_500, goWell);
    assert.equal(standing('inbound'), 'up ok');
  });

  it('what began before the last success is no failure of afterwards', () => {
    const early = keeper.exchanging(JP);
    pass(2_000, goWell);
    early.failed(UNREACHABLE);
    assert.equal(keeper.get(JP)?.directions.inbound.lastError, undefined);
  });

  it('a process that stood still blames nobody for it', () => {
    pass(5_000, goWell);
    now += 600_000;
    keeper.tick();
    assert.deepEqual(both(), ['up ok', 'up ok']);
    pass(SILENCE_MS, fail);
    assert.deepEqual(both(), ['down no_contact', 'down no_contact']);
  });

  it('says nothing of nodes that are not enrolled', () => {
    for (const act of [() => keeper.heard('xx.ews.example'), () => keeper.answered('xx.ews.example')]) act();
    assert.equal(keeper.get('xx.ews.example'), undefined);
    assert.deepEqual(changes, []);
  });
});

describe('a log that comes through another peer', () => {
  const US = 'us.ews.example';
  const seen = (ago = 0) => keeper.seen(JP, { held: 5, claimed: 5, freshAt: WALL + now - ago }, US);
  const inbound = () => keeper.get(JP)?.directions.inbound.standing;

  it('shows the path, and the link itself as down', () => {
    pull();
    pass(SILENCE_MS + 1_000);
    seen();
    assert.deepEqual([keeper.get(JP)?.via, inbound()?.state], [US, 'down']);
    assert.deepEqual([keeper.get(JP)?.held, keeper.get(JP)?.facts.freshAt], [5, now]);
    keeper.relayEnded(JP);
    assert.equal(keeper.get(JP)?.via, undefined);
  });

  it('is not made older by a relay that knows less', () => {
    pull();
    seen(60_000);
    assert.equal(keeper.get(JP)?.facts.freshAt, now);
  });

  it('is what a peer without an address is judged by', () => {
    keeper.peerChanged({ ...PEER, url: undefined });
    seen();
    assert.equal(inbound()?.state, 'up');
    assert.deepEqual(keeper.get(JP)?.directions.outbound.standing.reason, 'not_watched');
    pass(SILENCE_WITHOUT_REPORTS_MS + 1_000);
    assert.deepEqual([inbound()?.state, inbound()?.reason], ['down', 'no_contact']);
  });
});
