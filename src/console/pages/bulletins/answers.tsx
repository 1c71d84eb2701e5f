import type { Acknowledgement } from '../../api/types.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';

const LOOKS: Record<Acknowledgement['type'], string> = {
  read: 'chip-quiet',
  acting: 'chip-force',
  disputed: 'chip-drill',
};

/** What people say of a bulletin, in order of time. */
export function Answers({ answers }: { answers: readonly Acknowledgement[] }) {
  const words = useTexts(bulletinWords);
  const format = useFormat();
  return (
    <ul class="answers">
      {answers.map(({ type, subject, time, note }) => (
        <li key={`${type} ${subject}`}>
          <span class={`chip ${LOOKS[type]}`}>{words.acknowledgements[type]}</span>{' '}
          <time class="soft" dateTime={time} title={format.dateTime(time)}>
            {format.date(time)}
          </time>
          {note !== undefined && <q>{note}</q>}
        </li>
      ))}
    </ul>
  );
}
