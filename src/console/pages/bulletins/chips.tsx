import type { Bulletin } from '../../api/types.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { useTexts } from '../../i18n/locale.ts';
import { type ShownState, shownState } from './state.ts';

type Content = Bulletin['content'];

const LOOKS: Record<ShownState, string> = {
  draft: 'chip-quiet',
  'in-review': 'chip-wait',
  issued: 'chip-force',
  expired: 'chip-quiet',
  done: 'chip-quiet',
  updated: 'chip-quiet',
  cancelled: 'chip-quiet',
  withdrawn: 'chip-quiet',
};

/** Where a bulletin is in its life; one in force whose time has passed is shown as expired. */
export function StateChip({ bulletin, business }: { bulletin: Bulletin; business: string | undefined }) {
  const t = useTexts(bulletinWords);
  const state = shownState(bulletin, business);
  return <span class={`chip ${LOOKS[state]}`}>{t.states[state]}</span>;
}

/** A handling mark in FIRST's own colours, on black as FIRST asks for. */
export function TlpChip({ tlp }: { tlp: Content['tlp'] }) {
  const t = useTexts(bulletinWords);
  return (
    <span class={`tlp tlp-${tlp.toLowerCase().replace('+strict', '')}`} title={t.tlp[tlp]} translate={false}>
      TLP:{tlp}
    </span>
  );
}

/** How many nodes confirmed the log with the bulletin in it; nothing before it is issued, and where nobody may. */
export function WitnessChip({ bulletin: { witness } }: { bulletin: Pick<Bulletin, 'witness'> }) {
  const t = useTexts(bulletinWords);
  if (witness === undefined || witness.of === 0) return null;
  const { witnesses, of, witnessed } = witness;
  return (
    <span class={`chip ${witnessed ? 'chip-force' : 'chip-quiet'}`} title={t.witnessNote}>
      {witnessed ? t.witnessed(witnesses, of) : t.witnesses(witnesses, of)}
    </span>
  );
}

/** Nothing unless its log was forked before it came. */
export function DisputedChip({ bulletin }: { bulletin: Bulletin }) {
  const t = useTexts(bulletinWords);
  if (bulletin.from !== 'peer' || !bulletin.disputedOrigin) return null;
  return (
    <span class="chip chip-wait" title={t.disputedNote}>
      {t.disputedOrigin}
    </span>
  );
}

/** Nothing for a first warning of a real event; else what it is, so that no exercise is taken for real. */
export function KindChips({ content: { type, status } }: { content: Pick<Content, 'type' | 'status'> }) {
  const t = useTexts(bulletinWords);
  return (
    <>
      {status !== 'actual' && <span class="chip chip-drill">{t.statuses[status]}</span>}
      {type !== 'issue' && <span class="chip chip-kind">{t.types[type]}</span>}
    </>
  );
}
