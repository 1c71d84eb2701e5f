import type { NodeInfo } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useTexts } from '../i18n/locale.ts';
import { reportTexts } from '../i18n/reports.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { ReportForm } from './reports/report-form.tsx';

/** A report from nothing. Days are those of the node's clock: in a replay nobody sees anything today. */
export function ReportNewPage() {
  const t = useTexts(reportTexts);
  const node = useResource<NodeInfo>('/node');
  return (
    <Page title={t.newTitle} lead={t.newLead}>
      <Loaded resource={node} rows={10}>
        {({ clock }) => <ReportForm today={clock.business.slice(0, 10)} />}
      </Loaded>
    </Page>
  );
}
