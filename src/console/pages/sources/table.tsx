import { useMay } from '../../api/session.ts';
import type { Source } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { sourceTexts } from '../../i18n/sources.ts';
import { Since } from '../../ui/since.tsx';
import { FetchNow } from './fetch-now.tsx';
import { LastRun, SourceState } from './run.tsx';

/** Each source with its schedule and its last run; what fails stands out. */
export function SourceTable({ sources, changed }: { sources: readonly Source[]; changed: () => void }) {
  const t = useTexts(sourceTexts);
  const format = useFormat();
  const mayFetch = useMay('catalogue');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled sideways has to be reached by keys
    <section class="scroll" tabIndex={0} aria-label={t.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.schedule}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.last}</th>
            <th scope="col">{t.run}</th>
            <th scope="col">{t.next}</th>
            {mayFetch && <th scope="col">{t.act}</th>}
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.name} data-source={source.name}>
              <th scope="row">
                <code translate={false}>{source.name}</code>
              </th>
              <td class="nowrap" translate={false}>
                {source.schedule}
              </td>
              <td>
                <SourceState source={source} />
              </td>
              <td class="nowrap">
                {source.lastSuccessAt === undefined ? t.never : <Since at={source.lastSuccessAt} />}
              </td>
              <td>
                <LastRun run={source.lastRun} />
              </td>
              <td class="nowrap">
                {source.nextAt === undefined ? (
                  t.whenAsked
                ) : (
                  <time dateTime={source.nextAt}>{format.dateTime(source.nextAt)}</time>
                )}
              </td>
              {mayFetch && (
                <td>
                  <FetchNow source={source} changed={changed} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
