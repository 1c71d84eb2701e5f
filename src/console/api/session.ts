import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { hasPermission, type Permission, type Role } from '../../domain/people.ts';
import { get, send } from './client.ts';

/** Who is signed in. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  readonly subject: string;
}

export async function currentAccount(): Promise<Account> {
  return (await get<{ account: Account }>('/session')).account;
}

export async function signIn(name: string, password: string): Promise<Account> {
  return (await send<{ account: Account }>('POST', '/session/cookie', { name, password })).account;
}

export function signOut(): Promise<void> {
  return send('DELETE', '/session/cookie');
}

export const AccountContext = createContext<Account | undefined>(undefined);

/** On a page behind the sign-in. */
export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (account === undefined) throw new Error('No page is shown before somebody is signed in.');
  return account;
}

/** Whether the person's role allows it; the node decides, this only hides what it would refuse. */
export function useMay(permission: Permission): boolean {
  return hasPermission(useAccount().role, permission);
}
