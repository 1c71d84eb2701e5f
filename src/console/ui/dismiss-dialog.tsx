import { useState } from 'preact/hooks';
import { JudgeDialog, type Judging } from './judge-dialog.tsx';

/** As long as the node takes it. */
const LONGEST_REASON = 2000;

/** Asks for the reason why something is no sign: a signal or a report is dismissed with one, or not at all. */
export function DismissDialog({ label, ...judging }: Judging & { label: string }) {
  const [reason, setReason] = useState('');
  const said = reason.trim();
  return (
    <JudgeDialog {...judging} body={said === '' ? undefined : { reason: said }}>
      <label>
        {label}
        <textarea
          rows={4}
          required
          maxLength={LONGEST_REASON}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </JudgeDialog>
  );
}
