import { createHash } from 'node:crypto';
import { equalBytes, fromBase64url, toBase64 } from '../../src/domain/bytes.ts';
import { isInAudience } from '../../src/domain/tlp.ts';
import { openCheckpoint } from '../../src/log/checkpoint.ts';
import { entryLeaf } from '../../src/log/entry-digest.ts';
import { appendLeaf, emptyRange, rangeRoot } from '../../src/log/merkle.ts';
import { SIGNATURE_TYPE } from '../../src/log/note.ts';
import type { SimNode } from './node.ts';
import type { Failure, Outcome } from './world.ts';

export type Open = Pick<Failure, 'invariant' | 'detail'>;

interface LogRow {
  readonly id: number;
  readonly origin: string;
  readonly size: number;
  readonly own: number;
  readonly checkpoint: string;
}

interface EntryRow {
  readonly seq: number;
  readonly digest: Buffer;
  readonly jws: string | null;
  readonly outcome: 'verified' | 'sealed' | 'refused';
}

/**
 * Reads every node's database as it is and compares it with the truth. What can still come right, once messages under
 * way have arrived, is returned; what cannot fails at once. Undefined: all nodes agree, and all is well.
 */
export function judgeWorld(outcome: Outcome): Open | undefined {
  for (const node of outcome.nodes) {
    const state = node.running?.parts.log.state;
    if (state === undefined) return { invariant: 'running', detail: `${node.name} does not run` };
    if (state.state !== 'ready' && !hasLostItsEnd(outcome, node))
      return { invariant: 'recovered', detail: `${node.name} is ${state.state}: ${state.message}` };
  }
  return (
    first(outcome.nodes, (node) => behind(outcome, node)) ??
    first(outcome.nodes, (node) => audit(outcome, node)) ??
    forksFound(outcome) ??
    first(outcome.nodes, (node) => receipts(outcome, node))
  );
}

/** Whether a node holds less of a log than there is, of those whose node can say how much there is. */
function behind(outcome: Outcome, node: SimNode): Open | undefined {
  const { nodes, ledger, enrolled } = outcome;
  return first(nodes, (other) => {
    const { origin } = other.identity;
    if (!enrolled.has(`${node.name} ${other.name}`) || !ledger.isTrusted(origin)) return undefined;
    if (hasLostItsEnd(outcome, other)) return undefined;
    const due = ledger.truth(origin).length;
    const { size } = ledger.held(node.name, origin);
    if (size === due) return undefined;
    return {
      invariant: 'converged',
      detail: `${node.name} holds ${size} of ${due} entries of ${other.name}`,
    };
  });
}

/**
 * Two nodes that exchange checkpoints and hold different branches of a log have found that it was forked; and no log is
 * said to be that was not.
 */
function forksFound({ nodes, ledger, enrolled, forks, fail }: Outcome): Open | undefined {
  for (const node of nodes) {
    const found = node.disk.db.prepare('SELECT origin FROM fork').pluck().all() as string[];
    for (const origin of found)
      if (ledger.isTrusted(origin)) fail('false-fork', `${node.name} says so of ${origin}`);
  }
  const knows = (a: SimNode, b: SimNode) => enrolled.has(`${a.name} ${b.name}`);
  return first([...forks.keys()], (liar) => {
    const { origin } = liar.identity;
    const readers = nodes.filter((node) => node !== liar && knows(node, liar));
    return first(readers, (a) =>
      first(readers, (b) => {
        if (a === b || !knows(a, b) || !knows(b, a) || !disagree(branchOf(a, origin), branchOf(b, origin)))
          return undefined;
        const isFound = a.disk.db.prepare('SELECT 1 FROM fork WHERE origin = ?').get(origin) !== undefined;
        return isFound
          ? undefined
          : { invariant: 'fork-found', detail: `${a.name} does not see the fork of ${origin}` };
      }),
    );
  });
}

/** Neither of two branches is the beginning of the other. */
function disagree(a: readonly string[], b: readonly string[]): boolean {
  return a.some((digest, at) => at < b.length && b[at] !== digest);
}

/**
 * A node that went back to a backup, and whose newest entries no peer had taken by then, issues nothing until its people
 * open a new epoch: nobody can say what those entries were.
 */
function hasLostItsEnd({ nodes, ledger }: Outcome, node: SimNode): boolean {
  if (node.running?.parts.log.state.state === 'ready') return false;
  const most = Math.max(...nodes.map(({ name }) => ledger.held(name, node.identity.origin).size));
  return (node.fence?.size ?? 0) > most;
}

/** Whether anybody has an entry whole: a node that went back to a backup may have been the last one that had it. */
function isWholeSomewhere({ nodes }: Outcome, origin: string, seq: number): boolean {
  return nodes.some(
    ({ disk }) =>
      disk.db
        .prepare('SELECT jws FROM entry WHERE log = (SELECT id FROM log WHERE origin = ?) AND seq = ?')
        .pluck()
        .get(origin, seq) != null,
  );
}

/** Recomputes every log that a node holds from its entries, and compares it with what its node signed and made. */
function audit(outcome: Outcome, node: SimNode): Open | undefined {
  const logs = node.disk.db.prepare('SELECT id, origin, size, own, checkpoint FROM log').all() as LogRow[];
  return first(logs, (log) => auditLog(outcome, node, log));
}

function auditLog(outcome: Outcome, node: SimNode, log: LogRow): Open | undefined {
  const { ledger, fail } = outcome;
  const issuer = outcome.nodes.find((each) => each.identity.origin === log.origin)!;
  const entries = node.disk.db
    .prepare('SELECT seq, digest, jws, outcome FROM entry WHERE log = ? ORDER BY seq')
    .all(log.id) as EntryRow[];
  const where = `${log.origin} at ${node.name}`;
  if (entries.length !== log.size)
    fail('entry-lost', `${where} has size ${log.size} and ${entries.length} entries`);

  const truth = ledger.truth(log.origin);
  const isTrusted = ledger.isTrusted(log.origin);
  let range = emptyRange;
  let open: Open | undefined;
  const roots = [toBase64(rangeRoot(range))];
  for (const [at, entry] of entries.entries()) {
    if (entry.seq !== at) fail('entry-lost', `${where} has ${entry.seq} in the place of ${at}`);
    if (isTrusted) open ??= auditEntry(outcome, node, issuer, log, entry);
    range = appendLeaf(range, entryLeaf(entry.digest)).range;
    roots.push(toBase64(rangeRoot(range)));
  }
  if (!isTrusted) return auditBranch(outcome, issuer, log, entries);

  const key = {
    name: log.origin,
    type: SIGNATURE_TYPE.ed25519,
    publicKey: fromBase64url(issuer.identity.keys.log.x),
  };
  const { checkpoint } = openCheckpoint(log.checkpoint, [key]);
  if (checkpoint.size === log.size && toBase64(checkpoint.root) !== roots.at(-1))
    fail('root', `the entries of ${where} do not lead to the root that was signed`);
  if (truth.length < log.size) fail('altered', `${where} holds more than was made`);
  for (const [size, root] of ledger.checkpoints(log.origin)) {
    if (size <= log.size && roots[size] !== root)
      fail('forked', `what was shown of ${log.origin} at size ${size} is not what ${node.name} holds`);
  }
  return open;
}

function auditEntry(
  world: Outcome,
  node: SimNode,
  issuer: SimNode,
  log: LogRow,
  entry: EntryRow,
): Open | undefined {
  const { ledger, fail } = world;
  const { seq, digest, jws, outcome } = entry;
  const known = ledger.truth(log.origin)[seq];
  const where = `entry ${seq} of ${log.origin} at ${node.name}`;
  if (known === undefined || known.digest !== digest.toString('base64url')) {
    fail('altered', where);
    return undefined;
  }
  const isMember = isInAudience(known.aud, issuer.name, node.name);
  const due = isMember ? 'verified' : 'sealed';
  // A relay that is no member has it sealed only: its origin is asked for it later.
  if (isMember && outcome === 'sealed' && !isWholeSomewhere(world, log.origin, seq)) return undefined;
  if (isMember && outcome === 'sealed') return { invariant: 'opened', detail: `${where} is still sealed` };
  if (outcome !== due) fail('outcome', `${where} is ${outcome}, not ${due}`);
  if (isMember && (jws === null || !equalBytes(createHash('sha256').update(jws).digest(), digest)))
    fail('altered', `${where} is not whole`);
  if (!isMember && jws !== null && !known.isEncrypted) fail('audience', where);
  return undefined;
}

/** Of a log that was forked each node holds a beginning of one of its branches, and no mixture. */
function auditBranch(
  { forks, fail }: Outcome,
  issuer: SimNode,
  log: LogRow,
  entries: readonly EntryRow[],
): undefined {
  const twin = forks.get(issuer);
  const branches = [issuer, ...(twin === undefined ? [] : [twin])].map((each) => branchOf(each, log.origin));
  const isPrefix = branches.some((branch) =>
    entries.every(({ digest }, at) => branch[at] === digest.toString('hex')),
  );
  if (!isPrefix) fail('mixed', `what is held of ${log.origin} is of neither of its branches`);
  return undefined;
}

function branchOf(node: SimNode, origin: string): string[] {
  return node.disk.db
    .prepare('SELECT hex(digest) FROM entry WHERE log = (SELECT id FROM log WHERE origin = ?) ORDER BY seq')
    .pluck()
    .all(origin)
    .map((hex) => String(hex).toLowerCase());
}

const OUTCOMES = ['verified', 'sealed', 'refused'] as const;

/** How many rows there are of each outcome: what a node says of them, it may have worked out otherwise. */
function outcomesOf(node: SimNode, origin: string): Map<string, number> {
  const rows = node.disk.db
    .prepare(
      'SELECT outcome, count(*) FROM entry WHERE log = (SELECT id FROM log WHERE origin = ?) GROUP BY outcome',
    )
    .raw()
    .all(origin);
  return new Map(rows as [string, number][]);
}

/** What peers signed for is what they hold, and in the end all; what became of entries adds up. */
function receipts(outcome: Outcome, node: SimNode): Open | undefined {
  const { nodes, ledger, enrolled, fail } = outcome;
  const { origin } = node.identity;
  const { log, peers } = node.disk.tables;
  const { begun, succeeded, failed } = node.pulls;
  if (succeeded + failed > begun) fail('counts', `${node.name} counts more ends of pulls than pulls`);
  for (const other of nodes) {
    if (!enrolled.has(`${node.name} ${other.name}`)) continue;
    const counts = peers.entryCounts(other.identity.origin);
    const held = log.log(other.identity.origin)?.range.size;
    const rows = outcomesOf(node, other.identity.origin);
    const isCounted = OUTCOMES.every((each) => counts[each] === (rows.get(each) ?? 0));
    if (!isCounted || counts.verified + counts.sealed + counts.refused !== held)
      fail(
        'counts',
        `of ${held} entries of ${other.name} at ${node.name} ${JSON.stringify(counts)} are counted`,
      );
  }
  if (!ledger.isTrusted(origin) || hasLostItsEnd(outcome, node)) return undefined;
  const kept = peers.receipts(origin);
  return first(nodes, (other) => {
    if (!enrolled.has(`${other.name} ${node.name}`) || !enrolled.has(`${node.name} ${other.name}`))
      return undefined;
    const size = kept.find(({ peer }) => peer === other.name)?.size ?? 0;
    const due = ledger.truth(origin).length;
    if (size > due) fail('receipt', `${other.name} signed for ${size} of ${due} entries of ${node.name}`);
    return size === due
      ? undefined
      : {
          invariant: 'receipts',
          detail: `${other.name} signed for ${size} of ${due} entries of ${node.name}`,
        };
  });
}

function first<T>(all: readonly T[], look: (one: T) => Open | undefined): Open | undefined {
  for (const one of all) {
    const open = look(one);
    if (open !== undefined) return open;
  }
  return undefined;
}
