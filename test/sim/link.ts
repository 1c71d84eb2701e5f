import type { Random } from './random.ts';

/** One direction of the way between two nodes. */
export interface Link {
  /** `silent`: what is sent is gone; `refused`: whoever connects is told at once that it cannot. */
  cut: 'no' | 'silent' | 'refused';
  minMs: number;
  maxMs: number;
  /** Shares of messages: lost (and sent again by the transport, later, or not at all), doubled, or sent again much later. */
  loss: number;
  duplicates: number;
  replays: number;
  /** Share of answers that end in the middle. */
  breaks: number;
}

export function goodLink(): Link {
  return { cut: 'no', minMs: 1, maxMs: 40, loss: 0, duplicates: 0, replays: 0, breaks: 0 };
}

/** How long a message is under way; undefined: it never arrives. */
export function passage(link: Link, random: Random): number | undefined {
  if (link.cut !== 'no') return undefined;
  let ms = random.int(link.minMs, link.maxMs);
  while (link.loss > 0 && random.chance(link.loss)) {
    if (random.chance(0.3)) return undefined;
    ms += random.int(200, 1_500);
  }
  return ms;
}
