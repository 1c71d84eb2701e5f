import type { Verification } from '../../api/types.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { bulletinPath } from './state.ts';

/** What the node finds when it verifies an issued bulletin again; undefined: there is none to verify. */
export function useVerification(id: string | undefined): Resource<Verification> {
  return useResource<Verification>(id === undefined ? undefined : `${bulletinPath(id)}/verification`, [
    'bulletins',
  ]);
}
