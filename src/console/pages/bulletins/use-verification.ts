import type { Verification } from '../../api/types.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { bulletinPath } from './state.ts';

/** What the node finds when it verifies an issued bulletin again; undefined: there is none to verify. */
export function useVerification(id: string | undefined): Resource<Verification> {
  return useResource<Verification>(id === undefined ? undefined : `${bulletinPath(id)}/verification`, [
    'bulletins',
  ]);
}

/** What holds for whoever reads the page: a proof of an entry is none of another text that is shown for it. */
export function outcomeOf({ outcome, shown }: Verification): Verification['outcome'] {
  return shown ? outcome : 'failed';
}
