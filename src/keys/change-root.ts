import { EwsError } from '../domain/errors.ts';
import { formatInstant } from '../domain/time.ts';
import { digestOfStatements } from '../log/key-chain.ts';
import { generateKey, type PrivateKey, publicPart, saveKey, thumbprint } from '../log/keys.ts';
import { signKeyStatement } from '../log/signer.ts';
import { type KeyWork, publish } from './work.ts';

export interface NewRoot {
  /** Thumbprint of the root that signs from here on: what new peers enrol this node by. */
  readonly fingerprint: string;
  readonly nextRoot: string;
  /** Where the private part of the next root was written. */
  readonly nextRootFile: string;
}

/**
 * Moves to the root that the present one committed to. It signs itself, so that this is possible when the present
 * root is lost or stolen; and it makes the root after it, into a file that was not there.
 * @throws EwsError `fingerprint_mismatch`: this is not the committed one; `already_exists`
 */
export async function changeRoot(work: KeyWork, root: PrivateKey, nextRootFile: string): Promise<NewRoot> {
  const { node, own, wall } = work;
  const found = thumbprint(root);
  if (found !== own.keys.nextRoot) {
    throw new EwsError(
      'fingerprint_mismatch',
      `This is the key ${found}; the present root committed to ${own.keys.nextRoot}.`,
      { expected: own.keys.nextRoot, found },
    );
  }
  const next = generateKey();
  const statement = await signKeyStatement(root, {
    v: 1,
    use: 'root',
    node,
    key: publicPart(root),
    nextRoot: thumbprint(next),
    issued: formatInstant(wall.now()),
    prior: digestOfStatements(own.statements),
  });
  // Before anybody is told that it is the next one.
  saveNext(nextRootFile, next);
  await publish(work, statement);
  return { fingerprint: found, nextRoot: thumbprint(next), nextRootFile };
}

function saveNext(file: string, key: PrivateKey): void {
  try {
    saveKey(file, key);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw cause;
    throw new EwsError(
      'already_exists',
      `${file} is there already: no key is overwritten.`,
      { file },
      { cause },
    );
  }
}
