import { useEffect, useState } from 'preact/hooks';
import { commonTexts } from '../i18n/common.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';

/** How long ago something was, counted on while it is looked at. */
export function Since({ at, span = false }: { at: string; span?: boolean }) {
  const t = useTexts(commonTexts);
  const format = useFormat();
  const now = useNow(1_000);
  const text = format.span((now - Date.parse(at)) / 1000);
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {span ? text : t.ago(text)}
    </time>
  );
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
