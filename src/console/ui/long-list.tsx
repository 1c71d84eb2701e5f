import type { ComponentChildren } from 'preact';
import { useLasting } from '../api/use-lasting.ts';
import type { Resource } from '../api/use-resource.ts';
import { ListFoot } from './list-foot.tsx';
import { Loaded } from './loaded.tsx';

interface Part {
  readonly items: readonly unknown[];
  /** Absent: there is no more of it. */
  readonly next?: number | undefined;
}

/** A list whose longer part replaces the shorter one only when it is there. `of`: what makes it another list. */
export function useLongList<L extends Part>(asked: Resource<L>, ...of: readonly unknown[]): Resource<L> {
  return { ...asked, data: useLasting(asked.data, JSON.stringify(of)) };
}

/** What there is of a list, and below it the way to more. */
export function LongList<L extends Part>({
  list,
  empty,
  shown,
  children,
}: {
  list: Resource<L>;
  empty: ComponentChildren;
  /** How much of it is shown, in words. */
  shown: (count: number, isPart: boolean) => string;
  children: (list: L) => ComponentChildren;
}) {
  return (
    <Loaded resource={list} rows={6} isEmpty={({ items }) => items.length === 0} empty={empty}>
      {(data) => (
        <>
          {children(data)}
          <ListFoot
            shown={shown(data.items.length, data.next !== undefined)}
            hasMore={data.next !== undefined}
            busy={list.loading}
          />
        </>
      )}
    </Loaded>
  );
}
