import { z } from 'zod';
import { CHANNEL_SPANS, type ChannelName } from '../channels/channel.ts';
import { addedBy } from '../channels/corroboration.ts';
import { PACES } from '../channels/pace.ts';
import { scoreMemory, scoreStream } from '../channels/score.ts';
import { scoreBand } from '../channels/score-band.ts';
import {
  type Detector,
  levelOf,
  type Parameters,
  type Step,
  type Thresholds,
  thresholdsOf,
} from './detector.ts';

interface Options {
  readonly channel: ChannelName;
  /** Unless configuration states another one. */
  readonly alarmTime: number;
  /** The thresholds that the step was judged by, and the budget that they follow from. */
  readonly thresholds: z.ZodType<Thresholds>;
}

/**
 * A channel (docs/detection.md) as a detector whose thresholds are frozen: live they follow from the past of a series,
 * step by step (channels/watch.ts), and evidence holds those of the step that was judged. So the score is computed again
 * from the points alone, and the level from the score.
 */
export function channelDetector({ channel, alarmTime, thresholds }: Options): Detector {
  const span = CHANNEL_SPANS[channel];
  return {
    name: channel,
    version: 1,
    channel,
    configured: z.strictObject({ alarmTime: share.default(alarmTime) }),
    parameters: thresholds as unknown as z.ZodType<Parameters>,
    memory: (_, frequency) => scoreMemory(PACES[frequency]),
    stream(parameters, { frequency, kind, harmful, related = [] }) {
      const watched = { pace: frequency, direction: harmful, kind };
      const scores = scoreStream(watched);
      const added = addedBy(related);
      const least = thresholdsOf(parameters);
      const values: number[] = [];
      return {
        band(ordinal) {
          const band = channel === 'alert' ? scoreBand(watched, scores, ordinal, values.at(-1)) : undefined;
          return band && { ...band, edges: (score) => band.edges(score - added) };
        },
        step({ ordinal, value }): Step {
          const own = scores.step(ordinal, value)[channel];
          values.push(value);
          if (values.length > span + 1) values.shift();
          const score = own === null ? 0 : own + added;
          return {
            score,
            level: own === null ? undefined : levelOf(score, least),
            span,
            side: value < values[0]! ? 'below' : 'above',
          };
        },
        details: () => scores.members(),
      };
    },
  };
}

const share = z.number().positive().max(0.5);
const least = z.number().positive().max(1e6);

/** What evidence of either channel holds. */
export const budgetParameters = {
  /** The share of its past that the series may have been in alarm. */
  alarmTime: share,
  /** Alarms a year that all series together leave to this one; absent: nobody set a ceiling. */
  alarmsPerYear: z.number().positive().max(1e6).optional(),
  attention: least,
  caution: least,
};

export const alertParameters = { ...budgetParameters, alert: least, serious: least };
