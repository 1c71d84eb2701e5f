import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberRules, rulesOf } from './rules.ts';

// Numbers the rules of docs/protocol.md anew: `node test/system/number-rules.ts --write`. Numbers may change until
// a version is released; from then on a rule is added at the end of its section.
const FILE = join(import.meta.dirname, '..', '..', 'docs', 'protocol.md');

const before = readFileSync(FILE, 'utf8');
const after = numberRules(before);
if (process.argv.includes('--write')) writeFileSync(FILE, after);
const changed = rulesOf(before).filter(({ id, due }) => id !== due);
process.stdout.write(`${rulesOf(after).length} rules, ${changed.length} of them numbered anew\n`);
process.exitCode = changed.length > 0 && !process.argv.includes('--write') ? 1 : 0;
