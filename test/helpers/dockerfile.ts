import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

export function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      return { name, rest: rest.join(' ') };
    });
}

/** Whether `.dockerignore` lets a file of the project into the image: the last pattern that fits decides. */
export function isInImage(file: string): boolean {
  const patterns = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(isPattern);
  const last = patterns.findLast((pattern) => fits(file, pattern.replace(/^!/, '')));
  return last?.startsWith('!') ?? true;
}

function isPattern(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

/** A pattern fits a file, or a folder that the file is in. A star stands for a leading dot, too. */
function fits(file: string, pattern: string): boolean {
  const form = new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  const parts = file.split('/');
  return parts.some((_, index) => form.test(parts.slice(0, index + 1).join('/')));
}
