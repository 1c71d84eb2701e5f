import type { DestinationStream, Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Level } from '../domain/level.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { EventFields, EventName } from './facts.ts';
import { createGauges, measureProcess, type NodeState } from './gauges.ts';
import { createLogger, type LogLevel } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { RULES, type Rule } from './rules.ts';

/** One function for each event: it writes a log line and counts; it never throws. */
export type Events = { readonly [Name in EventName]: (fields: EventFields[Name]) => void } & {
  /** For libraries that write lines of their own. */
  readonly logger: Logger;
  /** What `/metrics` shows. */
  readonly registry: Registry;
  /** Sets the metrics that are a state, which only whoever reads them needs to know. */
  readonly observe: (state: NodeState) => void;
};

/** Makes the logger and the metrics of one node. `destination`: standard output unless given. */
export function createEvents(options: {
  readonly level: LogLevel;
  readonly node: NodeId;
  readonly destination?: DestinationStream;
  /** Whether metrics of the process are among those of the node. */
  readonly process?: boolean;
}): Events {
  const logger = createLogger(options);
  const registry = new Registry();
  const metrics = createMetrics(registry);
  const setGauges = createGauges(registry);
  const observe = (state: NodeState) => attempt(() => setGauges(state));
  if (options.process === true) measureProcess(registry);
  const functions = Object.keys(RULES).map((name) => [
    name,
    eventFunction(name as EventName, logger, metrics),
  ]);
  return Object.freeze({ ...Object.fromEntries(functions), logger, registry, observe });
}

/** One event's function. A full disk or an odd value must not stop what the event only tells of. */
function eventFunction<Name extends EventName>(name: Name, logger: Logger, metrics: Metrics) {
  const [level, text, measure] = RULES[name] as Rule<Name>;
  return (fields: EventFields[Name]): void => {
    attempt(() => logger[level]({ event: name, ...lineFields(fields as { level?: Level }) }, text));
    attempt(() => measure?.(metrics, fields));
  };
}

/** `level` is the log's own word in a line. */
function lineFields(fields: { readonly level?: Level }): object {
  const { level: alertLevel, ...others } = fields;
  return alertLevel === undefined ? others : { alertLevel, ...others };
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // There is nowhere left to report it.
  }
}
