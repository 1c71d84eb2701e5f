import type { BulletinDraftInput } from '../../../../domain/bulletin.ts';
import { IPEF_FIELDS } from '../ipef-fields.ts';
import { fromLocalInput, toLocalInput } from './local-time.ts';
import { emptyTexts, type TextsInput, textsOf, writtenText } from './text-input.ts';

type Input = BulletinDraftInput;

export interface ItemInput {
  readonly name: TextsInput;
  /** As it is typed: `2804, 310210`. */
  readonly hsCodes: string;
}

/** A bulletin while it is written: every field as its control holds it. */
export interface BulletinForm
  extends Pick<
    Input,
    'status' | 'level' | 'urgency' | 'certainty' | 'tlp' | 'audience' | 'contact' | 'evidence'
  > {
  readonly sector: Input['sector'] | undefined;
  readonly items: readonly ItemInput[];
  readonly headline: TextsInput;
  readonly text: TextsInput;
  readonly cause: TextsInput;
  readonly impact: TextsInput;
  readonly duration: TextsInput;
  readonly measures: TextsInput;
  readonly assistance: TextsInput;
  readonly onset: string;
  readonly expires: string;
}

export type FormField = keyof BulletinForm;

export const emptyItem: ItemInput = { name: emptyTexts, hsCodes: '' };

export function formOf(content: Input): BulletinForm {
  const { status, level, urgency, certainty, tlp, audience, contact, evidence, sector } = content;
  return {
    ...{ status, level, urgency, certainty, tlp, audience, contact, evidence, sector },
    items: content.items.map(({ name, hsCodes }) => ({ name: textsOf(name), hsCodes: hsCodes.join(', ') })),
    headline: textsOf(content.headline),
    text: textsOf(content.text),
    cause: textsOf(content.cause),
    impact: textsOf(content.impact),
    duration: textsOf(content.duration),
    measures: textsOf(content.measures),
    assistance: textsOf(content.assistance),
    onset: toLocalInput(content.onset),
    expires: toLocalInput(content.expires),
  };
}

/** The fields that differ between two forms. */
export function changedFields(before: BulletinForm, after: BulletinForm): FormField[] {
  return (Object.keys(after) as FormField[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

/** What the API takes for some fields; `null`: a field that may be absent is emptied. */
export function partsOf(form: BulletinForm, fields: readonly FormField[]): Record<string, unknown> {
  const { items, headline, text, onset, expires, ...plain } = form;
  const all: Record<FormField, unknown> = {
    ...plain,
    ...Object.fromEntries(IPEF_FIELDS.map((field) => [field, writtenText(form[field]) ?? null])),
    items: items.map(({ name, hsCodes }) => ({ name: writtenText(name), hsCodes: codesOf(hsCodes) })),
    headline: writtenText(headline),
    text: writtenText(text),
    onset: fromLocalInput(onset) ?? null,
    expires: fromLocalInput(expires),
  };
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

/** The whole of a new bulletin: what is empty is left out. */
export function inputOf(form: BulletinForm): Record<string, unknown> {
  const parts = partsOf(form, Object.keys(form) as FormField[]);
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
}

export function codesOf(typed: string): string[] {
  return typed.split(/[\s,、،]+/).filter((code) => code !== '');
}
