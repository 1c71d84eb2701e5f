import type { Source } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { sourceTexts } from '../../i18n/sources.ts';

/** What is done with a source at this moment, and since when it fails. */
export function SourceState({ source: { activity, failingSince } }: { source: Source }) {
  const t = useTexts(sourceTexts);
  const format = useFormat();
  if (activity !== 'idle') return <span class="chip chip-wait">{t.activity[activity]}</span>;
  if (failingSince === undefined) return <span class="soft">{t.activity.idle}</span>;
  const span = format.span((Date.now() - Date.parse(failingSince)) / 1000);
  return <span class="chip chip-drill">{t.failingFor(span)}</span>;
}

/** How the last run ended: what became of the rows, or why it failed. */
export function LastRun({ run }: { run: Source['lastRun'] }) {
  const t = useTexts(sourceTexts);
  const format = useFormat();
  if (run === undefined) return <span class="soft">{t.never}</span>;
  const { outcome, counts, message, code } = run;
  return (
    <>
      {t.outcome[outcome]}
      {counts !== undefined && (
        <p class="soft">
          {t.counts(
            format.number(counts.stored, 9),
            format.number(counts.revised, 9),
            format.number(counts.refused, 9),
          )}
        </p>
      )}
      {message !== undefined && (
        <p class="soft" lang="en">
          {message} <code>{code}</code>
        </p>
      )}
    </>
  );
}
