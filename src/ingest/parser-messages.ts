import { type ErrorCode, type ErrorDetail, EwsError } from '../domain/errors.ts';
import type { Window } from './window.ts';
import type { ReadingJob } from './windows.ts';

/** To the thread that reads sources. A source is read to its end before the next one. */
export type ToParser =
  /** Read a source: an open file, or what comes in chunks. */
  | { readonly kind: 'read'; readonly job: ReadingJob; readonly descriptor: number | undefined }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ended' }
  /** A window was dealt with; its memory may be used again. */
  | { readonly kind: 'settled'; readonly id: number; readonly rows: number };

/** From that thread. */
export type FromParser =
  | { readonly kind: 'window'; readonly window: Window }
  | { readonly kind: 'progress'; readonly bytes: number; readonly rows: number }
  /** A chunk was read; another one may come, in the same memory. */
  | { readonly kind: 'taken'; readonly memory: ArrayBuffer }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error on its way between threads. */
type Failure =
  | { readonly code: ErrorCode; readonly message: string; readonly detail: ErrorDetail }
  | { readonly error: unknown };

export function failureOf(error: unknown): Failure {
  if (!(error instanceof EwsError)) return { error };
  const { code, message, detail } = error;
  return { code, message, detail };
}

export function errorOf(failure: Failure): unknown {
  if ('error' in failure) return failure.error;
  return new EwsError(failure.code, failure.message, failure.detail);
}
