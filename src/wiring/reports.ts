import type { SignalChange } from '../detect/assess.ts';
import { asEwsError, type EwsError } from '../domain/errors.ts';
import type { Fault } from '../domain/link.ts';
import type { Events } from '../events/events.ts';

/** Without its writer a node can promise nothing: whoever supervises it starts it again. */
export function endProcess(events: Events, { code, message }: EwsError): void {
  events.storeFailed({ what: 'writer', code, message });
  process.exit(1);
}

export function reportSignal(events: Events, { change, signal }: SignalChange): void {
  const { id, series, detector, level } = signal;
  if (change === 'closed') events.signalClosed({ id, series, detector });
  else events.signalRaised({ id, series, detector, level });
}

export function faultFields(fault: Fault | undefined): { class?: string; code?: string; side?: string } {
  if (fault === undefined) return {};
  const { class: kind, code, side } = fault;
  return { class: kind, code, side };
}

export function reportLoop(events: Events, loop: string, error: unknown): void {
  const { code, message } = asEwsError(error);
  events.loopFailed({ loop, code, message });
}
