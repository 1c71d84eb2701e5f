import type { Account, Actor, Role } from '../domain/people.ts';

/** Who signed in, and the time to put into the token: never before `tokensFrom`, though the clock may be. */
export interface SignedIn extends Account {
  readonly issuedAt: number;
}

/** Accounts and who is behind a request. */
export interface People {
  /** @throws EwsError `already_exists`, `invalid_input` (a password that is too short) */
  create(
    account: { readonly name: string; readonly role: Role; readonly password: string },
    actor: Actor,
  ): Promise<Account>;
  /** A change of password, role or state voids the account's tokens. @throws EwsError `not_found`; `wrong_state`: the last administrator */
  change(
    name: string,
    change: { readonly role?: Role; readonly disabled?: boolean; readonly password?: string },
    actor: Actor,
  ): Promise<Account>;
  /**
   * People change their own password by the one they have; their tokens become void, but for one that is made
   * with the answer. @throws EwsError `unauthenticated`
   */
  changePassword(actor: Actor, password: string, next: string, address?: string): Promise<SignedIn>;
  list(): Promise<Account[]>;
  /**
   * Checks a name and a password in a time that does not tell which was wrong. `address`: where the request
   * came from, for the throttle and the audit trail. @throws EwsError `unauthenticated`, `rate_limited`
   */
  signIn(name: string, password: string, address?: string): Promise<SignedIn>;
  /**
   * The account behind a token that was issued at a time (milliseconds).
   * @throws EwsError `unauthenticated` if it is void
   */
  actorOf(name: string, tokenIssuedAt: number): Promise<Actor>;
}
