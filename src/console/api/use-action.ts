import { useState } from 'preact/hooks';
import { ApiError } from './client.ts';

/** Something that a person does: under way, refused, or neither. */
export interface Action {
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  /** Does it. True if it succeeded; else `error` says why not. One at a time. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  return {
    busy,
    error,
    clear: () => setError(undefined),
    async run(work) {
      if (busy) return false;
      setBusy(true);
      setError(undefined);
      try {
        await work();
        return true;
      } catch (problem) {
        setError(problem instanceof ApiError ? problem : new ApiError(0, 'internal', String(problem)));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
