import { Readable } from 'node:stream';

/** Bytes that may wait for a client that does not read. */
const WAITING_BYTES = 16_384;

/** An event as it goes over the wire: `event: change\ndata: {"topics":["bulletins"]}\n\n`. */
export function formatEvent(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** One stream of server-sent events on its way to a client. */
export class LiveStream {
  readonly body = new Readable({ read: () => undefined, highWaterMark: WAITING_BYTES });
  #ended = false;

  get ended(): boolean {
    return this.#ended || this.body.destroyed;
  }

  /** Drops a client that lets too much wait. */
  write(text: string): void {
    if (!this.ended && !this.body.push(text)) this.body.destroy();
  }

  end(): void {
    if (!this.ended) this.body.push(null);
    this.#ended = true;
  }
}
