import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';

/** What somebody did, when, and for which content exactly. */
export function ReleaseStep(props: {
  what: string;
  at: string;
  name?: string;
  subject?: string;
  digest?: string;
  note?: string;
}) {
  const t = useTexts(bulletinPageTexts);
  const format = useFormat();
  const { what, at, name, subject, digest, note } = props;
  return (
    <li>
      <p>
        <strong>{what}</strong> {name !== undefined && <span>{t.by(name)}</span>}
      </p>
      <p class="soft">
        <time dateTime={at}>{format.dateTime(at)}</time>
        {note !== undefined && ` · ${note}`}
      </p>
      {(subject !== undefined || digest !== undefined) && (
        <p class="soft marks">
          {subject !== undefined && (
            <span title={subject}>
              {t.pseudonym} <code>{shortened(subject)}</code>
            </span>
          )}
          {digest !== undefined && (
            <span title={digest}>
              {t.contentDigest} <code>{shortened(digest)}</code>
            </span>
          )}
        </p>
      )}
    </li>
  );
}

/** Enough to compare two of them by eye; the whole of it is the title. */
function shortened(text: string): string {
  return `${text.slice(0, 8)}…`;
}
