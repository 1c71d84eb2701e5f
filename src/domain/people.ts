import { z } from 'zod';
import { EwsError } from './errors.ts';

/** One role each: whoever drafts never approves, whoever runs the node does neither. */
export const Role = z.enum(['viewer', 'analyst', 'approver', 'operator', 'administrator']);
export type Role = z.infer<typeof Role>;

/** What a role may do, beyond reading, which every role may. */
const PERMISSIONS = {
  viewer: [],
  analyst: ['ingest', 'judge-signals', 'report', 'draft', 'acknowledge'],
  approver: ['approve', 'issue', 'acknowledge'],
  operator: ['ingest', 'catalogue', 'enrol', 'diagnose', 'replay', 'read-audit'],
  administrator: ['accounts', 'diagnose', 'read-audit'],
} as const satisfies Record<Role, readonly string[]>;

export type Permission = (typeof PERMISSIONS)[Role][number];

export function hasPermission(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[role] as readonly string[]).includes(permission);
}

/** The roles that have a permission, for messages. */
export function rolesWith(permission: Permission): Role[] {
  return Role.options.filter((role) => hasPermission(role, permission));
}

/** @throws EwsError `forbidden` */
export function requirePermission(role: Role, permission: Permission): void {
  if (hasPermission(role, permission)) return;
  throw new EwsError(
    'forbidden',
    `This needs the role ${rolesWith(permission).join(' or ')}; yours is ${role}.`,
    {
      permission,
      role,
    },
  );
}

/** A person who may sign in. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  /** Pseudonym that appears in signed bytes in place of the name. */
  readonly subject: string;
  readonly disabled: boolean;
}

/** Who does something: an account, or the node itself. */
export interface Actor {
  readonly name: string;
  readonly role: Role | 'node';
  readonly subject: string;
}
