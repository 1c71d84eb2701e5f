#!/usr/bin/env node
import './require-node.js';

// `ews … | head` is no failure: there is nobody left to tell anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// After the check: what follows does not load on an older Node.js.
const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv);
