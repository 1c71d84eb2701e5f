import { EwsError } from '../domain/errors.ts';
import type { NodeDocument } from './protocol.ts';

/**
 * Versions of the protocol that this node speaks, whole numbers. Each has a prefix of its own in paths
 * (`/federation/v1`). What can be added without breaking a reader does not change the version: it is a
 * capability, or a member that readers ignore.
 */
export const SPOKEN_VERSIONS = ['1'] as const;

/** In their one form; what else stands in `protocols` is for others. */
const VERSION = /^[1-9][0-9]{0,5}$/;

/**
 * The version in which two nodes speak: the largest that both speak.
 * @throws EwsError `version_mismatch`: there is none; with what each of them speaks
 */
export function chooseVersion(
  document: Pick<NodeDocument, 'node' | 'protocols'>,
  spoken: readonly string[] = SPOKEN_VERSIONS,
): string {
  const common = document.protocols.filter((each) => VERSION.test(each) && spoken.includes(each));
  const [best] = common.sort((a, b) => Number(b) - Number(a));
  if (best !== undefined) return best;
  const theirs = document.protocols.join(', ');
  throw new EwsError(
    'version_mismatch',
    `${document.node} speaks ${theirs} of the federation protocol, this node ${spoken.join(', ')}: none in common. The node with the older program has to be updated.`,
    { theirs: document.protocols, ours: spoken },
  );
}
