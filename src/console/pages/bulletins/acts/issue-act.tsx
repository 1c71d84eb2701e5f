import { useState } from 'preact/hooks';
import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { LevelBadge } from '../../../ui/level.tsx';
import { Localised } from '../../../ui/localised.tsx';
import { KindChips, TlpChip } from '../chips.tsx';
import { bulletinPath } from '../state.ts';
import { useNodes } from '../use-nodes.ts';
import { Confirm } from './confirm.tsx';
import { useStep } from './use-step.ts';

/** Signing and sending: asked for once, with what it is and to whom it goes. */
export function IssueAct({ bulletin, changed }: { bulletin: OwnBulletin; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const words = useTexts(bulletinWords);
  const nodes = useNodes();
  const [asking, setAsking] = useState(false);
  const issuing = useStep(changed);
  const { content } = bulletin;
  const issue = async () => {
    if (await issuing.run(() => send('POST', `${bulletinPath(content.id)}/issue`))) setAsking(false);
  };
  const audience = content.audience === '*' ? words.everyone : content.audience.map(nodes.name).join(' · ');
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
          <p>{t.issueText(audience)}</p>
        </Confirm>
      )}
    </>
  );
}
