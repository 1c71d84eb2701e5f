import { useRef, useState } from 'preact/hooks';
import type { Topic } from '../../../domain/topic.ts';
import { withQuery } from '../../api/client.ts';
import type { List } from '../../api/types.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';

const PAGE = 50;

/** What the node gives in one answer at most. */
export const MOST_SHOWN = 500;

/**
 * A list that grows page by page and follows the node in the whole of what is shown. `more` is there if there is
 * more. What is shown stays while more of it is awaited.
 */
export function usePages<Item>(
  path: string,
  topics: readonly Topic[],
): Resource<List<Item>> & { readonly more: (() => void) | undefined } {
  const [wanted, setWanted] = useState({ path, limit: PAGE });
  const limit = wanted.path === path ? wanted.limit : PAGE;
  const resource = useResource<List<Item>>(
    `${path}${path.includes('?') ? '&' : '?'}${withQuery('', { limit }).slice(1)}`,
    topics,
  );
  const last = useRef<{ path: string; data: List<Item> }>(undefined);
  if (resource.data !== undefined) last.current = { path, data: resource.data };
  const kept = last.current?.path === path ? last.current.data : undefined;
  const data = resource.data ?? kept;
  const hasMore = data?.next !== undefined && limit < MOST_SHOWN;
  return {
    ...resource,
    data,
    more: hasMore ? () => setWanted({ path, limit: Math.min(limit + PAGE, MOST_SHOWN) }) : undefined,
  };
}
