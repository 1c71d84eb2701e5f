import type { Topic } from '../../domain/topic.ts';
import { get } from './client.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

type Listener = (topics: ReadonlySet<Topic> | 'all') => void;

const listeners = new Set<Listener>();
const stateListeners = new Set<(state: LiveState) => void>();

let source: EventSource | undefined;
let state: LiveState = 'connecting';
let opened = false;
let retry: ReturnType<typeof setTimeout> | undefined;

/** How long to wait where the browser itself gives up, as it does when the node answers with an error. */
const RETRY_MS = 3_000;

/** Listens to the node until `stopLive`. After a break everything is said to have changed. */
export function startLive(): void {
  if (source !== undefined) return;
  source = new EventSource('/api/v1/live');
  source.addEventListener('open', () => {
    setState('live');
    if (opened) tell('all');
    opened = true;
  });
  source.addEventListener('change', (event) => {
    const { topics } = JSON.parse((event as MessageEvent<string>).data) as { topics: Topic[] };
    tell(new Set(topics));
  });
  source.addEventListener('error', () => {
    setState('lost');
    if (source?.readyState !== EventSource.CLOSED) return;
    source = undefined;
    retry = setTimeout(startLive, RETRY_MS);
    // The browser does not say why. If nobody is signed in any more, this finds it out.
    get('/node').catch(() => undefined);
  });
}

export function stopLive(): void {
  clearTimeout(retry);
  source?.close();
  source = undefined;
  opened = false;
  setState('connecting');
}

/** Calls back whenever something of these topics changed. Returns what ends it. */
export function onChange(topics: readonly Topic[], changed: () => void): () => void {
  const listener: Listener = (those) => {
    if (those === 'all' || topics.some((topic) => those.has(topic))) changed();
  };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function onLiveState(told: (state: LiveState) => void): () => void {
  stateListeners.add(told);
  told(state);
  return () => void stateListeners.delete(told);
}

function tell(topics: ReadonlySet<Topic> | 'all'): void {
  for (const listener of listeners) listener(topics);
}

function setState(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener(next);
}
