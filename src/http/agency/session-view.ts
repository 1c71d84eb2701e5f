import { z } from 'zod';
import { type Actor, Role } from '../../domain/people.ts';

export const Credentials = z.strictObject({
  name: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export type Credentials = z.infer<typeof Credentials>;

export const SignedInView = z.object({ name: z.string(), role: Role, subject: z.string() });

export function signedInView({ name, role, subject }: Actor): z.infer<typeof SignedInView> {
  return { name, role: Role.parse(role), subject };
}
