import { requiredApprovals } from '../../../../domain/level.ts';
import { useAccount, useMay } from '../../../api/session.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { ApproveAct } from './approve-act.tsx';
import { IssueAct } from './issue-act.tsx';
import { ReturnAct } from './return-act.tsx';

type InReview = Extract<OwnBulletin['life'], { state: 'in-review' }>;

/** A bulletin in review: others than its submitter approve it, then it is issued; or it goes back. */
export function ReviewActs(props: {
  bulletin: OwnBulletin;
  life: InReview;
  read: string | undefined;
  setRead: (digest: string) => void;
  changed: () => void;
}) {
  const t = useTexts(bulletinActsTexts);
  const { subject } = useAccount();
  const mayApprove = useMay('approve');
  const mayIssue = useMay('issue');
  const mayDraft = useMay('draft');
  const { bulletin, life, read, setRead, changed } = props;
  const { id, level } = bulletin.content;
  const required = requiredApprovals(level);
  const missing = Math.max(0, required - life.approvals.length);
  const submitted = life.submission.subject === subject;
  const approved = life.approvals.some((approval) => approval.subject === subject);
  return (
    <Panel title={t.next} class="next">
      {submitted && <p>{t.youSubmitted}</p>}
      {approved && <p>{t.youApproved}</p>}
      {missing > 0 && <p>{t.waitsFor(missing)}</p>}
      {missing === 0 && <p>{mayIssue ? t.issueLead(life.approvals.length, required) : t.waitsForIssue}</p>}
      <div class="acts">
        {missing === 0 && mayIssue && <IssueAct bulletin={bulletin} changed={changed} />}
        {mayApprove && !submitted && !approved && (
          <ApproveAct {...{ bulletin, read, setRead, changed }} first={missing > 0} />
        )}
        <p class="actions">
          {mayApprove && <ReturnAct id={id} changed={changed} />}
          {mayDraft && (
            <a class="button" href={`/bulletins/${id}/edit`}>
              {t.edit}
            </a>
          )}
        </p>
        {mayDraft && <p class="soft">{t.editReview}</p>}
      </div>
    </Panel>
  );
}
