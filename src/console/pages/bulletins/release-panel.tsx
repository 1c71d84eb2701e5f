import { requiredApprovals } from '../../../domain/level.ts';
import type { BulletinDetail } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';
import { ReleaseStep } from './release-step.tsx';

/** A person who stood for a content. A peer's people are known by pseudonym only. */
interface Stood {
  readonly subject: string;
  readonly time: string;
  readonly name?: string;
  readonly digest?: string;
}

interface Course {
  readonly submission?: Stood;
  readonly approvals: readonly Stood[];
  readonly issued?: { readonly sent: string; readonly seq: number; readonly log: string };
}

/** Who made a bulletin what it is, in order: drafted, submitted, approved, issued. */
export function ReleasePanel({ bulletin }: { bulletin: BulletinDetail }) {
  const t = useTexts(bulletinPageTexts);
  const { submission, approvals, issued } = courseOf(bulletin);
  const required = requiredApprovals(bulletin.content.level);
  const missing = issued === undefined && submission !== undefined ? required - approvals.length : 0;
  return (
    <Panel
      title={t.release}
      actions={
        submission !== undefined && (
          <span class="chip chip-quiet">{t.approvals(approvals.length, required)}</span>
        )
      }
    >
      <ol class="course">
        {bulletin.from === 'own' && (
          <ReleaseStep what={t.drafted} at={bulletin.createdAt} name={bulletin.createdBy} />
        )}
        {submission !== undefined && <ReleaseStep what={t.submitted} at={submission.time} {...submission} />}
        {approvals.map((approval) => (
          <ReleaseStep key={approval.subject} what={t.approved} at={approval.time} {...approval} />
        ))}
        {missing > 0 && <li class="course-open">{t.toCome(missing)}</li>}
        {issued !== undefined && (
          <ReleaseStep what={t.issued} at={issued.sent} note={t.entry(issued.seq, issued.log)} />
        )}
      </ol>
    </Panel>
  );
}

function courseOf(bulletin: BulletinDetail): Course {
  if (bulletin.from === 'peer') {
    const { release, sent, reference } = bulletin;
    return { approvals: [], ...release, issued: { sent, seq: reference.seq, log: reference.log } };
  }
  const { life } = bulletin;
  switch (life.state) {
    case 'draft':
    case 'withdrawn':
      return { approvals: [] };
    case 'in-review':
      return { submission: life.submission, approvals: life.approvals };
    case 'issued':
    case 'updated':
    case 'cancelled': {
      const { submission, approvals, sent, reference } = life.issued;
      return { submission, approvals, issued: { sent, seq: reference.seq, log: reference.log } };
    }
  }
}
