import type { Topic } from './domain/topic.ts';
import { delay } from './loops.ts';

export type FeedListener = (topics: readonly Topic[]) => void;

/** What changed in this node, for whoever shows it. In memory only: whoever missed something asks again. */
export interface Feed {
  announce(...topics: Topic[]): void;
  /** Calls `listener` with what was announced, at most ten times a second. Returns what ends that. */
  subscribe(listener: FeedListener): () => void;
}

/** A burst of writes is told once. */
const GATHER_MS = 100;

export function createFeed(): Feed {
  const listeners = new Set<FeedListener>();
  let gathered = new Set<Topic>();

  async function tell(): Promise<void> {
    await delay(GATHER_MS);
    const topics = [...gathered];
    gathered = new Set();
    for (const listener of [...listeners]) listener(topics);
  }

  return {
    announce(...topics) {
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
