import { EwsError } from '../domain/errors.ts';
import type { Account, Actor, Role } from '../domain/people.ts';
import type { Clock, EpochMs } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import { AccountName } from './credentials.ts';
import { hashPassword, isPassword } from './password.ts';
import type { People, SignedIn } from './people.ts';
import type { PeopleStore, StoredAccount } from './port.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

type SignInEvents = Pick<Events, 'signedIn' | 'signInFailed' | 'accountChanged'>;

export interface PeopleParts {
  readonly store: PeopleStore;
  readonly wall: Clock;
  /** 128 random bits, base64url: the pseudonym of a new account. */
  readonly randomSubject: () => string;
  readonly events?: SignInEvents;
}

/** Who acts where nobody has signed in. */
const NODE = { name: 'node', role: 'node' } as const;

/** How long an account that was read is taken as it was. */
const HELD_MS = 1000;

/** Stands in the audit trail for a name that no account has: people type passwords into the wrong field. */
const NO_SUCH_ACCOUNT = '(no such account)';

/** Accounts on the store. What people change is recorded in the transaction that changes it. */
export function createPeople({ store, wall, randomSubject, events }: PeopleParts): People {
  const throttle = createSignInThrottle(wall);
  const held = new Map<string, { readonly account: StoredAccount; readonly readAt: EpochMs }>();

  const create: People['create'] = async ({ name, role, password }, actor) => {
    requireName(name);
    const passwordHash = await hashPassword(password);
    const at = wall.now();
    const subject = randomSubject();
    const account = { name, role, subject, disabled: false, passwordHash, tokensFrom: at };
    const audit = { at, actor: named(actor), action: 'account.created', subject: name, detail: { role } };
    await store.createAccount(account, audit);
    events?.accountChanged({ name, change: 'created' });
    return publicPart(account);
  };

  /** Asked for at every request. Changes made here count at once, those of another process within a second. */
  async function heldAccount(name: string): Promise<StoredAccount | undefined> {
    const known = held.get(name);
    const now = wall.now();
    if (known !== undefined && Math.abs(now - known.readAt) < HELD_MS) return known.account;
    const account = await store.account(name);
    if (account !== undefined) held.set(name, { account, readAt: now });
    else held.delete(name);
    return account;
  }

  const change: People['change'] = async (name, { password, ...rest }, actor) => {
    const changes = [...Object.keys(rest), ...(password === undefined ? [] : ['password'])];
    if (changes.length === 0) throw new EwsError('invalid_input', 'Nothing to change.');
    await requireAdministratorLeft(name, rest);
    const passwordHash = password === undefined ? {} : { passwordHash: await hashPassword(password) };
    const at = wall.now();
    await store.changeAccount(
      name,
      { ...rest, ...passwordHash, tokensFrom: at },
      { at, actor: named(actor), action: 'account.changed', subject: name, detail: { changes, ...rest } },
    );
    held.delete(name);
    events?.accountChanged({ name, change: changes.join(' ') });
    return publicPart(await requireAccount(name));
  };

  /** Without one nobody could make accounts any more but whoever is on the machine. */
  async function requireAdministratorLeft(
    name: string,
    { role, disabled }: { role?: Role; disabled?: boolean },
  ): Promise<void> {
    if (disabled !== true && (role === undefined || role === 'administrator')) return;
    const administrators = (await store.accounts()).filter(
      (account) => account.role === 'administrator' && !account.disabled,
    );
    if (administrators.length !== 1 || administrators[0]?.name !== name) return;
    throw new EwsError(
      'wrong_state',
      `${name} is the last administrator who can sign in: make another one first.`,
    );
  }

  const changePassword: People['changePassword'] = async (actor, password, next, address = 'unknown') => {
    await signIn(actor.name, password, address);
    await change(actor.name, { password: next }, actor);
    return signedIn(await requireAccount(actor.name), wall.now());
  };

  async function requireAccount(name: string): Promise<StoredAccount> {
    const account = await store.account(name);
    if (account === undefined) throw new EwsError('not_found', `There is no account ${name}.`);
    return account;
  }

  const signIn: People['signIn'] = async (name, password, address = 'unknown') => {
    const attempt = throttle.attempt(name, address);
    const account = await store.account(name);
    const matches = await isPassword(account?.passwordHash, password);
    const at = wall.now();
    if (account === undefined || account.disabled || !matches) {
      const subject = account?.name ?? NO_SUCH_ACCOUNT;
      await store.recordAudit({ at, actor: NODE, action: 'session.refused', subject, detail: { address } });
      events?.signInFailed({ name: subject, address });
      throw new EwsError('unauthenticated', 'The name or the password is wrong.');
    }
    attempt.succeeded();
    await store.recordAudit({
      at,
      actor: named(account),
      action: 'session.opened',
      subject: name,
      detail: { address },
    });
    events?.signedIn({ name });
    return signedIn(account, at);
  };

  return {
    create,
    change,
    changePassword,
    signIn,
    list: async () => (await store.accounts()).map(publicPart),
    actorOf: async (name, tokenIssuedAt) => {
      const account = await heldAccount(name);
      if (account === undefined || account.disabled || tokenIssuedAt < account.tokensFrom) {
        throw new EwsError('unauthenticated', 'This token is void: sign in again.');
      }
      return { name: account.name, role: account.role, subject: account.subject };
    },
  };
}

function requireName(name: string): void {
  const parsed = AccountName.safeParse(name);
  if (parsed.success) return;
  throw new EwsError('invalid_input', 'This name cannot be that of an account.', {
    issues: parsed.error.issues.map(({ message }) => ({ path: 'name', message })),
  });
}

function named({ name, role }: Pick<Actor, 'name' | 'role'>): Pick<Actor, 'name' | 'role'> {
  return { name, role };
}

function signedIn(account: StoredAccount, at: EpochMs): SignedIn {
  return { ...publicPart(account), issuedAt: Math.max(at, account.tokensFrom) };
}

function publicPart({ name, role, subject, disabled }: StoredAccount): Account {
  return { name, role, subject, disabled };
}
