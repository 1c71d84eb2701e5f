import { EwsError } from '../domain/errors.ts';
import { type Identity, keysEndAt, peekDocument, verifyNodeDocument } from '../federation/peers/identity.ts';
import { type MeasuredClock, measureClock } from '../federation/peers/peer-client.ts';
import type { Peer } from '../federation/port.ts';
import { LIMITS, logPathName, PATHS } from '../federation/protocol.ts';
import type { ProbedPage } from '../federation/pull/pull.ts';
import { chooseVersion } from '../federation/versions.ts';
import { keysAt } from '../log/key-statement.ts';
import type { DoctorParts, StepName } from './doctor.ts';

/** What the steps found so far; each one goes on from there. */
export interface Visit {
  readonly peer: Peer;
  readonly parts: DoctorParts;
  document?: string;
  identity?: Identity;
  page?: ProbedPage;
}

interface Found {
  readonly detail: string;
  /** There was nothing to examine. */
  readonly isSkipped?: true;
}

interface Step {
  readonly name: StepName;
  /** Whether nothing behind it can work when it fails. */
  readonly endsHere: boolean;
  /** @throws EwsError: the step fails */
  run(visit: Visit): Promise<Found>;
}

/** For one request of the doctor. */
const REQUEST_MS = 10_000;
/** A token that is waited for longer than this is none. */
const TOKEN_MS = 10_000;

export const STEPS: readonly Step[] = [
  { name: 'name', endsHere: true, run: resolveName },
  { name: 'connect', endsHere: true, run: openConnection },
  { name: 'tls', endsHere: true, run: shakeHands },
  { name: 'identity', endsHere: true, run: readDocument },
  { name: 'fingerprint', endsHere: true, run: verifyDocument },
  { name: 'key', endsHere: false, run: requireValidKeys },
  { name: 'clock', endsHere: false, run: compareClocks },
  { name: 'token', endsHere: true, run: presentToken },
  { name: 'pull', endsHere: true, run: pullSome },
  { name: 'verification', endsHere: true, run: verifyPage },
];

function addressOf({ node, url, routes }: Peer): { host: string; port: number; isTls: boolean } {
  if (url === undefined) {
    const through = routes.length === 0 ? 'other peers' : routes.join(', ');
    throw new EwsError(
      'wrong_state',
      `No address of ${node} is known here: its log comes through ${through}. "ews peers address" gives it one.`,
    );
  }
  const { hostname, port, protocol } = new URL(url);
  const isTls = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isTls ? 443 : 80)), isTls };
}

async function resolveName({ peer, parts }: Visit): Promise<Found> {
  const { host } = addressOf(peer);
  const addresses = await parts.probe.resolve(host);
  if (addresses.length === 0) return { detail: `${host} is an address, not a name`, isSkipped: true };
  return { detail: `${host} is ${addresses.join(', ')}` };
}

async function openConnection({ peer, parts }: Visit): Promise<Found> {
  const { host, port } = addressOf(peer);
  return { detail: `port ${port} of ${await parts.probe.connect(host, port)} answers` };
}

async function shakeHands({ peer, parts }: Visit): Promise<Found> {
  const { host, port, isTls } = addressOf(peer);
  if (!isTls) return { detail: 'this address is used without TLS', isSkipped: true };
  const { protocol, issuer, validTo } = await parts.probe.handshake(host, port);
  return { detail: `${protocol}, certificate from ${issuer}, until ${validTo}` };
}

async function readDocument(visit: Visit): Promise<Found> {
  const { peer } = visit;
  visit.document = (await fetchText(visit, PATHS.nodeDocument)).text;
  const { node, log } = peekDocument(visit.document);
  if (node !== peer.node || log !== peer.origin) {
    throw new EwsError(
      'node_document_invalid',
      `There answers ${node} with the log ${log}, not ${peer.node} with ${peer.origin}.`,
    );
  }
  return { detail: `it says that it is ${node}` };
}

async function verifyDocument(visit: Visit): Promise<Found> {
  const { peer, document = '' } = visit;
  visit.identity = await verifyNodeDocument(document, peer.fingerprint);
  const version = chooseVersion(visit.identity.document);
  return {
    detail: `its root key is the one that was enrolled, ${peer.fingerprint}; both speak version ${version}`,
  };
}

async function requireValidKeys(visit: Visit): Promise<Found> {
  const { parts, identity } = visit;
  const own = await verifyNodeDocument(parts.document(), parts.fingerprint());
  const ends: string[] = [];
  for (const [whose, keys] of [
    ['Its', identity?.keys],
    ['Our own', own.keys],
  ] as const) {
    for (const use of ['request', 'cosigner'] as const) {
      if (keys === undefined || keysAt(keys, use, parts.wall.now()).length === 0)
        throw new EwsError('key_unknown', `${whose} ${use} key does not hold today.`, { use });
    }
    ends.push(keysEnd(keys));
  }
  return { detail: `its keys hold until ${ends[0]}, our own until ${ends[1]}` };
}

function keysEnd(keys: Identity['keys'] | undefined): string {
  const uses = ['request', 'cosigner'] as const;
  const ends = uses.flatMap((use) => (keys && keysEndAt(keys, use)) ?? []);
  return ends.sort()[0]?.slice(0, 10) ?? '';
}

async function compareClocks(visit: Visit): Promise<Found> {
  // The checkpoint, since no cache may keep it: the times in the head are those of this answer.
  const { clock } = await fetchText(visit, `${PATHS.logs}/${logPathName(visit.peer.origin)}/checkpoint`);
  if (clock === undefined) return { detail: 'its answers do not tell its time', isSkipped: true };
  const seconds = clock.offsetMs / 1000;
  const detail = `its clock is ${Math.abs(seconds).toFixed(1)} s ${seconds < 0 ? 'behind' : 'ahead'}, round trip ${clock.roundTripMs} ms`;
  if (Math.abs(seconds) <= LIMITS.clockToleranceSeconds) return { detail };
  throw new EwsError('token_clock', `${detail}: more than ${LIMITS.clockToleranceSeconds} s.`);
}

async function presentToken({ peer, parts }: Visit): Promise<Found> {
  if (peer.state === 'suspended') {
    throw new EwsError(
      'wrong_state',
      `The exchange with ${peer.node} is suspended at this node: resume it with "ews peers resume ${peer.node}".`,
    );
  }
  const outcome = await parts.reporter.exchangeOnce(peer, AbortSignal.timeout(TOKEN_MS));
  if (outcome === 'unsupported')
    return { detail: 'it does not know link reports: the pull will show', isSkipped: true };
  return { detail: 'it accepts our token and link report, and answers with its own' };
}

async function pullSome(visit: Visit): Promise<Found> {
  visit.page = await visit.parts.federation.probePage(visit.peer);
  return { detail: `its page has ${visit.page.lines} lines` };
}

async function verifyPage({ page }: Visit): Promise<Found> {
  if (page === undefined) throw new EwsError('internal', 'There is no page to verify.');
  const { entries, size } = await page.prove();
  return { detail: `${entries} entries lead to its signed checkpoint of size ${size}` };
}

async function fetchText(
  { peer, parts }: Visit,
  path: string,
): Promise<{ text: string; clock: MeasuredClock | undefined }> {
  const url = (peer.url ?? '') + path;
  const departed = parts.wall.now();
  const { status, headers, text } = await parts.outgoing.fetchText({
    method: 'GET',
    url,
    idleMs: REQUEST_MS,
    totalMs: REQUEST_MS,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  const clock = measureClock(departed, parts.wall.now(), headers);
  if (status !== 200) throw new EwsError('peer_answer', `${url} answered ${status}.`, { status });
  return { text, clock };
}
