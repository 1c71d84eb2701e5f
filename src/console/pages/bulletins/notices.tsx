import type { BulletinDetail, Verification } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { References } from './references.tsx';
import { shownState } from './state.ts';
import { useFollowers } from './use-followers.ts';
import { useNodes } from './use-nodes.ts';
import { outcomeOf } from './use-verification.ts';

/** What has to be known before a word of it is read: that it does not verify, no longer holds, or is a drill. */
export function Notices(props: { bulletin: BulletinDetail; verification: Verification | undefined }) {
  const t = useTexts(bulletinPageTexts);
  const words = useTexts(bulletinWords);
  const format = useFormat();
  const { self } = useNodes();
  const { bulletin, verification } = props;
  const followers = useFollowers(bulletin);
  const { content } = bulletin;
  const state = shownState(bulletin, self?.clock.business);
  return (
    <>
      {verification !== undefined && outcomeOf(verification) === 'failed' && (
        <div class="failure" role="alert">
          <p>
            <strong>{t.brokenTitle}</strong>
          </p>
          <p>{t.broken}</p>
        </div>
      )}
      {bulletin.from === 'peer' && bulletin.disputedOrigin && (
        <div class="failure" role="alert">
          <p>
            <strong>{words.disputedOrigin}</strong>
          </p>
          <p>{words.disputedNote}</p>
        </div>
      )}
      {content.status !== 'actual' && (
        <p class="notice notice-drill">
          <strong>{words.statusNotes[content.status]}</strong>
        </p>
      )}
      {(state === 'updated' || state === 'cancelled') && <p class="notice">{t.replaced[state]}</p>}
      {state === 'expired' && <p class="notice">{t.expired(format.date(content.expires))}</p>}
      <References content={content} followers={followers} />
    </>
  );
}
