import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Sector } from '../../../domain/indicator.ts';
import { EventStatus, EventType } from '../../../domain/policy-event.ts';
import { Confidence, ReportKind, SourceKind } from '../../../domain/report.ts';
import { Tlp } from '../../../domain/tlp.ts';
import { send } from '../../api/client.ts';
import type { Report } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { commonTexts } from '../../i18n/common.ts';
import { LOCALE_NAMES, LOCALES, useLocale, useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AttachmentsField } from './attachments.tsx';
import { DayField, Line, Select } from './fields.tsx';
import { contentOf, type EventInput, emptyForm, type ReportForm as Form } from './form.ts';

interface Editing {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
}

export function ReportForm({ today }: { today: string }) {
  const t = useTexts(reportTexts);
  const { route } = useLocation();
  const locale = useLocale();
  const [form, setForm] = useState(() => emptyForm(locale, today));
  const saving = useAction();
  const set = (change: Partial<Form>) => setForm((now) => ({ ...now, ...change }));
  const submit = (event: Event) => {
    event.preventDefault();
    saving.run(async () => {
      const { outcome, report } = await send<{ outcome: string; report: Report }>(
        'POST',
        '/reports',
        contentOf(form),
      );
      route(`/reports/${report.id}${outcome === 'duplicate' ? '?already' : ''}`, true);
    });
  };
  return (
    <form class="editor" onSubmit={submit}>
      <WhatSection form={form} set={set} />
      {form.kind === 'policy-event' && (
        <EventSection event={form.event} set={(change) => set({ event: { ...form.event, ...change } })} />
      )}
      <SourceSection form={form} set={set} />
      <ActionError action={saving} />
      <div class="save-bar">
        <a class="button" href="/reports">
          {t.cancel}
        </a>
        <button type="submit" class="primary" disabled={saving.busy}>
          {t.save}
        </button>
      </div>
    </form>
  );
}

function WhatSection({ form, set }: Editing) {
  const t = useTexts(reportTexts);
  const common = useTexts(commonTexts);
  return (
    <Panel title={t.text}>
      <div class="form">
        <div class="fields">
          <Select
            label={t.kind}
            value={form.kind}
            options={ReportKind.options}
            text={(each) => t.kinds[each]}
            onChange={(kind) => set({ kind })}
          />
          <Select
            label={t.sector}
            value={form.sector}
            options={Sector.options}
            text={(each) => common.sectors[each]}
            onChange={(sector) => set({ sector })}
          />
          <Line
            label={t.country}
            help={t.countryHelp}
            value={form.country}
            required
            most={2}
            pattern="[A-Za-z]{2}"
            onChange={(country) => set({ country })}
          />
          <Select
            label={t.language}
            value={form.locale}
            options={LOCALES}
            text={(each) => LOCALE_NAMES[each]}
            onChange={(locale) => set({ locale })}
          />
        </div>
        <label>
          {t.text}
          <textarea
            rows={4}
            required
            maxLength={4000}
            lang={form.locale}
            value={form.text}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
        <div class="fields">
          <Line label={t.item} value={form.item} most={300} onChange={(item) => set({ item })} />
          <Line
            label={t.hsCodes}
            help={t.hsHelp}
            value={form.hsCodes}
            most={400}
            onChange={(hsCodes) => set({ hsCodes })}
          />
          <DayField label={t.seenOn} value={form.seenOn} required onChange={(seenOn) => set({ seenOn })} />
        </div>
      </div>
    </Panel>
  );
}

function EventSection({ event, set }: { event: EventInput; set: (change: Partial<EventInput>) => void }) {
  const t = useTexts(reportTexts);
  return (
    <Panel title={t.event}>
      <div class="fields">
        <Select
          label={t.eventType}
          value={event.type}
          options={EventType.options}
          text={(each) => t.eventTypes[each]}
          onChange={(type) => set({ type })}
        />
        <Select
          label={t.eventStatus}
          value={event.status}
          options={EventStatus.options}
          text={(each) => t.eventStatuses[each]}
          onChange={(status) => set({ status })}
        />
        <Line
          label={t.affected}
          help={t.affectedHelp}
          value={event.affected}
          most={200}
          onChange={(affected) => set({ affected })}
        />
        <DayField
          label={t.announcedOn}
          value={event.announcedOn}
          required
          onChange={(announcedOn) => set({ announcedOn })}
        />
        <DayField
          label={t.effectiveOn}
          value={event.effectiveOn}
          onChange={(effectiveOn) => set({ effectiveOn })}
        />
        <DayField
          label={t.suspendedOn}
          value={event.suspendedOn}
          onChange={(suspendedOn) => set({ suspendedOn })}
        />
        <DayField label={t.endedOn} value={event.endedOn} onChange={(endedOn) => set({ endedOn })} />
      </div>
    </Panel>
  );
}

function SourceSection({ form, set }: Editing) {
  const t = useTexts(reportTexts);
  return (
    <Panel title={t.source}>
      <div class="form">
        <div class="fields">
          <Select
            label={t.sourceKind}
            value={form.sourceKind}
            options={SourceKind.options}
            text={(each) => t.sourceKinds[each]}
            onChange={(sourceKind) => set({ sourceKind })}
          />
          <Line
            label={t.sourceName}
            value={form.sourceName}
            required
            most={300}
            onChange={(sourceName) => set({ sourceName })}
          />
          <Select
            label={t.confidence}
            value={form.confidence}
            options={Confidence.options}
            text={(each) => t.confidences[each]}
            onChange={(confidence) => set({ confidence })}
          />
          <Select
            label={t.tlp}
            value={form.tlp}
            options={Tlp.options}
            text={(each) => `TLP:${each}`}
            onChange={(tlp) => set({ tlp })}
          />
          <Line label={t.url} value={form.url} most={1000} onChange={(url) => set({ url })} />
        </div>
        <AttachmentsField value={form.attachments} onChange={(attachments) => set({ attachments })} />
      </div>
    </Panel>
  );
}
