import { reportDay } from '../../../domain/report.ts';
import type { Report } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { Localised } from '../../ui/localised.tsx';
import { TlpChip } from '../bulletins/chips.tsx';
import { ReportKindChip } from './chips.tsx';

/** One report of a list: of what kind, what it says, of whom, where and when. `mark`: what it has to do with the list. */
export function ReportRow({ report, mark }: { report: Report; mark?: string }) {
  const t = useTexts(reportTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const { content, triage } = report;
  const day = reportDay(content);
  return (
    <li class="signal" data-report={report.id}>
      <span class="signal-level">
        <ReportKindChip content={content} />
        <TlpChip tlp={content.tlp} />
      </span>
      <div class="signal-said">
        <a href={`/reports/${report.id}`} data-row>
          <Localised text={content.text} />
        </a>
        <p class="soft signal-where">
          {mark !== undefined && <strong>{mark}</strong>}
          <span>{format.country(content.country)}</span>
          <span>{common.sectors[content.sector]}</span>
          {content.item !== undefined && <Localised text={content.item} />}
          {content.hsCodes.length > 0 && <code translate={false}>{content.hsCodes.join(' ')}</code>}
          <time dateTime={day}>{format.day(day)}</time>
          <span>
            {t.sourceKinds[content.source.kind]}: {content.source.name}
          </span>
          <span>
            {t.confidence}: {t.confidences[content.confidence]}
          </span>
        </p>
        {triage.state === 'dismissed' && (
          <p class="soft">
            {t.reason}: {triage.reason}
          </p>
        )}
      </div>
    </li>
  );
}
