import { useState } from 'preact/hooks';
import type { BulletinDetail } from '../../../api/types.ts';
import { AnswerAct } from './answer-act.tsx';
import { DraftActs } from './draft-acts.tsx';
import { FollowUpActs } from './follow-up-acts.tsx';
import { ReviewActs } from './review-acts.tsx';

/** What can be done to a bulletin where it stands, or why nothing can. */
export function Acts({ bulletin, changed }: { bulletin: BulletinDetail; changed: () => void }) {
  // The content that was read here: the page follows the node, so another may be shown before long.
  const [read, setRead] = useState(bulletin.from === 'own' ? bulletin.digest : undefined);
  if (bulletin.from === 'peer') return <AnswerAct bulletin={bulletin} changed={changed} />;
  const { life } = bulletin;
  switch (life.state) {
    case 'draft':
      return <DraftActs bulletin={bulletin} changed={changed} />;
    case 'in-review':
      return <ReviewActs {...{ bulletin, life, read, setRead, changed }} />;
    case 'issued':
      return bulletin.content.type === 'cancel' ? null : <FollowUpActs id={bulletin.content.id} />;
    case 'updated':
    case 'cancelled':
    case 'withdrawn':
      return null;
  }
}
