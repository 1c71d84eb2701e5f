import type { NodePaths } from '../config/paths.ts';
import { openInspection } from '../store/sqlite/inspect.ts';
import { FILE_CHECKS, SCHEMA_CHECK } from './files.ts';
import { type Check, type CheckContext, type Finding, unreadable } from './finding.ts';
import { LOG_CHECKS } from './logs.ts';
import { RECORD_CHECKS } from './records.ts';

/** They read what the files hold, which takes tables that this program knows. */
const CONTENT_CHECKS: readonly Check[] = [...LOG_CHECKS, ...RECORD_CHECKS];

/** In this order: what the later ones read, the earlier ones have looked at. */
const CHECKS: readonly Check[] = [SCHEMA_CHECK, ...FILE_CHECKS, ...CONTENT_CHECKS];

export interface CheckedPart {
  readonly name: string;
  readonly title: string;
  readonly state: 'in-order' | 'faulty' | 'skipped';
  readonly findings: readonly Finding[];
}

export interface CheckReport {
  readonly state: 'in-order' | 'faulty';
  readonly parts: readonly CheckedPart[];
}

/**
 * Looks through everything that a node keeps, whether it runs or not, and changes nothing.
 * @throws EwsError `unavailable`: a database is not there, or cannot be opened
 */
export async function checkNode(
  paths: NodePaths,
  options: { readonly full: boolean; readonly onPart: (done: number, total: number, title: string) => void },
): Promise<CheckReport> {
  const inspection = openInspection(paths.data);
  try {
    let stores: ReturnType<typeof inspection.stores> | undefined;
    const context: CheckContext = {
      inspection,
      paths,
      full: options.full,
      stores() {
        stores ??= inspection.stores();
        return stores;
      },
    };
    const parts: CheckedPart[] = [];
    for (const [done, check] of CHECKS.entries()) {
      options.onPart(done, CHECKS.length, check.title);
      const { name, title } = check;
      // Tables of another version would look damaged.
      const isSkipped = CONTENT_CHECKS.includes(check) && parts[0]?.state !== 'in-order';
      const findings = isSkipped ? [] : await runCheck(check, context);
      parts.push({ name, title, state: isSkipped ? 'skipped' : stateOf(findings), findings });
    }
    const isFaulty = parts.some(({ state }) => state === 'faulty');
    return { state: isFaulty ? 'faulty' : 'in-order', parts };
  } finally {
    inspection.close();
  }
}

function stateOf(findings: readonly Finding[]): 'in-order' | 'faulty' {
  return findings.length === 0 ? 'in-order' : 'faulty';
}

async function runCheck(check: Check, context: CheckContext): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    return [unreadable(check, error)];
  }
}
