import { rmSync } from 'node:fs';
import { DAY_MS, formatInstant } from '../domain/time.ts';
import { appendAct } from '../federation/act.ts';
import { generateEncryptionKey, generateKey, type PrivateKey, publicPart, thumbprint } from '../log/keys.ts';
import { keepKey } from './files.ts';
import { type KeyWork, publish, say } from './work.ts';

/** How long cosigner, request and encryption keys hold. Log keys hold by sequence number, without end. */
export const VALID_DAYS = 730;

/** A clock that is set back a little must not make a new key invalid. */
export const BACKDATED_DAYS = 2;

export const RENEWABLE = ['log', 'cosigner', 'request', 'encryption'] as const;
export type Renewable = (typeof RENEWABLE)[number];

/** A key that was made, and when it begins. */
export interface NewKey {
  readonly use: Renewable;
  readonly kid: string;
  readonly file: string;
  /** First sequence number that a log key signs. */
  readonly fromSeq?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/**
 * Makes a new key beside those that there are, and has the root state it. A log key signs from the sequence number
 * after its own entry on; the others begin at once, and those before them hold until they end.
 * @throws EwsError `fingerprint_mismatch`: this is not the root; what OwnLog.append throws
 */
export function renewKey(
  work: KeyWork,
  use: Renewable,
  root: PrivateKey,
  days = VALID_DAYS,
): Promise<NewKey> {
  return use === 'log' ? renewLogKey(work, root) : renewTimedKey(work, use, root, days);
}

async function renewTimedKey(
  work: KeyWork,
  use: Exclude<Renewable, 'log'>,
  root: PrivateKey,
  days: number,
): Promise<NewKey> {
  const now = work.wall.now();
  const notBefore = formatInstant(now - BACKDATED_DAYS * DAY_MS);
  const notAfter = formatInstant(now + days * DAY_MS);
  const key = use === 'encryption' ? generateEncryptionKey() : generateKey();
  const said = { use, key: publicPart(key), notBefore, notAfter } as Parameters<typeof say>[2];
  const statement = await say(work, root, said);
  const file = keepKey(work.paths, use, key);
  await orRemove(file, () => publish(work, statement));
  return { use, kid: thumbprint(key), file, notBefore, notAfter };
}

async function renewLogKey(work: KeyWork, root: PrivateKey): Promise<NewKey> {
  const { paths, log } = work;
  const key = generateKey();
  let statement = '';
  const stated = (fromSeq: number) =>
    say(work, root, { use: 'log', key: publicPart(key), log: log.origin, fromSeq });
  // Whoever gives another key for the root's is told before anything is written.
  await stated(log.head().size + 1);
  const file = keepKey(paths, 'log', key);
  const append = await orRemove(file, () =>
    appendAct(work, {
      type: 'key-change',
      tlp: 'CLEAR',
      aud: '*',
      // Signed by the key before it, so that whoever reads the log alone learns of the new one in time.
      body: async (seq) => {
        statement = await stated(seq + 1);
        return { statement };
      },
    }),
  );
  await publish(work, statement);
  return { use: 'log', kid: thumbprint(key), file, fromSeq: append.entry.seq + 1 };
}

/** A key that nobody stated is of no use. */
export async function orRemove<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}
