import type { Readable } from 'node:stream';
import { EwsError } from '../domain/errors.ts';
import { delay } from '../loops.ts';
import type { EwsNode } from '../node.ts';
import type { Session } from './auth.ts';
import { formatEvent, LiveStream } from './live-stream.ts';

/** Streams open at a time: of one account, which may have several windows, and of all. */
export const STREAM_LIMITS = { account: 10, node: 100 } as const;

const HEARTBEAT_MS = 15_000;

/** A comment: proxies and browsers see that the connection lives, scripts see nothing. */
const HEARTBEAT = ': alive\n\n';

/** How long the end of a stream may take to reach a client. */
const END_MS = 1_000;

type Realm = Pick<EwsNode, 'feed' | 'people' | 'wall'>;

/** The streams that are open, each as long as its session is good. None holds anything of the store. */
export class LiveStreams {
  readonly #realm: Realm;
  readonly #open = new Map<LiveStream, Session>();

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /** Opens one that begins with `first`. @throws EwsError `too_many_streams` */
  open(session: Session, first: string): Readable {
    this.#requireRoom(session.name);
    const stream = new LiveStream();
    const gone = new AbortController();
    const unsubscribe = this.#realm.feed.subscribe((topics) => {
      void this.#send(stream, session, formatEvent('change', { topics }));
    });
    this.#open.set(stream, session);
    stream.body.once('close', () => {
      gone.abort();
      unsubscribe();
      this.#open.delete(stream);
    });
    stream.write(first);
    void this.#keepAlive(stream, session, gone.signal);
    return stream.body;
  }

  /** A node that stops does not wait for whoever watches it. */
  closeAll(): void {
    for (const stream of this.#open.keys()) stream.end();
  }

  #requireRoom(name: string): void {
    const own = [...this.#open.values()].filter((session) => session.name === name).length;
    if (own >= STREAM_LIMITS.account) throw tooMany('This account', STREAM_LIMITS.account);
    if (this.#open.size >= STREAM_LIMITS.node) throw tooMany('This node', STREAM_LIMITS.node);
  }

  async #keepAlive(stream: LiveStream, session: Session, gone: AbortSignal): Promise<void> {
    const wait = () => Math.max(0, Math.min(HEARTBEAT_MS, session.expiresAt - this.#realm.wall.now()));
    while (!stream.ended && (await delay(wait(), gone))) await this.#send(stream, session, HEARTBEAT);
    if (await delay(END_MS, gone)) stream.body.destroy();
  }

  /** Nothing more goes to whoever may not read any more. */
  async #send(stream: LiveStream, session: Session, text: string): Promise<void> {
    if (await this.#isGood(session)) stream.write(text);
    else stream.end();
  }

  async #isGood({ name, issuedAt, expiresAt }: Session): Promise<boolean> {
    if (this.#realm.wall.now() >= expiresAt) return false;
    const good = this.#realm.people.actorOf(name, issuedAt);
    return good.then(
      () => true,
      () => false,
    );
  }
}

function tooMany(whose: string, most: number): EwsError {
  return new EwsError('too_many_streams', `${whose} has ${most} live streams open, which is the most.`, {
    most,
  });
}
