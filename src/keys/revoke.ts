import { EwsError } from '../domain/errors.ts';
import { formatInstant } from '../domain/time.ts';
import { appendAct } from '../federation/act.ts';
import { holdsAt, logStatements } from '../log/key-statement.ts';
import { generateKey, type PrivateKey, publicPart, thumbprint } from '../log/keys.ts';
import { keepKey } from './files.ts';
import { type NewKey, orRemove } from './renew.ts';
import { type KeyWork, publish, say } from './work.ts';

/** What a revocation says, by its caller or by default. */
export interface RevokeOptions {
  /** Of a log key: the last size for which its signatures count; else the size that the log has. */
  readonly lastSize?: number | undefined;
  /** Of another: when on they do not; else from now on. */
  readonly from?: string | undefined;
}

export interface Revoked {
  readonly kid: string;
  readonly use: string;
  readonly lastSize?: number;
  readonly from?: string;
  /** The log key that took its place. */
  readonly successor?: NewKey;
}

/**
 * Revokes a key by its thumbprint. The log key in use gets a successor in the same entry; of cosigner and request
 * keys another one has to hold.
 * @throws EwsError `not_found`, `fingerprint_mismatch`, `wrong_state`: no other key would be left; `invalid_input`
 */
export async function revokeKey(
  work: KeyWork,
  kid: string,
  root: PrivateKey,
  options: RevokeOptions,
): Promise<Revoked> {
  const stated = work.own.keys.statements.find(({ key }) => thumbprint(key) === kid);
  if (stated === undefined || stated.use === 'root') {
    throw new EwsError('not_found', `No statement names a key ${kid}: \`ews keys list\` shows them.`, {
      kid,
    });
  }
  if (stated.use === 'log') return revokeLogKey(work, kid, root, options);
  if (options.lastSize !== undefined) throw unfit(`A ${stated.use} key is revoked from a time on: --from.`);
  const { use } = stated;
  if (use !== 'encryption') requireOther(work, use, kid);
  const from = options.from ?? formatInstant(work.wall.now());
  await publish(work, await say(work, root, { use: 'revocation', revoked: kid, from }));
  return { kid, use, from };
}

function requireOther({ own, wall }: KeyWork, use: 'cosigner' | 'request', kid: string): void {
  const others = own.keys.statements.filter((each) => each.use === use && thumbprint(each.key) !== kid);
  const now = wall.now();
  const holding = others.some((each) => each.use === use && holdsAt(own.keys, use, each.key, now));
  if (holding) return;
  throw new EwsError(
    'wrong_state',
    `No other ${use} key holds: make one first, by \`ews keys renew ${use}\`.`,
  );
}

async function revokeLogKey(
  work: KeyWork,
  kid: string,
  root: PrivateKey,
  { lastSize, from }: RevokeOptions,
): Promise<Revoked> {
  if (from !== undefined) throw unfit('A log key is revoked from a size on: --last-size.');
  const { log, own } = work;
  const newest = logStatements(own.keys, log.origin).at(-1);
  const { size } = log.head();
  if (lastSize !== undefined && lastSize > size) {
    throw unfit(`The log has ${size} entries; it was never of size ${lastSize}.`);
  }
  if (newest === undefined || thumbprint(newest.key) !== kid) {
    const trusted = lastSize ?? size;
    await publish(work, await say(work, root, { use: 'revocation', revoked: kid, lastSize: trusted }));
    return { kid, use: 'log', lastSize: trusted };
  }
  return replaceLogKey(work, kid, root, lastSize);
}

/** The entry itself is signed by the new key: what the old one signs from here on is not to be believed. */
async function replaceLogKey(
  work: KeyWork,
  kid: string,
  root: PrivateKey,
  stated: number | undefined,
): Promise<Revoked> {
  const { log, own, paths } = work;
  const key = generateKey();
  const before = own.statements;
  const said = async (seq: number) => {
    const lastSize = stated ?? seq;
    const statement = await say(work, root, {
      use: 'log',
      key: publicPart(key),
      log: log.origin,
      fromSeq: seq,
    });
    const revocation = await say(work, root, { use: 'revocation', revoked: kid, lastSize });
    return { statement, revocation };
  };
  await said(log.head().size);
  const file = keepKey(paths, 'log', key);
  let body = { statement: '', revocation: '' };
  const append = await orRemove(file, () =>
    appendAct(work, {
      type: 'key-change',
      tlp: 'CLEAR',
      aud: '*',
      body: async (seq) => {
        body = await said(seq);
        await own.goBy([...before, body.statement, body.revocation]);
        return body;
      },
    }),
  );
  await publish(work, body.statement, body.revocation);
  const { seq } = append.entry;
  const successor: NewKey = { use: 'log', kid: thumbprint(key), file, fromSeq: seq };
  return { kid, use: 'log', lastSize: stated ?? seq, successor };
}

function unfit(message: string): EwsError {
  return new EwsError('invalid_input', message);
}
