import type { Topic } from './domain/topic.ts';
import { delay } from './loops.ts';

export type FeedListener = (topics: readonly Topic[]) => void;

/** What changed in this node, for whoever shows it. In memory only: whoever missed something asks again. */
export interface Feed {
  announce(...topics: Topic[]): void;
  /** Grows with every announcement of a topic, before anything waits for it. */
  generation(topic: Topic): number;
  /** Calls `listener` with what was announced, at most ten times a second. Returns what ends that. */
  subscribe(listener: FeedListener): () => void;
}

/** A burst of writes is told once. */
const GATHER_MS = 100;

export function createFeed(): Feed {
  const listeners = new Set<FeedListener>();
  const generations = new Map<Topic, number>();
  let gathered = new Set<Topic>();

  async function tell(): Promise<void> {
    await delay(GATHER_MS);
    const topics = [...gathered];
    gathered = new Set();
    for (const listener of [...listeners]) listener(topics);
  }

  return {
    generation: (topic) => generations.get(topic) ?? 0,
    announce(...topics) {
      for (const topic of topics) generations.set(topic, (generations.get(topic) ?? 0) + 1);
      if (listeners.size === 0 || topics.length === 0) return;
      if (gathered.size === 0) void tell();
      for (const topic of topics) gathered.add(topic);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
