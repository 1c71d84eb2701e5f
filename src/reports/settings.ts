import { z } from 'zod';
import { ReportSource } from '../domain/report.ts';

/** Name of a sender as it stands in the address of its webhook: `mission-hanoi`. */
export const SenderName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lowercase letters, digits and -, starting with a letter');

/** Somebody who may send reports without an account. */
const Sender = z.strictObject({
  name: SenderName,
  /** What its reports have as their source: it does not say so itself. */
  source: ReportSource,
  /** File with its secret, from the node's folder on; without it, the secret comes from the environment. */
  secretFile: z.string().min(1).max(4096).optional(),
});
export type Sender = z.infer<typeof Sender>;

/** The section `reports` of node.yaml. */
export const ReportsSection = z.strictObject({
  /** A signal supports a report, and a report a signal, when so many days or fewer lie between them. */
  corroborationDays: z.number().int().min(1).max(730).default(60),
  /** How far the clock of a sender may be off. */
  webhookSeconds: z.number().int().min(10).max(3600).default(300),
  /** Messages of one sender that are taken within an hour. */
  messagesPerHour: z.number().int().min(1).max(100_000).default(120),
  senders: z
    .array(Sender)
    .max(100)
    .refine(
      (senders) => new Set(senders.map(({ name }) => name)).size === senders.length,
      'a name stands twice',
    )
    .default([]),
});
export type ReportsSection = z.infer<typeof ReportsSection>;
