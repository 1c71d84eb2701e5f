import { withQuery } from '../../api/client.ts';
import type { Bulletin, BulletinDetail, List } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';

const LOOKED_AT = 200;

/** The bulletins that refer to one: what updated or cancelled it, and drafts that would. */
export function useFollowers({ from, content }: BulletinDetail): readonly Bulletin[] {
  const { id, issuer, sector } = content;
  const query =
    from === 'own'
      ? { from: 'own', sector, limit: LOOKED_AT }
      : { from: 'peers', issuer, sector, limit: LOOKED_AT };
  const { data } = useResource<List<Bulletin>>(withQuery('/bulletins', query), ['bulletins']);
  return (data?.items ?? []).filter(
    (other) =>
      other.content.references.some((reference) => reference.id === id) &&
      !(other.from === 'own' && other.life.state === 'withdrawn'),
  );
}
