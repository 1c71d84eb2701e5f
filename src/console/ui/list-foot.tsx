import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { useQuery } from './use-query.ts';

const PAGE = 50;
const MOST = 500;

/** How much of the list the address asks for, so that going back to it finds the row that one left by. */
export function useListLimit(): number {
  const wanted = Number(useQuery().query.limit);
  return Number.isInteger(wanted) && wanted > PAGE ? Math.min(wanted, MOST) : PAGE;
}

interface Props {
  /** How much of the list is shown, in words. */
  readonly shown: string;
  readonly hasMore: boolean;
  /** More of it is on its way. */
  readonly busy: boolean;
}

/** Below a list: how much of it there is, and the way to more. */
export function ListFoot({ shown, hasMore, busy }: Props) {
  const common = useTexts(commonTexts);
  const { change } = useQuery();
  const limit = useListLimit();
  return (
    <footer class="list-foot">
      <span class="soft">{shown}</span>
      {hasMore && limit < MOST && (
        <button
          type="button"
          disabled={busy}
          onClick={() => change({ limit: String(Math.min(MOST, limit + PAGE)) }, 'replace')}
        >
          {common.more}
        </button>
      )}
    </footer>
  );
}
