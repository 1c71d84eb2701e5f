import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import { documentKey, holdsAt, logKeyAt, type NodeKeys } from './key-statement.ts';
import { type PrivateKey, type PublicKey, thumbprint } from './keys.ts';

/** The keys that a running node works with. The root keys are elsewhere. */
export interface WorkingKeys {
  readonly log: PrivateKey;
  readonly cosigner: PrivateKey;
  readonly request: PrivateKey;
}

/** Which of a node's keys signs what. */
export interface SigningKeys {
  /** The key for an entry. @throws EwsError `key_unknown`, `key_revoked`, `config_invalid`: it is not here */
  log(origin: LogOrigin, seq: number): PrivateKey;
  document(origin: LogOrigin): PrivateKey;
  /** The newest one that holds at a time. */
  cosigner(at: EpochMs): PrivateKey;
  request(): PrivateKey;
}

/** One key for each use, for ever. */
export function alwaysThese({ log, cosigner, request }: WorkingKeys): SigningKeys {
  return { log: () => log, document: () => log, cosigner: () => cosigner, request: () => request };
}

/** Chosen by what the root said of them. `keys` is asked each time: statements are added while a node runs. */
export function chosenBy(
  keys: () => NodeKeys,
  privateKey: (kid: string) => PrivateKey | undefined,
  now: () => EpochMs,
): SigningKeys {
  function held(key: PublicKey): PrivateKey {
    const kid = thumbprint(key);
    const found = privateKey(kid);
    if (found !== undefined) return found;
    throw new EwsError('config_invalid', `The private key ${kid} is in none of the files in keys/.`, { kid });
  }

  function newest(use: 'cosigner' | 'request', at: EpochMs): PrivateKey {
    const all = keys().statements.flatMap((each) => (each.use === use ? [each.key] : []));
    const here = all.filter((key) => privateKey(thumbprint(key)) !== undefined);
    const holding = here.findLast((key) => holdsAt(keys(), use, key, at));
    // A key that has ended is better than none: peers name it when they refuse it.
    const chosen = holding ?? here.at(-1) ?? all.at(-1);
    if (chosen === undefined)
      throw new EwsError('config_invalid', `No statement names a ${use} key.`, { use });
    return held(chosen);
  }

  return {
    log: (origin, seq) => held(logKeyAt(keys(), origin, seq)),
    document: (origin) => held(documentKey(keys(), origin)),
    cosigner: (at) => newest('cosigner', at),
    request: () => newest('request', now()),
  };
}
