import { type BulletinForm, emptyItem } from './form.ts';
import { toLocalInput } from './local-time.ts';
import { emptyTexts } from './text-input.ts';

const DAY_MS = 86_400_000;
/** For how long a bulletin holds unless its analyst says otherwise: that of level caution. */
const HOLDS_DAYS = 60;

/** An empty bulletin, for the peers only until its analyst opens it further. */
export function newForm(
  business: string,
  peers: readonly string[],
  contact: string | undefined,
): BulletinForm {
  return {
    status: 'actual',
    level: 'caution',
    urgency: 'expected',
    certainty: 'likely',
    sector: undefined,
    items: [emptyItem],
    headline: emptyTexts,
    text: emptyTexts,
    cause: emptyTexts,
    impact: emptyTexts,
    duration: emptyTexts,
    measures: emptyTexts,
    assistance: emptyTexts,
    onset: '',
    expires: toLocalInput(new Date(Date.parse(business) + HOLDS_DAYS * DAY_MS).toISOString()),
    tlp: 'AMBER',
    audience: [...peers],
    evidence: [],
    contact: contact ?? '',
  };
}
