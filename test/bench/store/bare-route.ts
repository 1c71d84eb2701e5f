import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that answers every request with the same JSON text, by Fastify and nothing else. */
export async function startBareRoute(text: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = fork(new URL('./bare-server.ts', import.meta.url), { execArgv: [] });
  child.send(text);
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
