import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import type { Mapping } from '../domain/mapping.ts';

/**
 * The mapping of a name.
 * @throws EwsError `not_found`; `detail.mappings` lists those that there are
 */
export function requireMapping(
  { mappings }: { readonly mappings: ReadonlyMap<string, Mapping> },
  name: string,
): Mapping {
  const mapping = mappings.get(name);
  if (mapping !== undefined) return mapping;
  const names = [...mappings.keys()];
  const there = names.length === 0 ? 'There is none' : `There is ${names.join(', ')}`;
  throw new EwsError('not_found', `The catalogue has no mapping "${clip(name)}". ${there}.`, {
    mappings: names,
  });
}
