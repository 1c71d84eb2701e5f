import type { SignalState } from '../../../domain/signal.ts';
import type { Board } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';

/** How many signals are in a state, of the states whose number the node keeps at hand. */
export function useSignalCounts(): Partial<Record<SignalState, number>> {
  const waiting = useResource<Board>('/board', ['signals']).data?.waiting;
  return waiting === undefined ? {} : { open: waiting.signals };
}
