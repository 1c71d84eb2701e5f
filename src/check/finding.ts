import type { NodePaths } from '../config/paths.ts';
import { asEwsError, hasCode } from '../domain/errors.ts';
import type { Inspection } from '../store/sqlite/inspect.ts';
import type { Stores } from '../store/stores.ts';

/** Something that is wrong with what a node keeps: what, where, and what to do about it. */
export interface Finding {
  /** A file, `<origin>/<seq>` of an entry, a bulletin, a signal, … */
  readonly where: string;
  readonly what: string;
  readonly todo: string;
}

/** What checks work on: the files of a node, open for reading, and its fence as it was before they were opened. */
export interface CheckContext {
  readonly inspection: Inspection;
  /** The reading methods of the ports; made when they are first asked for. */
  readonly stores: () => Pick<Stores, 'observations' | 'signals' | 'bulletins' | 'log' | 'peers' | 'people'>;
  readonly paths: NodePaths;
  /** Whether to compare every index with its table, too: much longer. */
  readonly full: boolean;
}

/** One thing to look at. It answers what is wrong, and throws where it cannot look. */
export interface Check {
  /** Such as `own-log`: what scripts go by. */
  readonly name: string;
  /** What is in order when there is no finding. */
  readonly title: string;
  run(context: CheckContext): Promise<Finding[]> | Finding[];
}

export const RESTORE =
  'Restore a backup (docs/operate.md, "Back up and restore"), and keep the damaged files.';

const OTHER_PROGRAM = 'Use the program that wrote it, or restore a backup of this one’s time.';

/** A check that cannot look is a finding, too: what it should have seen may be damaged. */
export function unreadable(check: Check, error: unknown): Finding {
  const { message, detail } = asEwsError(error);
  const { cause } = error as Error;
  const why = cause instanceof Error ? `${message} (${cause.message})` : message;
  return {
    where: String(detail.path ?? check.name),
    what: `This cannot be checked: ${why}`,
    todo: hasCode(error, 'wrong_state') ? OTHER_PROGRAM : RESTORE,
  };
}
