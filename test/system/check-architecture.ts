import { readdirSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { RULES } from './architecture-rules.ts';

/** Checks that imports point the way that docs/architecture.md says. Exits 1 with each violation by name. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(ts|tsx|js)$/.test(file),
).length;
const { output } = await cruise(['src'], {
  ruleSet: { forbidden: RULES },
  validate: true,
  tsPreCompilationDeps: true,
  doNotFollow: { path: ['node_modules'] },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default', 'types'],
  },
});
const { modules, summary } = output as ICruiseResult;
const seen = modules.filter(
  ({ source }) => source.startsWith('src/') && /\.(ts|tsx|js)$/.test(source),
).length;

for (const { from, to, rule } of summary.violations) process.stderr.write(`${rule.name}: ${from} → ${to}\n`);
// A tool that cannot read TypeScript sees nothing, and finds nothing wrong with it.
if (seen !== files) process.stderr.write(`the check saw ${seen} modules of ${files}\n`);
process.stdout.write(`architecture: ${seen} modules, ${summary.violations.length} violations\n`);
process.exitCode = summary.violations.length > 0 || seen !== files || files < 50 ? 1 : 0;
