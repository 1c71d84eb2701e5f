import { toBase64 } from '../domain/bytes.ts';
import { nodeOfOrigin } from '../domain/node-id.ts';
import type { Checkpoint } from '../log/checkpoint.ts';
import { AUDIT_STEPS, type AuditRequest, type AuditStep, type LogAudit } from './audit.ts';
import {
  cosignatureSteps,
  fetchCheckpoint,
  grow,
  newestOwn,
  readEntries,
  type Seen,
  sayGrowth,
  treeSteps,
} from './audit-steps.ts';
import { summariseAudit } from './audit-summary.ts';
import type { Cosignature } from './cosignatures.ts';
import { type FoundLog, findLog } from './find-log.ts';
import { AUDIT_LIMITS, type AuditLimits, createPublicLog, type PublicLog } from './public-log.ts';
import { Steps } from './steps.ts';
import { TreeAudit } from './tree-audit.ts';

/** Without these nothing is proven. */
const NEEDED = ['keys', 'checkpoint', 'entries', 'root', 'tiles', 'growth'] as const;

/** What is known when the steps are done. */
interface Progress {
  found?: FoundLog | undefined;
  first?: Checkpoint | undefined;
  last?: Checkpoint | undefined;
  tree?: TreeAudit;
  cosignatures: Cosignature[];
}

/**
 * Audits the whole published log from outside, by its public routes alone, with no token. Never throws for what
 * the node answers: each check is a step of the result. What is read is bounded in size and time.
 */
export async function auditLog(request: AuditRequest): Promise<LogAudit> {
  const limits = { ...AUDIT_LIMITS, ...request.limits };
  const site = createPublicLog(request.outgoing, limits);
  const steps = new Steps<AuditStep>();
  const progress: Progress = { cosignatures: [] };
  await takeSteps(steps, progress, { request, site, limits });
  steps.skipRest(stepsFor(request), 'It comes after a step that failed.');
  return conclude(steps, progress, request, site);
}

interface Context {
  readonly request: AuditRequest;
  readonly site: PublicLog;
  readonly limits: AuditLimits;
}

async function takeSteps(steps: Steps<AuditStep>, progress: Progress, context: Context): Promise<void> {
  const { request, site, limits } = context;
  const found = await steps.run('keys', () => findLog(request.url, request, site), sayKeys(request));
  if (found === undefined) return;
  progress.found = found;
  const first = await steps.run('checkpoint', () => fetchCheckpoint(site, found), sayCheckpoint);
  if (first === undefined) return;
  const { checkpoint } = first;
  progress.first = checkpoint;
  progress.cosignatures = await cosignatureSteps(steps, found, first, request.now);
  const tree = new TreeAudit((tile, recordBytes) => site.tile(found.prefix, tile, recordBytes));
  progress.tree = tree;
  const read = await steps.run('entries', () => readEntries(tree, checkpoint, limits, request), sayEntries);
  if (read === undefined) return;
  await treeSteps(steps, tree, checkpoint);
  if (!steps.isOk('root')) return;
  const last = await steps.run(
    'growth',
    () => grow(site, found, tree, checkpoint, limits),
    sayGrowth(checkpoint),
  );
  progress.last = last;
}

function conclude(
  steps: Steps<AuditStep>,
  { found, first, last, tree, cosignatures }: Progress,
  request: AuditRequest,
  site: PublicLog,
): LogAudit {
  const anchored = request.fingerprint !== undefined || request.policy !== undefined;
  const outcome = steps.outcome(anchored, NEEDED);
  const counts = tree?.counts ?? { entries: 0, bundles: 0, fullTiles: 0, partialTiles: 0 };
  const own = newestOwn(cosignatures);
  const failures = steps.failures();
  return {
    outcome,
    steps: steps.all,
    summary: summariseAudit({ outcome, failures, origin: found?.origin, size: first?.size, cosignatures }),
    ...(found && { origin: found.origin, node: nodeOfOrigin(found.origin) }),
    ...(first && { size: first.size, root: toBase64(first.root) }),
    ...(last && { sizeAtEnd: last.size }),
    counts: { ...counts, requests: site.requests },
    cosignatures,
    ...(own && { ageSeconds: Math.round((request.now - own.at) / 1000) }),
    ...(found?.keys.fingerprint !== undefined && { fingerprint: found.keys.fingerprint }),
  };
}

function stepsFor({ policy }: AuditRequest): AuditStep[] {
  return AUDIT_STEPS.filter((name) => name !== 'quorum' || policy !== undefined);
}

function sayKeys({ policy, fingerprint }: AuditRequest): (found: FoundLog) => string {
  if (policy !== undefined) return ({ origin }) => `The trust policy names the keys of ${origin}.`;
  if (fingerprint !== undefined) {
    return ({ origin }) =>
      `The keys of ${origin} follow from the root key with the fingerprint ${fingerprint}.`;
  }
  return ({ origin, keys }) =>
    `The keys of ${origin} are those that the node names itself, from a root key with the fingerprint ${keys.fingerprint}, which is compared with nothing.`;
}

function sayCheckpoint({ checkpoint }: Seen): string {
  return `The checkpoint of size ${checkpoint.size} is signed by the key of ${checkpoint.origin}.`;
}

function sayEntries(tree: TreeAudit): string {
  const { entries, bundles } = tree.counts;
  return `All ${entries} entries were read, in ${bundles} bundle(s).`;
}
