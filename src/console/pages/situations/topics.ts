import type { Topic } from '../../../domain/topic.ts';

/** What situations are made of: where any of it changes, they may. */
export const SITUATION_TOPICS: Topic[] = ['signals', 'reports', 'bulletins', 'peers', 'clock'];
