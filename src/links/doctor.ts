import type { NodeId } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import type { Federation } from '../federation/federation.ts';
import type { Peer } from '../federation/port.ts';
import type { Outgoing } from '../net/outgoing.ts';
import type { Probe } from '../net/probe.ts';
import { adviceFor } from './advice.ts';
import { STEPS } from './doctor-steps.ts';
import { faultOf } from './fault.ts';
import type { Reporter } from './reporter.ts';

/** The way to a peer, in the order in which it is walked. */
export const STEP_NAMES = [
  'name',
  'connect',
  'tls',
  'identity',
  'fingerprint',
  'key',
  'clock',
  'token',
  'pull',
  'verification',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface ExaminedStep {
  readonly step: StepName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  /** What was found, or what is wrong. */
  readonly detail: string;
  /** What to do. */
  readonly advice?: string;
}

export interface Examination {
  readonly peer: NodeId;
  readonly steps: readonly ExaminedStep[];
  readonly passed: boolean;
}

export interface DoctorParts {
  readonly node: NodeId;
  readonly origin: string;
  /** This node's own document and fingerprint: its keys may have expired, too. */
  readonly document: () => string;
  readonly fingerprint: () => string;
  readonly federation: Pick<Federation, 'client' | 'probePage'>;
  readonly reporter: Pick<Reporter, 'exchangeOnce'>;
  readonly outgoing: Pick<Outgoing, 'fetchText'>;
  readonly probe: Probe;
  readonly wall: Clock;
  readonly steady: Clock;
}

/** Walks the way to a peer and says at which step it ends, and what to do. */
export interface Doctor {
  examine(peer: Peer): Promise<Examination>;
}

export function createDoctor(parts: DoctorParts): Doctor {
  return {
    async examine(peer) {
      const visit = { peer, parts };
      const steps: ExaminedStep[] = [];
      let ended: StepName | undefined;
      for (const { name, run, endsHere } of STEPS) {
        if (ended !== undefined) {
          steps.push({ step: name, outcome: 'skipped', ms: 0, detail: `${ended} failed` });
          continue;
        }
        const begun = parts.steady.now();
        const ms = () => Math.round(parts.steady.now() - begun);
        try {
          const { detail, isSkipped } = await run(visit);
          steps.push({ step: name, outcome: isSkipped ? 'skipped' : 'passed', ms: ms(), detail });
        } catch (error) {
          const fault = faultOf(error);
          const detail = `${fault.detail} [${fault.code}]`;
          steps.push({ step: name, outcome: 'failed', ms: ms(), detail, advice: adviceFor(name, fault) });
          if (endsHere) ended = name;
        }
      }
      return { peer: peer.node, steps, passed: steps.every(({ outcome }) => outcome !== 'failed') };
    },
  };
}
