import { createHash } from 'node:crypto';
import { EwsError } from '../../domain/errors.ts';
import { UPLOAD_KEPT_MS } from '../../ingest/port.ts';
import type { EwsNode } from '../../node.ts';

/** Another upload came with the key before; draft-ietf-httpapi-idempotency-key-header-07, section 2.7. */
export const KEY_STATUS = { invalid_input: 422 } as const;

/** An upload that carries a key. */
export interface KeyedUpload {
  readonly subject: string;
  readonly key: string;
  /** What was asked with the body. */
  readonly asked: readonly unknown[];
}

/** How to ingest, and how to read without ingesting; both pass every byte to `onBytes`. */
export interface Readings<Report> {
  readonly ingest: (onBytes: (bytes: Uint8Array) => void) => Promise<Report>;
  readonly skim: (onBytes: (bytes: Uint8Array) => void) => Promise<void>;
}

/** Answers an upload with a key once: the same one again gets the same answer, and nothing is ingested. */
export class RepeatedUploads {
  readonly #node: Pick<EwsNode, 'stores' | 'wall'>;
  readonly #underWay = new Set<string>();

  constructor(node: Pick<EwsNode, 'stores' | 'wall'>) {
    this.#node = node;
  }

  /**
   * @throws EwsError `wrong_state`: an upload with this key is under way; `invalid_input`: another upload came with
   *   it; and what the readings throw
   */
  async answer<Report>(
    upload: KeyedUpload,
    { ingest, skim }: Readings<Report>,
  ): Promise<{ report: Report; isReplayed: boolean }> {
    const { uploads } = this.#node.stores;
    const { subject, key } = upload;
    const name = JSON.stringify([subject, key]);
    if (this.#underWay.has(name)) throw underWay(key);
    this.#underWay.add(name);
    try {
      const now = this.#node.wall.now();
      const kept = await uploads.upload(subject, key, now - UPLOAD_KEPT_MS);
      const hash = createHash('sha256').update(`${JSON.stringify(upload.asked)}\n`);
      const onBytes = (bytes: Uint8Array) => {
        hash.update(bytes);
      };
      if (kept === undefined) {
        const report = await ingest(onBytes);
        const digest = hash.digest('hex');
        await uploads.keepUpload({ subject, key, digest, report: JSON.stringify(report), at: now });
        return { report, isReplayed: false };
      }
      await skim(onBytes);
      if (hash.digest('hex') !== kept.digest) throw anotherUpload(key);
      return { report: JSON.parse(kept.report) as Report, isReplayed: true };
    } finally {
      this.#underWay.delete(name);
    }
  }
}

function underWay(key: string): EwsError {
  return new EwsError(
    'wrong_state',
    `The upload with the key "${key}" is still under way. Ask again later.`,
    {
      retryAfterSeconds: 5,
    },
  );
}

function anotherUpload(key: string): EwsError {
  return new EwsError(
    'invalid_input',
    `Another upload came with the key "${key}" before. Give each upload a key of its own.`,
    { key },
  );
}
