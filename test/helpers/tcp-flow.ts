import type { Socket } from 'node:net';

/** How bytes fare on their way; what is left out, is as fast as the machine. */
export interface Shape {
  readonly delayMs?: number;
  readonly bytesPerSecond?: number;
  /**
   * A line that loses packets, as TCP shows it: with this probability a piece of up to 1448 bytes waits for
   * its retransmission, and all that comes after it waits with it.
   */
  readonly loss?: { readonly share: number; readonly random: () => number };
}

/** One direction of a connection: bytes in order, each not before its time. */
export interface Flow {
  push(bytes: Uint8Array): void;
  /** Calls `done` behind the last byte. */
  end(done: () => void): void;
}

/** A segment of Ethernet, and the least time after which Linux sends one again. */
const SEGMENT_BYTES = 1448;
const RETRANSMIT_MS = 200;
/** What may be under way before the sender has to wait. */
const WINDOW_BYTES = 65_536;

export function createFlow(from: Socket, to: Socket, shapeNow: () => Shape): Flow {
  const queue: { readonly at: number; readonly length: number; readonly act: () => void }[] = [];
  let underWay = 0;
  let freeAt = 0;

  function due(length: number): number {
    const shape = shapeNow();
    const sending = shape.bytesPerSecond === undefined ? 0 : (1000 * length) / shape.bytesPerSecond;
    freeAt = Math.max(freeAt, Date.now()) + sending + retransmissionMs(shape, length);
    return freeAt + (shape.delayMs ?? 0);
  }

  function add(length: number, act: () => void): void {
    queue.push({ at: due(length), length, act });
    underWay += length;
    if (queue.length === 1) drain();
    if (underWay >= WINDOW_BYTES) from.pause();
  }

  function drain(): void {
    for (let [first] = queue; first !== undefined; [first] = queue) {
      const wait = first.at - Date.now();
      if (wait > 0) {
        setTimeout(drain, wait);
        return;
      }
      queue.shift();
      underWay -= first.length;
      first.act();
    }
    from.resume();
  }

  return {
    push: (bytes) => add(bytes.length, () => to.destroyed || to.write(bytes)),
    end: (done) => add(0, done),
  };
}

function retransmissionMs({ loss }: Shape, length: number): number {
  let wait = 0;
  if (loss === undefined) return wait;
  for (let segment = 0; segment < length / SEGMENT_BYTES; segment += 1) {
    for (let again = RETRANSMIT_MS; loss.random() < loss.share; again *= 2) wait += again;
  }
  return wait;
}
