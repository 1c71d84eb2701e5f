#!/usr/bin/env node
import './require-node.js';

// After the check: what follows does not load on an older Node.js.
const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv);
