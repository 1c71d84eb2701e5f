import { useState } from 'preact/hooks';
import { send } from '../../../api/client.ts';
import { useAccount, useMay } from '../../../api/session.ts';
import type { Acknowledgement, BulletinDetail } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { bulletinPath } from '../state.ts';
import { useNodes } from '../use-nodes.ts';
import { ActError } from './act-error.tsx';
import { useStep } from './use-step.ts';

const ANSWERS = ['read', 'acting', 'disputed'] as const satisfies Acknowledgement['type'][];

/** Telling the issuer that people here read a bulletin, act on it, or dispute it. */
export function AnswerAct(props: {
  bulletin: Extract<BulletinDetail, { from: 'peer' }>;
  changed: () => void;
}) {
  const t = useTexts(bulletinActsTexts);
  const nodes = useNodes();
  const { subject } = useAccount();
  const mayAnswer = useMay('acknowledge');
  const { content, acknowledgements } = props.bulletin;
  const open = ANSWERS.filter(
    (type) => !acknowledgements.some((one) => one.subject === subject && one.type === type),
  );
  if (!mayAnswer) return null;
  return (
    <Panel title={t.answerTitle} class="next">
      {open.length === 0 ? (
        <p>{t.answeredAll}</p>
      ) : (
        <>
          <p>{t.answerLead(nodes.name(content.issuer))}</p>
          <AnswerForm key={open.join()} id={content.id} open={open} changed={props.changed} />
        </>
      )}
    </Panel>
  );
}

function AnswerForm(props: { id: string; open: readonly Acknowledgement['type'][]; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const { id, open, changed } = props;
  const [type, setType] = useState(open[0]);
  const [note, setNote] = useState('');
  const answering = useStep(changed);
  const written = note.trim();
  const answer = (event: Event) => {
    event.preventDefault();
    const body = { type, ...(written === '' ? {} : { note: written }) };
    return answering.run(() => send('POST', `${bulletinPath(id)}/acknowledgements`, body));
  };
  return (
    <form class="form" onSubmit={answer}>
      <fieldset class="options">
        <legend class="hidden">{t.answerTitle}</legend>
        {open.map((each) => (
          <label key={each} class="option">
            <input type="radio" name="answer" checked={each === type} onChange={() => setType(each)} />
            <span>
              <strong>{t.answerKinds[each].name}</strong>
              <small>{t.answerKinds[each].hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <label>
        {t.note}
        <textarea
          rows={3}
          maxLength={4000}
          required={type === 'disputed'}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <ActError action={answering} />
      <p class="actions">
        <button type="submit" class="primary" disabled={answering.busy || type === undefined}>
          {t.answer}
        </button>
      </p>
    </form>
  );
}
