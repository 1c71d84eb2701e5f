import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { type KeyStatement, logStatements, type NodeKeys, TIMED_USES } from '../log/key-statement.ts';
import { thumbprint } from '../log/keys.ts';

/** So long before its end, a key that has no successor is shown as ending. */
export const ENDING_DAYS = 60;

export type KeyState = 'valid' | 'ending' | 'not-yet' | 'ended' | 'succeeded' | 'revoked';

/** A key as operators see it. */
export interface KeyView {
  readonly use: KeyStatement['use'];
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly state: KeyState;
  /** Of a log key: the log, and the sequence numbers that it signs; without `toSeq`, all that come. */
  readonly log?: string;
  readonly fromSeq?: number;
  readonly toSeq?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Of a revoked key. */
  readonly lastSize?: number;
  readonly revokedFrom?: string;
  readonly endsInDays?: number;
  /** Whether its private part is here. */
  readonly held: boolean;
}

/** Every key that the root stated, in the order of its statements. */
export function describeKeys(keys: NodeKeys, isHeld: (kid: string) => boolean, now: EpochMs): KeyView[] {
  return keys.statements.map((statement) => {
    const kid = thumbprint(statement.key);
    const revocation = keys.revocations.find(({ revoked }) => revoked === kid);
    return {
      use: statement.use,
      kid,
      ...details(keys, statement, now),
      ...(revocation === undefined
        ? {}
        : {
            state: 'revoked' as const,
            ...(revocation.lastSize === undefined ? {} : { lastSize: revocation.lastSize }),
            ...(revocation.from === undefined ? {} : { revokedFrom: revocation.from }),
          }),
      held: isHeld(kid),
    };
  });
}

function details(
  keys: NodeKeys,
  statement: KeyStatement,
  now: EpochMs,
): Omit<KeyView, 'use' | 'kid' | 'held'> {
  switch (statement.use) {
    case 'log': {
      const { log, fromSeq } = statement;
      const next = logStatements(keys, log as string).find((each) => each.fromSeq > fromSeq);
      if (next === undefined) return { state: 'valid', log, fromSeq };
      return { state: 'succeeded', log, fromSeq, toSeq: next.fromSeq - 1 };
    }
    case 'root':
      return { state: thumbprint(statement.key) === keys.root ? 'valid' : 'succeeded' };
    case 'cosigner':
    case 'request':
    case 'encryption': {
      const { notBefore, notAfter } = statement;
      const end = Date.parse(notAfter);
      const endsInDays = Math.floor((end - now) / DAY_MS);
      const shown = { notBefore, notAfter, endsInDays };
      if (now >= end) return { state: 'ended', ...shown };
      if (now < Date.parse(notBefore)) return { state: 'not-yet', ...shown };
      return {
        state: lastEnd(keys, statement.use) - now < ENDING_DAYS * DAY_MS ? 'ending' : 'valid',
        ...shown,
      };
    }
  }
}

/** When a use ends: the end of the last key of it that was not revoked; 0: there is none. */
function lastEnd({ statements, revocations }: NodeKeys, use: (typeof TIMED_USES)[number]): EpochMs {
  const ends = statements
    .filter(({ key }) => !revocations.some(({ revoked }) => revoked === thumbprint(key)))
    .flatMap((each) => (each.use === use ? [Date.parse(String(each.notAfter))] : []));
  return Math.max(0, ...ends);
}

export interface UseEnd {
  readonly use: (typeof TIMED_USES)[number];
  readonly endsAt: EpochMs;
  readonly isNear: boolean;
}

/** When each use that the node has ends, unless a key is made for it. */
export function usesEnd(keys: NodeKeys, now: EpochMs): UseEnd[] {
  return TIMED_USES.map((use) => ({ use, endsAt: lastEnd(keys, use) }))
    .filter(({ endsAt }) => endsAt > 0)
    .map((each) => ({ ...each, isNear: each.endsAt - now < ENDING_DAYS * DAY_MS }));
}
