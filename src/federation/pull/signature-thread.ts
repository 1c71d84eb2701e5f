import { parentPort } from 'node:worker_threads';
import { hasSignature, type SignedBy } from '../../log/jws-signature.ts';
import type { Answered, Asked } from '../../threads.ts';

/** A thread that checks signatures, and nothing else. */
parentPort?.on('message', ({ id, question }: Asked<readonly SignedBy[]>) => {
  const answer = question.map(hasSignature);
  parentPort?.postMessage({ id, answer } satisfies Answered<readonly boolean[]>);
});
