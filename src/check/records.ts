import { setImmediate } from 'node:timers/promises';
import { recompute as recomputeEvidence } from '../detect/evidence.ts';
import { canonicalJson, contentDigest } from '../domain/canonical.ts';
import { EwsError, hasCode } from '../domain/errors.ts';
import { Signal } from '../domain/signal.ts';
import { readHeldKeys } from '../keys/files.ts';
import { readEnvelope } from '../log/entry.ts';
import { openingWith } from '../log/sealed-body.ts';
import { sealer } from '../log/sealer.ts';
import { verifyAuditTrail } from '../people/audit.ts';
import { type Check, type CheckContext, type Finding, RESTORE } from './finding.ts';

const PAGE = 200;

/** Where so many series are damaged, more of them say nothing new. */
const MAX_FINDINGS = 1000;

export const RECORD_CHECKS: readonly Check[] = [
  { name: 'audit', title: 'the audit trail is unbroken', run: audit },
  {
    name: 'references',
    title: 'bulletins, entries and signals refer to one another',
    run: ({ inspection }) =>
      inspection
        .strayReferences()
        .map(({ kind, at }): Finding => ({ where: at, what: `A ${kind}.`, todo: RESTORE })),
  },
  { name: 'bulletins', title: 'issued bulletins say what their entries say', run: bulletins },
  { name: 'series', title: 'blocks of observations are whole, and what their series say', run: series },
  { name: 'signals', title: 'signals follow from their evidence, and their series are held', run: signals },
];

async function audit({ stores }: CheckContext): Promise<Finding[]> {
  try {
    await verifyAuditTrail(stores().people);
    return [];
  } catch (error) {
    if (!hasCode(error, 'audit_broken')) throw error;
    const todo = 'Somebody changed it, or the disk did: compare with backups, and find out who could.';
    return [{ where: `audit record ${error.detail.seq}`, what: error.message, todo }];
  }
}

async function bulletins({ stores, paths }: CheckContext): Promise<Finding[]> {
  const { bulletins: store, log } = stores();
  const findings: Finding[] = [];
  const open = openingWith(sealer, (kid) => held.encryption.get(kid));
  const held = readHeldKeys(paths);
  const compare = async (id: string, origin: string, seq: number, content: object) => {
    const [entry] = await log.entries(origin, seq, 1);
    // That there is an entry, and a whole one, is for other checks.
    if (entry?.jws === undefined || entry.seq !== seq) return;
    const envelope = await open(readEnvelope(entry.jws)).catch(() => undefined);
    // Without the key that it is encrypted to, as in a folder that was restored without keys, it cannot be compared.
    if (envelope === undefined) return;
    const body = envelope.body as { readonly content?: object };
    if (canonicalJson(body.content ?? {}) === canonicalJson(content)) return;
    findings.push({ where: id, what: `It differs from what was signed as ${origin}/${seq}.`, todo: RESTORE });
  };
  for await (const { content, digest, life } of pages((page) => store.ownBulletins(page))) {
    if (contentDigest(content) !== digest) {
      findings.push({ where: content.id, what: 'Its content is not what its digest says.', todo: RESTORE });
    }
    if (!('issued' in life)) continue;
    const { log: origin, seq } = life.issued.reference;
    await compare(content.id, origin, seq, content);
  }
  for await (const { content, reference } of pages((page) => store.peerBulletins(page))) {
    await compare(content.id, reference.log, reference.seq, content);
  }
  return findings;
}

async function series({ inspection }: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const part of inspection.checkBlocks()) {
    for (const { series: where, problem } of part.findings) {
      findings.push({ where, what: problem, todo: RESTORE });
    }
    if (findings.length >= MAX_FINDINGS) break;
    // Others have their turn: a node may hold a million series.
    await setImmediate();
  }
  return findings;
}

async function signals({ stores }: CheckContext): Promise<Finding[]> {
  const { signals: store, observations } = stores();
  const findings: Finding[] = [];
  const known = new Map<string, boolean>();
  for await (const signal of pages((page) => store.signals(page))) {
    const { id, series } = signal;
    for (const what of faultsOfSignal(signal)) findings.push({ where: id, what, todo: RESTORE });
    const isHeld = known.get(series) ?? (await observations.vintages(series)) !== undefined;
    if (!isHeld && !known.has(series)) {
      const todo = 'Ingest the series again, or restore both databases from one backup.';
      findings.push({ where: id, what: `Its series ${series} is not held.`, todo });
    }
    known.set(series, isHeld);
  }
  return findings;
}

function faultsOfSignal(signal: Signal): string[] {
  const { evidence, series, detector } = signal;
  if (!Signal.safeParse(signal).success) return ['It is not written as a signal is.'];
  if (evidence.series !== series || evidence.detector !== detector)
    return ['Its evidence is of another signal.'];
  try {
    const { score, level } = recomputeEvidence(evidence);
    return score === evidence.score && level === evidence.level ? [] : ['Its evidence gives another score.'];
  } catch (error) {
    return error instanceof EwsError ? [error.message] : [String(error)];
  }
}

/** A list page by page. What comes in between while a node runs is seen twice, or the next time. */
async function* pages<Item>(
  read: (page: { limit: number; offset: number }) => Promise<readonly Item[]>,
): AsyncGenerator<Item> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await read({ limit: PAGE, offset });
    yield* page;
    if (page.length < PAGE) return;
  }
}
