import type { ApiError } from '../../../api/client.ts';
import type { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { type BulletinForm, codesOf } from './form.ts';
import { fromLocalInput } from './local-time.ts';
import { writtenText } from './text-input.ts';

type Reason = keyof (typeof bulletinEditorTexts)['en']['wrong'];

/** What is wrong with a field: a reason of ours, or a sentence of the node. */
export type Wrong = { readonly reason: Reason } | { readonly sentence: string };

/** By the path of the field, e.g. `items.0.hsCodes`. */
export type Wrongs = Readonly<Record<string, Wrong>>;

const HS_CODE = /^[0-9]{2,10}$/;

/** What can be said without asking the node. The node checks all of it again, and more. */
export function wrongsOf(form: BulletinForm, business: string | undefined): Wrongs {
  const wrongs: Record<string, Wrong> = {};
  const refuse = (path: string, reason: Reason, when: boolean) => {
    if (when) wrongs[path] ??= { reason };
  };
  const onset = fromLocalInput(form.onset);
  const expires = fromLocalInput(form.expires);
  refuse('sector', 'sector', form.sector === undefined);
  refuse('headline', 'languages', writtenText(form.headline) === undefined);
  refuse('text', 'languages', writtenText(form.text) === undefined);
  refuse('items', 'items', form.items.length === 0);
  form.items.forEach(({ name, hsCodes }, index) => {
    refuse(`items.${index}.name`, 'languages', writtenText(name) === undefined);
    refuse(
      `items.${index}.hsCodes`,
      'hsCodes',
      codesOf(hsCodes).some((code) => !HS_CODE.test(code)),
    );
  });
  refuse('audience', 'audience', form.audience.length === 0);
  refuse('expires', 'expires', expires === undefined);
  refuse('expires', 'expired', isBefore(expires, business));
  refuse('onset', 'onset', isBefore(expires, onset) || (onset !== undefined && onset === expires));
  refuse('contact', 'contact', form.contact.trim() === '');
  return wrongs;
}

function isBefore(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && Date.parse(a) < Date.parse(b);
}

/** What the node said of each field; a place deep in one stands at the field that shows it. */
export function wrongsFrom(error: ApiError | undefined): Wrongs {
  const issues = error?.issues ?? [];
  return Object.fromEntries(
    issues.map(({ path, message }) => [
      fieldOf(path.replace(/^body\.(parts\.)?/, '')),
      { sentence: message },
    ]),
  );
}

/** `items.0.hsCodes.1` → `items.0.hsCodes`, `headline.ko` → `headline`, `audience.0` → `audience`. */
function fieldOf(path: string): string {
  const [field = '', index, part] = path.split('.');
  return field === 'items' && part !== undefined ? `${field}.${index}.${part}` : field;
}
