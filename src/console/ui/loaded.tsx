import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client.ts';
import type { Resource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** What a resource has to show: a placeholder, its data, or why there is none, with a way to try again. */
export function Loaded<T>(props: {
  resource: Resource<T>;
  isEmpty?: (data: T) => boolean;
  empty?: ComponentChildren;
  rows?: number;
  children: (data: T) => ComponentChildren;
}) {
  const t = useTexts(commonTexts);
  const { data, error, loading, reload } = props.resource;
  if (data === undefined && error !== undefined) return <Failure error={error} retry={reload} />;
  if (data === undefined) return loading ? <Placeholder rows={props.rows ?? 3} /> : null;
  return (
    <>
      {error !== undefined && <Failure error={error} retry={reload} />}
      {props.isEmpty?.(data) ? <div class="empty">{props.empty ?? t.empty}</div> : props.children(data)}
    </>
  );
}

export function Failure({ error, retry }: { error: ApiError; retry: () => void }) {
  const t = useTexts(commonTexts);
  return (
    <div class="failure" role="alert">
      <p>{error.code === 'unreachable' ? t.unreachable : t.failed}</p>
      {error.code !== 'unreachable' && (
        <p class="detail" lang="en">
          {error.message} <code>{error.code}</code>
        </p>
      )}
      <button type="button" onClick={retry}>
        {t.retry}
      </button>
    </div>
  );
}

function Placeholder({ rows }: { rows: number }) {
  const t = useTexts(commonTexts);
  return (
    <div class="placeholder" role="status">
      <span class="hidden">{t.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <i key={row} />
      ))}
    </div>
  );
}
