import { z } from 'zod';
import { Report, ReportId } from '../../domain/report.ts';
import { Signal } from '../../domain/signal.ts';

/** A report, and those that were judged to say the same. */
export const ReportDetail = Report.extend({ duplicates: z.array(ReportId) });

export const Received = z.object({
  outcome: z
    .enum(['stored', 'duplicate'])
    .describe('duplicate: the very same came from this source before; it is counted with that one'),
  report: Report.describe('The one that is kept'),
});

const matchedBy = z.enum(['hs-code', 'sector']).describe('Goods in common, or the sector alone');

/** A measured signal beside a report. */
export const SignalBeside = z.object({ matchedBy, signal: Signal.omit({ evidence: true }) });

/** A report beside a measured signal. */
export const ReportBeside = z.object({ matchedBy, report: Report });

const count = z.number().int().min(0);

export const ReportCounts = z.object({
  new: count,
  accepted: count,
  dismissed: count,
  duplicate: count,
});
