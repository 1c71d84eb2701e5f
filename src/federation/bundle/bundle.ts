import { z } from 'zod';
import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { Instant } from '../../domain/time.ts';
import { LIMITS, PageLine } from '../protocol.ts';

/** A bundle packed by gzip, as its media type and the end of its name say. */
export const BUNDLE_MEDIA_TYPE = 'application/gzip';

/** Bounds of a bundle, besides those of the pages in it. */
export const BUNDLE_LIMITS = {
  /** Packed, and unpacked. */
  bytes: 256 * 1024 * 1024,
  unpackedBytes: 2 * 1024 * 1024 * 1024,
  logs: 256,
} as const;

const Size = z.number().int().min(0);

/**
 * The lines of a bundle, each a JSON object. The first one is the header, the last one says how many lines came before
 * it. In between stand node documents, cursors, and pages: a page begins with its `page` line, and is from there on
 * what a pull would have brought.
 *
 *     {"bundle":{"v":1,"from":"kr.ews.example","to":"jp.ews.example","made":"2021-10-11T00:00:00.000Z",
 *      "logs":[{"log":"kr.ews.example/log/1","from":0,"size":2}]}}
 *     {"document":{"node":"kr.ews.example","jws":"…","checkpoint":"…"}}
 *     {"cursor":"…"}
 *     {"page":{"log":"kr.ews.example/log/1","from":0}}
 *     {"seq":0,"jws":"…"}
 *     {"seq":1,"sealed":"…"}
 *     {"checkpoint":"…","consistency":[]}
 *     {"end":{"lines":7}}
 */
export const BundleHeader = z.looseObject({
  v: z.literal(1),
  from: NodeId,
  /** Whom it is for; `*`: it only says who `from` is. */
  to: z.union([NodeId, z.literal('*')]),
  made: Instant,
  logs: z.array(z.looseObject({ log: LogOrigin, from: Size, size: Size })).max(BUNDLE_LIMITS.logs),
});
export type BundleHeader = z.infer<typeof BundleHeader>;

export const BundleDocument = z.looseObject({
  node: NodeId,
  jws: z.string().max(LIMITS.nodeDocumentBytes),
  /** A checkpoint of the log that the document names. */
  checkpoint: z.string().max(65_536),
});
export type BundleDocument = z.infer<typeof BundleDocument>;

export const BundleLine = z.union([
  PageLine,
  z.strictObject({ page: z.strictObject({ log: LogOrigin, from: Size }) }),
  z.strictObject({ document: BundleDocument }),
  z.strictObject({ cursor: z.string().max(LIMITS.cursorBytes) }),
  z.strictObject({ bundle: BundleHeader }),
  z.strictObject({ end: z.strictObject({ lines: Size }) }),
]);
export type BundleLine = z.infer<typeof BundleLine>;

/** @throws EwsError `bundle_malformed` */
export function parseBundleLine(line: string, number: number): BundleLine {
  try {
    return BundleLine.parse(JSON.parse(line));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? 'of no kind that a bundle has' : 'not JSON';
    throw new EwsError(
      'bundle_malformed',
      `Line ${number} of the bundle, "${clip(line, 80)}", is ${why}. Have the file made and carried again.`,
      { line: number },
      { cause },
    );
  }
}
