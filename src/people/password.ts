import { hash, verify } from '@node-rs/argon2';
import { EwsError } from '../domain/errors.ts';
import { Password } from './credentials.ts';

/**
 * Cost of one hash: argon2id (the library's default) with 19 MiB and two passes, which OWASP's Password
 * Storage Cheat Sheet names as its first choice for a server that also has other things to do.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Hashes a new password, in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
 * @throws EwsError `invalid_input`: too short or too long
 */
export async function hashPassword(password: string): Promise<string> {
  const chosen = Password.safeParse(password);
  if (!chosen.success) {
    throw new EwsError('invalid_input', 'This password cannot be used.', {
      issues: chosen.error.issues.map(({ message }) => ({ path: 'password', message })),
    });
  }
  return hash(chosen.data, COST);
}

/** Whether this is the password. Without a hash it takes as long as with one, and the answer is no. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await dummyHash()), password);
  return matches && passwordHash !== undefined;
}

let dummy: Promise<string> | undefined;

/** What an unknown name is checked against, so that the time of an answer does not tell that it is unknown. */
function dummyHash(): Promise<string> {
  dummy ??= hash('nobody has this password', COST);
  return dummy;
}

/** Makes the hash for unknown names ahead of the first of them, which would else take twice as long. */
export async function preparePasswords(): Promise<void> {
  await dummyHash();
}
