import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { useTexts } from '../../../i18n/locale.ts';
import type { Wrong } from './check.ts';

/** What is wrong with a field, where its control refers to it by id. */
export function WrongText({ id, wrong }: { id: string; wrong: Wrong | undefined }) {
  const t = useTexts(bulletinEditorTexts);
  if (wrong === undefined) return null;
  return (
    <small class="wrong" id={id} lang={'reason' in wrong ? undefined : 'en'}>
      {'reason' in wrong ? t.wrong[wrong.reason] : wrong.sentence}
    </small>
  );
}

/** What ties a control to what is wrong with it. */
export function wrongProps(id: string, wrong: Wrong | undefined) {
  return wrong === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': id };
}
