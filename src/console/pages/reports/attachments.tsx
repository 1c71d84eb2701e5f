import { MOST_ATTACHMENTS } from '../../../domain/report.ts';
import type { Report } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';

type Attachments = Report['content']['attachments'];

/** Names, sizes and digests of files, computed here: the bytes do not leave this machine. */
export function AttachmentsField(props: { value: Attachments; onChange: (value: Attachments) => void }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const { value, onChange } = props;
  const add = async (files: FileList | null) => {
    const added = await Promise.all([...(files ?? [])].map(attachmentOf));
    const known = new Set(value.map(({ sha256 }) => sha256));
    onChange([...value, ...added.filter(({ sha256 }) => !known.has(sha256))].slice(0, MOST_ATTACHMENTS));
  };
  return (
    <div class="stack">
      {isSecureContext ? (
        <div>
          <label>
            {t.attachments}
            <input
              type="file"
              multiple
              onChange={(event) => {
                add(event.currentTarget.files);
              }}
            />
          </label>
          <small class="soft">{t.attachHelp}</small>
        </div>
      ) : (
        <p class="soft">{t.attachInsecure}</p>
      )}
      <ul>
        {value.map(({ sha256, name, size }) => (
          <li key={sha256}>
            {name} <span class="soft">{t.bytes(format.number(size, 15))}</span>{' '}
            <button
              type="button"
              class="plain"
              aria-label={t.remove(name)}
              onClick={() => onChange(value.filter((each) => each.sha256 !== sha256))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function attachmentOf(file: File): Promise<Attachments[number]> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { sha256, name: file.name, size: file.size };
}
