import { z } from 'zod';

/** Name of an account: lowercase, starting with a letter, e.g. `j.kim`. */
export const AccountName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{1,63}$/, 'lowercase letters, digits, dots, _ and -, starting with a letter');

export const MIN_PASSWORD_LENGTH = 12;

/**
 * A password as it is chosen: long rather than intricate (NIST SP 800-63B). The upper limit bounds the work
 * that a stranger can ask for.
 */
export const Password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `a password has at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(256, 'a password has at most 256 characters');
