import { runWorld } from './world.ts';
Error.stackTraceLimit = 0;
const from = Number(process.argv[2] ?? 1);
const n = Number(process.argv[3] ?? 1);
const verbose = process.argv.includes('-v');
for (let s = from; s < from + n; s += 1) {
  const t = process.cpuUsage();
  const r = await runWorld(s, verbose ? (l) => process.stdout.write(l) : undefined);
  const u = process.cpuUsage(t);
  console.log(JSON.stringify({ ...r, trace: r.trace.slice(0, 8), cpu: Math.round((u.user + u.system) / 1000) }));
}
