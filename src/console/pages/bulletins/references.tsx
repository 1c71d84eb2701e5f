import type { Bulletin, BulletinDetail } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { bulletinPath, isIssued } from './state.ts';

/** What this bulletin replaces, and what replaced it or is being written to do so. */
export function References(props: { content: Bulletin['content']; followers: readonly Bulletin[] }) {
  const t = useTexts(bulletinPageTexts);
  const { content, followers } = props;
  if (content.references.length + followers.length === 0) return null;
  return (
    <ul class="references">
      {content.references.map(({ id }) => (
        <li key={id}>
          <span>{content.type === 'cancel' ? t.cancels : t.updates}</span>
          <Referred id={id} />
        </li>
      ))}
      {followers.map((follower) => (
        <li key={follower.content.id}>
          <span>
            {follower.content.type === 'cancel' ? t.cancelledBy : t.updatedBy}
            {!isIssued(follower) && <small> ({t.followUpDraft})</small>}
          </span>
          <BulletinLink content={follower.content} />
        </li>
      ))}
    </ul>
  );
}

/** By its headline, or by its id where this node does not hold it. */
function Referred({ id }: { id: string }) {
  const { data } = useResource<BulletinDetail>(bulletinPath(id));
  return data === undefined ? <a href={`/bulletins/${id}`}>{id}</a> : <BulletinLink content={data.content} />;
}

function BulletinLink({ content: { id, level, headline } }: { content: Bulletin['content'] }) {
  return (
    <a href={`/bulletins/${id}`}>
      <LevelBadge level={level} small /> <Localised text={headline} />
    </a>
  );
}
