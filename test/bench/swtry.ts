import { benchSweep } from './store/sweep.ts';
import { mkdtempSync } from 'node:fs';
const run={small:process.argv[2]==='small',rounds:3,tell:(f:object)=>console.log(JSON.stringify(f)),say:console.log,after:()=>{}};
await benchSweep(run,mkdtempSync('/tmp/btry-')); process.exit(0);
