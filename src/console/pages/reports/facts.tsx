import type { ComponentChildren } from 'preact';
import type { ReportDetail } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { TlpChip } from '../bulletins/chips.tsx';
import { ReportStateChip } from './chips.tsx';

type Fact = readonly [name: string, said: ComponentChildren];

/** All that a report says besides its text, where it came from, and what was made of it. */
export function ReportFacts({ report }: { report: ReportDetail }) {
  const facts = [...useTriageFacts(report), ...useContentFacts(report), ...useWayFacts(report)];
  return (
    <dl class="facts">
      {facts.map(([name, said]) =>
        said === undefined || said === ''
          ? null
          : [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{said}</dd>],
      )}
    </dl>
  );
}

function useTriageFacts({ triage, duplicates }: ReportDetail): readonly Fact[] {
  const t = useTexts(reportTexts);
  const format = useFormat();
  return [
    [t.state, <ReportStateChip key="state" state={triage.state} />],
    [t.judged, triage.state === 'new' ? undefined : t.judgedBy(triage.by, format.dateTime(triage.at))],
    [t.reason, triage.state === 'dismissed' ? triage.reason : undefined],
    [t.duplicateOf, triage.state === 'duplicate' ? <ReportLinks ids={[triage.of]} /> : undefined],
    [t.duplicates, duplicates.length === 0 ? undefined : <ReportLinks ids={duplicates} />],
  ];
}

function ReportLinks({ ids }: { ids: readonly string[] }) {
  return (
    <>
      {ids.map((id) => (
        <div key={id}>
          <a href={`/reports/${id}`} translate={false}>
            {id}
          </a>
        </div>
      ))}
    </>
  );
}

function useContentFacts({ content }: ReportDetail): readonly Fact[] {
  const t = useTexts(reportTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const { event, url, attachments } = content;
  const day = (text: string | undefined) => (text === undefined ? undefined : format.day(text));
  return [
    [t.country, format.country(content.country)],
    [t.sector, common.sectors[content.sector]],
    [t.hsCodes, content.hsCodes.join(' ')],
    [t.seenOn, day(content.seenOn)],
    [t.eventType, event && t.eventTypes[event.type]],
    [t.eventStatus, event && t.eventStatuses[event.status]],
    [t.affected, event?.affected.map(format.country).join(', ')],
    [t.announcedOn, day(event?.announcedOn)],
    [t.effectiveOn, day(event?.effectiveOn)],
    [t.suspendedOn, day(event?.suspendedOn)],
    [t.endedOn, day(event?.endedOn)],
    [t.source, `${t.sourceKinds[content.source.kind]}: ${content.source.name}`],
    [
      t.url,
      url && (
        <a key="url" href={url} rel="noreferrer" translate={false}>
          {new URL(url).host}
        </a>
      ),
    ],
    [t.confidence, t.confidences[content.confidence]],
    [t.tlp, <TlpChip key="tlp" tlp={content.tlp} />],
    [
      t.attachments,
      attachments.length === 0
        ? undefined
        : attachments.map(({ name, size, sha256 }) => (
            <div key={sha256} title={`SHA-256 ${sha256}`}>
              {name} <span class="soft">{t.bytes(format.number(size, 15))}</span>
            </div>
          )),
    ],
  ];
}

function useWayFacts({ way, receivedFrom, receivedAt, copies }: ReportDetail): readonly Fact[] {
  const t = useTexts(reportTexts);
  const format = useFormat();
  return [
    [t.way, t.ways[way]],
    [t.receivedFrom, way === 'catalogue' ? undefined : receivedFrom],
    [t.receivedAt, format.dateTime(receivedAt)],
    [t.copies, copies === 0 ? undefined : t.times(copies)],
  ];
}
