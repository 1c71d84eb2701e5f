import type { Signal } from '../../api/types.ts';
import { EvidenceChart } from '../../charts/evidence-chart.tsx';
import { PointsTable } from '../../charts/points-table.tsx';
import { useAssessment } from '../../charts/use-assessment.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { Panel } from '../../ui/panel.tsx';
import { Parameters } from './parameters.tsx';
import { Verdict } from './verdict.tsx';

/** What the detector saw, whether it still says the same of it, and with which parameters it looked. */
export function EvidencePanel({ evidence }: Pick<Signal, 'evidence'>) {
  const t = useTexts(signalTexts);
  const { assessment, failed } = useAssessment(evidence);
  const { window, frequency, unit } = evidence;
  const points = window.periods.map((period, index) => ({
    period,
    knownAt: window.knownAt[index] ?? '',
    ...(window.values[index] === undefined ? {} : { value: window.values[index] }),
  }));
  return (
    <Panel title={t.evidence}>
      <p class="soft panel-lead">{t.evidenceLead}</p>
      <EvidenceChart evidence={evidence} band={assessment?.band} />
      {!failed && <Verdict assessment={assessment} evidence={evidence} />}
      <PointsTable points={points} frequency={frequency} unit={unit} summary={t.points(points.length)} />
      <Parameters evidence={evidence} />
    </Panel>
  );
}
