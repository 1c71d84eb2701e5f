import type { Clock } from '../domain/time.ts';
import { createThrottle } from './throttle.ts';

const QUARTER_HOUR_MS = 15 * 60_000;

/**
 * Limits of failed sign-ins in a quarter of an hour. One address is stopped soon. An account as such only much
 * later: else anyone could keep an approver out by failing in that person's name.
 */
export const SIGN_IN_LIMITS = {
  accountFromAddress: { failures: 5, windowMs: QUARTER_HOUR_MS },
  address: { failures: 30, windowMs: QUARTER_HOUR_MS },
  account: { failures: 100, windowMs: QUARTER_HOUR_MS },
} as const;

/** Throttles sign-ins by account and address together, and by each alone. */
export interface SignInThrottle {
  /** Call before a password is checked. Returns what takes the attempt back. @throws EwsError `rate_limited` */
  attempt(name: string, address: string): { readonly succeeded: () => void };
}

export function createSignInThrottle(wall: Clock): SignInThrottle {
  const pairs = createThrottle(SIGN_IN_LIMITS.accountFromAddress, wall);
  const addresses = createThrottle(SIGN_IN_LIMITS.address, wall);
  const accounts = createThrottle(SIGN_IN_LIMITS.account, wall);
  return {
    attempt(name, address) {
      const pair = `${name} ${address}`;
      pairs.attempt(pair);
      addresses.attempt(address);
      accounts.attempt(name);
      return {
        succeeded: () => {
          pairs.forgive(pair);
          addresses.forgive(address);
          accounts.forgive(name);
        },
      };
    },
  };
}
