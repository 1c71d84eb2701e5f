import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Topic } from '../../domain/topic.ts';
import { ApiError, get } from './client.ts';
import { onChange } from './live.ts';

/** Something that the node has, as far as this page knows it. */
export interface Resource<T> {
  /** What came last; it stays while a newer answer is awaited, and when one fails. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Answers by path, so that going back shows at once what was there, while it is asked for again. */
const kept = new Map<string, unknown>();
const KEPT_AT_MOST = 60;

/** Forgets all answers: somebody else may sign in next. */
export function forgetAnswers(): void {
  kept.clear();
}

/** Reads `path` of the API, and again whenever something of `topics` changed; undefined: nothing to read. */
export function useResource<T>(path: string | undefined, topics: readonly Topic[] = []): Resource<T> {
  const [shown, setShown] = useState<{ path: string | undefined; data: T | undefined; error?: ApiError }>(
    () => ({ path, data: keptAnswer<T>(path) }),
  );
  const [loading, setLoading] = useState(path !== undefined);
  const running = useRef<AbortController>(undefined);
  const again = useRef(false);

  const reload = useCallback(() => {
    running.current?.abort();
    if (path === undefined) return;
    const controller = new AbortController();
    running.current = controller;
    again.current = false;
    setLoading(true);
    get<T>(path, controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        keep(path, data);
        setShown({ path, data });
        ended();
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setShown((before) => ({
          path,
          data: before.path === path ? before.data : undefined,
          error: error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)),
        }));
        ended();
      },
    );

    function ended(): void {
      running.current = undefined;
      if (again.current) reload();
      else setLoading(false);
    }
  }, [path]);

  // While an answer is on its way, what changes meanwhile is asked for once, after it.
  const changed = useCallback(() => {
    if (running.current === undefined) reload();
    else again.current = true;
  }, [reload]);

  useEffect(() => {
    setShown((before) => (before.path === path ? before : { path, data: keptAnswer<T>(path) }));
    reload();
    return () => running.current?.abort();
  }, [path, reload]);

  const watched = topics.join();
  useEffect(() => onChange(watched.split(',') as Topic[], changed), [watched, changed]);

  const current = shown.path === path ? shown : { data: keptAnswer<T>(path), error: undefined };
  return { data: current.data, error: current.error, loading, reload };
}

function keptAnswer<T>(path: string | undefined): T | undefined {
  return path === undefined ? undefined : (kept.get(path) as T | undefined);
}

function keep(path: string, data: unknown): void {
  kept.delete(path);
  kept.set(path, data);
  const oldest = kept.keys().next().value;
  if (kept.size > KEPT_AT_MOST && oldest !== undefined) kept.delete(oldest);
}
