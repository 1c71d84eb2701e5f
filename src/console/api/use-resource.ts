import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { TOPICS, type Topic } from '../../domain/topic.ts';
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
  underWay.clear();
}

/** Reads `path` of the API, and again whenever something of `topics` changed; undefined: nothing to read. */
export function useResource<T>(path: string | undefined, topics: readonly Topic[] = []): Resource<T> {
  const [shown, setShown] = useState<{ path: string | undefined; data: T | undefined; error?: ApiError }>(
    () => ({ path, data: keptAnswer<T>(path) }),
  );
  const [loading, setLoading] = useState(path !== undefined);
  const running = useRef<AbortController>(undefined);
  const again = useRef(false);

  const ask = useCallback(
    (fresh: boolean) => {
      running.current?.abort();
      if (path === undefined) return;
      const controller = new AbortController();
      running.current = controller;
      again.current = false;
      setLoading(true);
      read<T>(path, fresh).then(
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
        if (again.current) ask(false);
        else setLoading(false);
      }
    },
    [path],
  );

  const reload = useCallback(() => ask(true), [ask]);

  // While an answer is on its way, what changes meanwhile is asked for once, after it.
  const changed = useCallback(() => {
    if (running.current === undefined) ask(false);
    else again.current = true;
  }, [ask]);

  useEffect(() => {
    setShown((before) => (before.path === path ? before : { path, data: keptAnswer<T>(path) }));
    ask(false);
    return () => running.current?.abort();
  }, [path, ask]);

  const watched = topics.join();
  useEffect(() => onChange(watched.split(',') as Topic[], changed), [watched, changed]);

  const current = shown.path === path ? shown : { data: keptAnswer<T>(path), error: undefined };
  return { data: current.data, error: current.error, loading, reload };
}

/** Requests on their way: many parts of a page want the same, such as the names of the nodes in every row. */
const underWay = new Map<string, Promise<unknown>>();

// What was asked for before a change says nothing of it: nobody who comes after it shares that answer.
onChange(TOPICS, () => underWay.clear());

/** Asks the node, or waits for an answer that somebody else has just asked for, unless it has to be `fresh`. */
function read<T>(path: string, fresh: boolean): Promise<T> {
  const shared = fresh ? undefined : underWay.get(path);
  if (shared !== undefined) return shared as Promise<T>;
  const asked = get<T>(path);
  underWay.set(path, asked);
  const end = () => {
    if (underWay.get(path) === asked) underWay.delete(path);
  };
  asked.then(end, end);
  return asked;
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
