import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { requireAllowedHost } from '../net/guard.ts';
import { allowedHosts, SourceSettings, type SourcesSection } from '../sources/settings.ts';
import type { Problem } from './problems.ts';
import { checkYaml, readYamlFile } from './yaml-file.ts';

/** The sources of `config/sources/*.yaml`. Each name stands in one place, and each address is one that is allowed. */
export function readSources(
  folder: string,
  section: Pick<SourcesSection, 'allow'>,
): { sources: SourceSettings[]; problems: Problem[] } {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const placeOf = new Map<string, string>();
  const sources: SourceSettings[] = [];
  const problems: Problem[] = [];
  for (const file of names.sort().map((name) => join(folder, name))) {
    const yaml = readYamlFile(file);
    const checked = checkYaml(yaml, z.array(SourceSettings));
    problems.push(...checked.problems);
    for (const [index, source] of (checked.value ?? []).entries()) {
      const add = (key: 'name' | 'url', message: string) =>
        problems.push({ file, line: yaml.lineOf([index, key]), key: `${index}.${key}`, message });
      const first = placeOf.get(source.name);
      if (first !== undefined) add('name', `${source.name} stands at ${first} too`);
      placeOf.set(source.name, first ?? `${file}:${yaml.lineOf([index, 'name'])}`);
      try {
        requireAllowedHost(source.url, allowedHosts(source, section));
      } catch (error) {
        add('url', (error as Error).message);
      }
      sources.push(source);
    }
  }
  return { sources, problems };
}
