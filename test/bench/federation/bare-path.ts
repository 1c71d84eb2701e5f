import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** The two processes of the bare path: one signs and commits, the other fetches, verifies and commits. */
export interface BarePath {
  /** One item, from the arrival of the request to issue it to the commit of the receiver; in ms. */
  once(): Promise<number>;
  stop(): void;
}

export async function startBarePath(directory: string): Promise<BarePath> {
  const [receiver, sender] = [start(directory, 'receiver'), start(directory, 'sender')];
  const [receiverUrl] = (await once(receiver, 'message')) as [string];
  const [senderUrl] = (await once(sender, 'message')) as [string];
  sender.send(receiverUrl);
  receiver.send(senderUrl);
  return {
    async once() {
      const answer = await fetch(`${senderUrl}/issue`, { method: 'POST', body: '' });
      const { asked, stored } = (await answer.json()) as { asked: number; stored: number };
      return stored - asked;
    },
    stop() {
      for (const child of [receiver, sender]) child.kill('SIGKILL');
    },
  };
}

function start(directory: string, role: string): ChildProcess {
  return fork(new URL('./bare-process.ts', import.meta.url), [directory, role]);
}
