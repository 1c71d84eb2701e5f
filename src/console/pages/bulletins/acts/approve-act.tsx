import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { bulletinPath } from '../state.ts';
import { ActError } from './act-error.tsx';
import { useStep } from './use-step.ts';

/**
 * Standing for a content. The page follows the node, so the text may change under a reader's eyes: then it has to
 * be read again, since the digest that goes out is that of what is shown.
 */
export function ApproveAct(props: {
  bulletin: OwnBulletin;
  /** The content that was read here. */
  read: string | undefined;
  setRead: (digest: string) => void;
  first: boolean;
  changed: () => void;
}) {
  const t = useTexts(bulletinActsTexts);
  const { bulletin, read, setRead, first, changed } = props;
  const { digest, content } = bulletin;
  const approving = useStep(changed);
  const approve = () => send('POST', `${bulletinPath(content.id)}/approve`, { digest: read });
  if (read !== digest) {
    return (
      <div class="failure" role="alert">
        <p>
          <strong>{t.changedTitle}</strong>
        </p>
        <p>{t.changedText}</p>
        <button type="button" onClick={() => setRead(digest)}>
          {t.changedRead}
        </button>
      </div>
    );
  }
  return (
    <>
      <p class="soft">{t.approveLead}</p>
      <p>
        <button
          type="button"
          class={first ? 'primary' : ''}
          disabled={approving.busy}
          onClick={() => approving.run(approve)}
        >
          {t.approve}
        </button>
      </p>
      <ActError action={approving} />
    </>
  );
}
