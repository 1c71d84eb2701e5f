import { parentPort } from 'node:worker_threads';
import { hasSignature } from '../../log/jws-signature.ts';
import type { SignatureAnswer, SignatureRequest } from './signature-pool.ts';

/** A thread that checks signatures, and nothing else. */
parentPort?.on('message', ({ id, signed }: SignatureRequest) => {
  parentPort?.postMessage({ id, hold: signed.map(hasSignature) } satisfies SignatureAnswer);
});
