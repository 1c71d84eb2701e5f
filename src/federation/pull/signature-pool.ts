import { availableParallelism } from 'node:os';
import type { SignedBy } from '../../log/jws-signature.ts';
import { createThreads } from '../../threads.ts';
import type { CheckSignatures } from './signature-checks.ts';

/** Threads at most: further ones would take what the rest of the node needs. */
const MOST_THREADS = 4;

/** Threads that check signatures; they start with the first ones, and end when there are no more. */
export interface SignaturePool {
  readonly check: CheckSignatures;
  close(): Promise<void>;
}

export function createSignaturePool(): SignaturePool {
  const threads = createThreads<readonly SignedBy[], readonly boolean[]>({
    script: new URL('./signature-thread.ts', import.meta.url),
    count: Math.min(MOST_THREADS, availableParallelism()),
    purpose: 'checks signatures',
    youngGenerationMb: 8,
    oldGenerationMb: 64,
  });
  return {
    async check(signed) {
      const share = Math.ceil(signed.length / threads.count);
      const parts = Array.from({ length: threads.count }, (_, at) =>
        signed.slice(at * share, (at + 1) * share),
      );
      return (await Promise.all(parts.map((part) => threads.ask(part)))).flat();
    },
    close: threads.close,
  };
}
