import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Mapping } from '../domain/mapping.ts';
import { requireAllowedHost } from '../net/guard.ts';
import { allowedHosts, SourceSettings, type SourcesSection } from '../sources/settings.ts';
import type { Problem } from './problems.ts';
import { checkYaml, readYamlFile } from './yaml-file.ts';

interface Surroundings extends Pick<SourcesSection, 'allow'> {
  /** The node's folder. */
  readonly directory: string;
  readonly mappings: ReadonlyMap<string, Mapping>;
}

interface ReadSources {
  readonly sources: readonly SourceSettings[];
  /** What stands for `{key}` in their addresses, by name. */
  readonly keys: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * The sources of `config/sources/*.yaml`. Each name stands in one place, each address is one that is allowed, and each
 * mapping and key is there.
 */
export function readSources(folder: string, around: Surroundings): ReadSources {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const placeOf = new Map<string, string>();
  const sources: SourceSettings[] = [];
  const keys = new Map<string, string>();
  const problems: Problem[] = [];
  for (const file of names.sort().map((name) => join(folder, name))) {
    const yaml = readYamlFile(file);
    const checked = checkYaml(yaml, z.array(SourceSettings));
    problems.push(...checked.problems);
    for (const [index, source] of (checked.value ?? []).entries()) {
      const add = (key: 'name' | 'url' | 'mapping' | 'format' | 'keyFile', message: string) =>
        problems.push({ file, line: yaml.lineOf([index, key]), key: `${index}.${key}`, message });
      const first = placeOf.get(source.name);
      if (first !== undefined) add('name', `${source.name} stands at ${first} too`);
      placeOf.set(source.name, first ?? `${file}:${yaml.lineOf([index, 'name'])}`);
      try {
        requireAllowedHost(source.url, allowedHosts(source, around));
      } catch (error) {
        add('url', (error as Error).message);
      }
      const mapping = source.mapping === undefined ? undefined : around.mappings.get(source.mapping);
      if (source.mapping !== undefined && mapping === undefined)
        add('mapping', `the catalogue has no mapping ${source.mapping}`);
      if (mapping !== undefined && (source.format ?? mapping.format) === undefined)
        add('format', `is needed, since the mapping ${source.mapping} has none`);
      if (source.keyFile !== undefined) {
        const key = readKey(resolve(around.directory, source.keyFile));
        if (key === undefined)
          add(
            'keyFile',
            'cannot be read, or is no key: one line of 8 or more letters, digits and . _ ~ + / = -',
          );
        else keys.set(source.name, key);
      }
      sources.push(source);
    }
  }
  return { sources, keys, problems };
}

function readKey(file: string): string | undefined {
  try {
    const key = readFileSync(file, 'utf8').trim();
    return /^[\w.~+/=-]{8,1000}$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
