import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Action } from '../../../api/use-action.ts';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { commonTexts } from '../../../i18n/common.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { ActError } from '../acts/act-error.tsx';
import { useNodes } from '../use-nodes.ts';
import { wrongsFrom, wrongsOf } from './check.ts';
import { EvidenceSection } from './evidence-section.tsx';
import type { BulletinForm } from './form.ts';
import { ItemsSection } from './items-section.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { SharingSection } from './sharing-section.tsx';
import { TimesSection } from './times-section.tsx';
import { useLeaveGuard } from './use-leave-guard.ts';
import { WarningSection } from './warning-section.tsx';
import { IpefSection, WordsSection } from './words-sections.tsx';

/** All fields of a bulletin, what is wrong with them, and the bar that saves. */
export function EditorForm(props: {
  form: BulletinForm;
  set: (change: Partial<BulletinForm>) => void;
  unsaved: boolean;
  saving: Action;
  onSave: () => void;
  /** Where to go without saving. */
  back: string;
  /** What has to be settled first: then nothing can be saved. */
  blocked?: ComponentChildren;
}) {
  const { form, set, unsaved, saving, onSave, back, blocked } = props;
  const { self } = useNodes();
  const [tried, setTried] = useState(false);
  const guard = useLeaveGuard(unsaved && !saving.busy);
  const ours = wrongsOf(form, self?.clock.business);
  const wrongs = { ...wrongsFrom(saving.error), ...(tried ? ours : {}) };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(ours).length === 0) onSave();
    else focusFirstWrong();
  };
  const parts = { form, set, wrongs };
  return (
    <form class="editor" noValidate onSubmit={submit}>
      {blocked}
      <WarningSection {...parts} />
      <WordsSection {...parts} />
      <ItemsSection {...parts} />
      <div class="halves">
        <SharingSection {...parts} />
        <div class="stack">
          <TimesSection {...parts} />
          <EvidenceSection evidence={form.evidence} />
        </div>
      </div>
      <IpefSection {...parts} />
      <ActError action={saving} />
      <SaveBar
        wrong={Object.keys(wrongs).length}
        unsaved={unsaved}
        disabled={saving.busy || (blocked !== undefined && blocked !== false)}
        back={back}
      />
      {guard.asks && <LeaveDialog leave={guard.leave} stay={guard.stay} />}
    </form>
  );
}

function SaveBar(props: { wrong: number; unsaved: boolean; disabled: boolean; back: string }) {
  const t = useTexts(bulletinEditorTexts);
  const common = useTexts(commonTexts);
  return (
    <div class="save-bar">
      <span role="status" class={props.wrong > 0 ? 'wrong' : 'soft'}>
        {props.wrong > 0 ? t.checkFields(props.wrong) : props.unsaved ? t.unsaved : t.saved}
      </span>
      <a class="button" href={props.back}>
        {common.cancel}
      </a>
      <button type="submit" class="primary" disabled={props.disabled}>
        {t.save}
      </button>
    </div>
  );
}

/** Once the fields that are wrong are marked as such. */
function focusFirstWrong(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('.editor [aria-invalid], .editor .wrong')?.focus(),
    ),
  );
}
