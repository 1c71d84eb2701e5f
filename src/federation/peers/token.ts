import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import { type EpochMs, formatInstant } from '../../domain/time.ts';
import type { UsedToken } from '../port.ts';
import { bodyDigest, LIMITS, RequestClaims } from '../protocol.ts';

/** The claims of a token for one request. `now` is the receiver's time as far as it is known. */
export function requestClaims(request: {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly id: string;
  readonly now: EpochMs;
}): RequestClaims {
  const iat = Math.floor(request.now / 1000);
  return {
    iss: request.from,
    aud: request.to,
    iat,
    exp: iat + LIMITS.tokenSeconds,
    jti: request.id,
    htm: request.method,
    path: request.path,
    digest: bodyDigest(request.body ?? ''),
  };
}

/** What a request must match for its token to be one for it. */
export interface Requested {
  readonly node: NodeId;
  readonly method: string;
  readonly path: string;
  readonly bodyDigest: string;
  readonly now: EpochMs;
}

/**
 * Judges the claims of a token whose signature holds.
 * @throws EwsError `token_invalid`: for another node, request or body; `token_clock`: the clocks are apart,
 * with both times and the difference
 */
export function judgeClaims(payload: unknown, requested: Requested): RequestClaims {
  const parsed = RequestClaims.safeParse(payload);
  if (!parsed.success)
    throw new EwsError(
      'token_invalid',
      `The claims of the token are not those of a request: ${z.prettifyError(parsed.error)}`,
    );
  const claims = parsed.data;
  requireEqual('aud', claims.aud, requested.node);
  requireEqual('htm', claims.htm, requested.method);
  requireEqual('path', claims.path, requested.path);
  requireEqual('digest', claims.digest, requested.bodyDigest);
  requireTime(claims, requested.now);
  return claims;
}

function requireEqual(claim: string, found: string, due: string): void {
  if (found !== due)
    throw new EwsError('token_invalid', `The token's ${claim} is ${found}; this request needs ${due}.`, {
      claim,
    });
}

function requireTime({ iat, exp }: RequestClaims, now: EpochMs): void {
  const seconds = now / 1000;
  if (exp - iat > LIMITS.tokenSeconds || exp <= iat) {
    throw new EwsError('token_invalid', `A token lives at most ${LIMITS.tokenSeconds} seconds.`);
  }
  const tolerance = LIMITS.clockToleranceSeconds;
  if (seconds >= iat - tolerance && seconds < exp + tolerance) return;
  const difference = Math.round(iat - seconds);
  throw new EwsError(
    'token_clock',
    `The token was made at ${formatInstant(iat * 1000)}; here it is ${formatInstant(now)}: the caller's clock is ${Math.abs(difference)} s ${difference > 0 ? 'ahead' : 'behind'}.`,
    { callerTime: formatInstant(iat * 1000), ourTime: formatInstant(now), differenceSeconds: difference },
  );
}

/** Kept until no clock within the tolerance can accept the token again. */
export function usedToken({ iss, jti, exp }: RequestClaims): UsedToken {
  return { issuer: iss, id: jti, expiresAt: (exp + LIMITS.clockToleranceSeconds) * 1000 };
}
