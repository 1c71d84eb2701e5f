import type { Bulletin } from '../../api/types.ts';

type State = Extract<Bulletin, { from: 'own' }>['life']['state'];

export type ShownState = State | 'expired' | 'done';

export function stateOf(bulletin: Bulletin): State {
  return bulletin.from === 'own' ? bulletin.life.state : bulletin.state;
}

/** What nothing replaced is in force until it expires; a cancellation has done what it is for once it is issued. */
export function shownState(bulletin: Bulletin, business: string | undefined): ShownState {
  const state = stateOf(bulletin);
  if (state !== 'issued') return state;
  if (bulletin.content.type === 'cancel') return 'done';
  if (business === undefined) return state;
  return Date.parse(bulletin.content.expires) <= Date.parse(business) ? 'expired' : state;
}

/** When it was sent; undefined before. */
export function sentAt(bulletin: Bulletin): string | undefined {
  if (bulletin.from === 'peer') return bulletin.sent;
  return 'issued' in bulletin.life ? bulletin.life.issued.sent : undefined;
}

/** `/bulletins/<encoded id>`, as the API wants it: the id has slashes. */
export function bulletinPath(id: string): string {
  return `/bulletins/${encodeURIComponent(id)}`;
}

/** Whether it went out, whatever became of it after that. */
export function isIssued(bulletin: Bulletin): boolean {
  return sentAt(bulletin) !== undefined;
}
