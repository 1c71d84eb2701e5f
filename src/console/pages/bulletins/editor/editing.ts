import type { Wrongs } from './check.ts';
import type { BulletinForm } from './form.ts';

/** What every part of the editor works with. */
export interface Editing {
  readonly form: BulletinForm;
  readonly set: (change: Partial<BulletinForm>) => void;
  readonly wrongs: Wrongs;
}
