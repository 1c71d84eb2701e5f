import { type ErrorCode, type ErrorDetail, EwsError } from '../../domain/errors.ts';
import type { PackedPage } from './packed-page.ts';
import type { PortName } from './ports.ts';

/** What the writer thread is told. Each request is answered by one reply with its number. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'write'; readonly port: PortName; readonly method: string; readonly args: unknown[] }
  | { readonly kind: 'page'; readonly page: PackedPage }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'version' }
  | { readonly kind: 'close' }
);

/** Number 0 answers the start. */
export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: SentError });

/** An error as it crosses the thread: an EwsError would arrive as an Error without its code. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: ErrorDetail;
  readonly stack: string | undefined;
}

export function sendError(error: unknown): SentError {
  if (error instanceof EwsError) {
    const { code, message, detail, stack } = error;
    return { code, message, detail, stack };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: 'internal', message, detail: {}, stack };
}

export function receiveError({ code, message, detail, stack }: SentError): EwsError {
  const error = new EwsError(code, message, detail);
  // Where it happened says more than where it arrived.
  if (stack !== undefined) error.stack = stack;
  return error;
}
