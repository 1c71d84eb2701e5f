import { useLocation } from 'preact-iso';
import { withQuery } from '../api/client.ts';

/** What the address says after its question mark: it outlives a reload, and goes along with a link. */
export interface Query {
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Sets some of it, undefined or empty: takes it out. `replace` where going back should not pass by here. */
  readonly change: (changes: Record<string, string | undefined>, how?: 'push' | 'replace') => void;
}

export function useQuery(): Query {
  const { path, query, route } = useLocation();
  return {
    query,
    change: (changes, how = 'push') => route(withQuery(path, { ...query, ...changes }), how === 'replace'),
  };
}
