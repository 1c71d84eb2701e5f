import { useId } from 'preact/hooks';
import { isOpenMarking, Tlp } from '../../../../domain/tlp.ts';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { TlpChip } from '../chips.tsx';
import { useNodes } from '../use-nodes.ts';
import type { Editing } from './editing.ts';
import { WrongText } from './wrong-text.tsx';

/** Marking and audience, which belong together: what may go to everyone is marked so. */
export function SharingSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const words = useTexts(bulletinWords);
  const { peers } = useNodes();
  const all = peers.map(({ node }) => node);
  const mark = (tlp: Tlp) =>
    set(isOpenMarking(tlp) || form.audience !== '*' ? { tlp } : { tlp, audience: all });
  return (
    <Panel title={t.sections.sharing}>
      <div class="form">
        <fieldset class="options">
          <legend>{words.fields.tlp}</legend>
          {Tlp.options.map((tlp) => (
            <label key={tlp} class="option">
              <input type="radio" name="tlp" checked={form.tlp === tlp} onChange={() => mark(tlp)} />
              <span>
                <TlpChip tlp={tlp} />
                <small>{words.tlp[tlp]}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <AudienceFields {...{ form, set, wrongs }} all={all} />
      </div>
    </Panel>
  );
}

function AudienceFields({ form, set, wrongs, all }: Editing & { all: readonly string[] }) {
  const t = useTexts(bulletinEditorTexts);
  const words = useTexts(bulletinWords);
  const nodes = useNodes();
  const id = useId();
  const { audience } = form;
  const named = audience === '*' ? [] : audience;
  const open = isOpenMarking(form.tlp);
  // A node that is no peer any more can still be in the audience of an older draft.
  const offered = [...all, ...named.filter((node) => !all.includes(node))];
  const toggle = (node: string) =>
    set({ audience: named.includes(node) ? named.filter((each) => each !== node) : [...named, node] });
  return (
    <fieldset class="options">
      <legend>{words.fields.audience}</legend>
      <label class="option">
        <input
          type="radio"
          name="audience"
          disabled={!open}
          checked={audience === '*'}
          onChange={() => set({ audience: '*' })}
        />
        <span>
          <strong>{t.everyone}</strong>
          {!open && <small>{t.everyoneNeedsOpen}</small>}
        </span>
      </label>
      <label class="option">
        <input
          type="radio"
          name="audience"
          checked={audience !== '*'}
          onChange={() => set({ audience: [...all] })}
        />
        <span>
          <strong>{t.namedOnly}</strong>
        </span>
      </label>
      <div class="named">
        {offered.map((node) => (
          <label key={node} class="inline">
            <input
              type="checkbox"
              disabled={audience === '*'}
              checked={audience === '*' || named.includes(node)}
              onChange={() => toggle(node)}
            />
            {nodes.name(node)} <small translate={false}>{node}</small>
          </label>
        ))}
      </div>
      <WrongText id={id} wrong={wrongs.audience} />
    </fieldset>
  );
}
