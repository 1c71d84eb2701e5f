import { z } from 'zod';
import { LogOrigin, type NodeId, nodeOfOrigin } from './node-id.ts';

/** Number of a log among those of its node: 1 for the first. */
export function epochOf(origin: LogOrigin): number {
  return Number(origin.slice(origin.lastIndexOf('/') + 1));
}

/** Whether `origin` is a log of the same node as `other`, and a later one. */
export function isLaterEpoch(origin: LogOrigin, other: LogOrigin): boolean {
  return nodeOfOrigin(origin) === nodeOfOrigin(other) && epochOf(origin) > epochOf(other);
}

/** Whether a log is one of this node, of whichever epoch. */
export function isLogOf(origin: LogOrigin, node: NodeId): boolean {
  return nodeOfOrigin(origin) === node;
}

/**
 * Body of the first entry of a log that takes the place of an earlier one: what of that one could be proven.
 * `{"previous":{"log","size","root"},"reason"}`; `root` in base64.
 */
export const EpochBody = z.looseObject({
  previous: z.looseObject({
    log: LogOrigin,
    size: z.number().int().min(0),
    root: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  }),
  reason: z.string().min(1).max(2_000),
});
export type EpochBody = z.infer<typeof EpochBody>;
