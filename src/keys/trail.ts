import type { AuditEvent } from '../domain/audit.ts';
import { contentDigest } from '../domain/canonical.ts';
import { KEYS_IN_TRAIL } from '../domain/settings.ts';
import type { EpochMs } from '../domain/time.ts';
import type { KeyStatement, NodeKeys, Revocation } from '../log/key-statement.ts';
import { thumbprint } from '../log/keys.ts';

/** What it needs of the store. */
interface TrailStore {
  setting(name: string): Promise<string | undefined>;
  recordAudits(events: readonly AuditEvent[], mark: { name: string; value: string }): Promise<void>;
}

type What = Pick<AuditEvent, 'action' | 'subject' | 'detail'>;

/** The folder says what was done to the keys, and not by whom: the root key signed it, and this node took it up. */
const ACTOR = { name: 'keys', role: 'node' } as const;

/**
 * Records in the audit trail what the root says of this node's keys, each statement once: the keys that it began with,
 * renewals, revocations, changes of the root. It makes no difference whether the node ran when they were made.
 */
export async function recordKeys(keys: NodeKeys, store: TrailStore, at: EpochMs): Promise<void> {
  const known = new Set((await store.setting(KEYS_IN_TRAIL))?.split(' '));
  const stated = [
    ...keys.statements.map((each) => ({ digest: contentDigest(each), what: ofKey(each) })),
    ...keys.revocations.map((each) => ({ digest: contentDigest(each), what: ofRevocation(each) })),
  ];
  const added = stated.filter(({ digest }) => !known.has(digest));
  if (added.length === 0) return;
  const events = added.map(({ what }) => ({ at, actor: ACTOR, ...what }));
  await store.recordAudits(events, {
    name: KEYS_IN_TRAIL,
    value: stated.map(({ digest }) => digest).join(' '),
  });
}

function ofKey(statement: KeyStatement): What {
  const { use, issued, nextRoot } = statement;
  const subject = thumbprint(statement.key);
  switch (statement.use) {
    case 'root':
      return { action: 'root.changed', subject, detail: { nextRoot, issued } };
    case 'log': {
      const { log, fromSeq } = statement;
      return { action: 'key.stated', subject, detail: { use, issued, log, fromSeq } };
    }
    default: {
      const { notBefore, notAfter } = statement;
      return { action: 'key.stated', subject, detail: { use, issued, notBefore, notAfter } };
    }
  }
}

function ofRevocation({ revoked, issued, lastSize, from }: Revocation): What {
  const bound = lastSize === undefined ? { from } : { lastSize };
  return { action: 'key.revoked', subject: revoked, detail: { issued, ...bound } };
}
