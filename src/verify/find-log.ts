import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import type { Identity } from '../federation/peers/identity.ts';
import { logPathName, PATHS } from '../federation/protocol.ts';
import type { Policy } from '../log/policy.ts';
import {
  type Keys,
  keysOfNode,
  keysOfPolicy,
  requireNodeOf,
  requireVouched,
  verifyDocument,
} from './anchor.ts';
import type { PublicLog } from './public-log.ts';

/** A log, where it is served, and the keys that it is verified with. */
export interface FoundLog {
  readonly origin: LogOrigin;
  readonly prefix: string;
  readonly keys: Keys;
}

/** What says which keys are right; with neither, the document's own claim is taken, and is no anchor. */
export interface AuditAnchor {
  readonly fingerprint?: string | undefined;
  readonly policy?: Policy | undefined;
  /** The node document, where it is not to be asked of the URL. */
  readonly document?: string | undefined;
}

/** The federation URL of a node, and the name of a log in a path where the address was that of a log. */
interface Address {
  readonly base: string;
  readonly name: string | undefined;
}

const LOG_PREFIX = /^(.*)\/federation\/v1\/logs\/([0-9a-f]{64})$/;

/**
 * Finds the log at a node's federation URL or at a log's own prefix `…/federation/v1/logs/<hex>`, and its keys.
 * @throws EwsError `key_unknown`, `not_found`, `node_document_invalid`, `fingerprint_mismatch`, …; what
 *   reading throws
 */
export async function findLog(url: string, anchor: AuditAnchor, site: PublicLog): Promise<FoundLog> {
  const address = parseAddress(url);
  const { policy, fingerprint } = anchor;
  // With a policy and a log's own prefix, nothing has to be known of the node.
  if (policy !== undefined && address.name !== undefined) {
    const origin = namedOrigin(
      policy.logs.map(({ key }) => key.name),
      address.name,
    );
    return { origin, prefix: prefixOf(address.base, origin), keys: keysOfPolicy(policy) };
  }
  const document = anchor.document ?? (await site.nodeDocument(address.base));
  const identity = await verifyDocument(document, fingerprint);
  if (policy !== undefined) requireVouched(policy, identity);
  const origin =
    address.name === undefined ? identity.document.log : namedOrigin(logsOf(identity), address.name);
  requireNodeOf(origin, identity.document.node);
  const keys = policy === undefined ? keysOfNode(identity) : keysOfPolicy(policy, identity);
  return { origin, prefix: prefixOf(address.base, origin), keys };
}

function parseAddress(url: string): Address {
  const trimmed = url.replace(/\/+$/, '');
  const [, base, name] = LOG_PREFIX.exec(trimmed) ?? [];
  return { base: base ?? trimmed, name };
}

function prefixOf(base: string, origin: LogOrigin): string {
  return `${base}${PATHS.logs}/${logPathName(origin)}`;
}

/** All logs for which the root names a key: the current one, and those of earlier epochs. */
function logsOf({ keys }: Identity): LogOrigin[] {
  return keys.statements.filter((statement) => statement.use === 'log').map(({ log }) => log);
}

function namedOrigin(origins: readonly LogOrigin[], name: string): LogOrigin {
  const origin = origins.find((each) => logPathName(each) === name);
  if (origin !== undefined) return origin;
  throw new EwsError('key_unknown', `No key is known of a log whose name in paths is ${name}.`);
}
