import { useState } from 'preact/hooks';
import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { LevelBadge } from '../../../ui/level.tsx';
import { Localised } from '../../../ui/localised.tsx';
import { useAudience } from '../audience-text.tsx';
import { KindChips, TlpChip } from '../chips.tsx';
import { bulletinPath } from '../state.ts';
import { Confirm } from './confirm.tsx';
import { useStep } from './use-step.ts';

/** Signing and sending: asked for once, with what it is and to whom it goes. */
export function IssueAct({ bulletin, changed }: { bulletin: OwnBulletin; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const audienceOf = useAudience();
  const [asking, setAsking] = useState(false);
  const issuing = useStep(changed);
  const { content } = bulletin;
  const issue = async () => {
    if (await issuing.run(() => send('POST', `${bulletinPath(content.id)}/issue`))) setAsking(false);
  };
  return (
    <>
      <p>
        <button type="button" class="primary" onClick={() => setAsking(true)}>
          {t.issue}
        </button>
      </p>
      {asking && (
        <Confirm
          title={t.issueTitle[content.type]}
          confirm={t.issue}
          action={issuing}
          onConfirm={issue}
          onClose={() => setAsking(false)}
        >
          <div class="issue-what">
            <p class="head-line">
              <LevelBadge level={content.level} /> <TlpChip tlp={content.tlp} />{' '}
              <KindChips content={content} />
            </p>
            <Localised text={content.headline} as="strong" />
          </div>
          <p>{t.issueText(audienceOf(content.audience))}</p>
        </Confirm>
      )}
    </>
  );
}
