import { EwsError } from '../../src/domain/errors.ts';
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from '../../src/net/outgoing.ts';
import { createExchange, type Exchange } from './exchange.ts';
import type { Life } from './life.ts';
import { goodLink, type Link, passage } from './link.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** A request as it arrives. */
export interface Incoming {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when whoever asked has gone, as far as that can be noticed. */
  readonly gone: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Whole, or piece by piece: then the head leaves with the first one. */
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** What listens at an address. */
export interface Listener {
  readonly life: Life;
  handle(request: Incoming): Promise<Answer>;
}

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: (text: string) => void;
  /** Who answers at an address for whoever asks; undefined: nobody listens there. */
  readonly route: (to: string, from: string) => Listener | undefined;
}

/** The network between the nodes of a world, by their names. */
export interface Network {
  link(from: string, to: string): Link;
  /** How `from` asks others while `life` lasts. */
  outgoing(from: string, life: Life): Outgoing;
  /** The connections to a process that was ended break; those to a machine that lost its power fall silent. */
  dropped(life: Life): void;
}

export function createNetwork({ scheduler, random, trace, route }: Parts): Network {
  const links = new Map<string, Link>();
  const served = new Map<Life, Set<Exchange>>();

  function link(from: string, to: string): Link {
    const name = `${from}>${to}`;
    const known = links.get(name) ?? goodLink();
    links.set(name, known);
    return known;
  }

  function open(from: string, life: Life, request: OutgoingRequest): Promise<OutgoingAnswer> {
    const { hostname: to, pathname, search } = new URL(request.url);
    const gone = new AbortController();
    const there = link(from, to);
    // Who lets go is noticed at the other side if the way there works; else it waits in vain.
    const tell = () => {
      const ms = passage(there, random);
      if (ms !== undefined) scheduler.after(ms, () => gone.abort());
    };
    const exchange = createExchange(scheduler, life, request, tell);
    const incoming: Incoming = {
      method: request.method,
      path: pathname + search,
      headers: { ...request.headers },
      body: typeof request.body === 'string' ? request.body : '',
      gone: gone.signal,
    };
    if (there.cut === 'refused') refuse(exchange);
    else carry(from, to, exchange, incoming);
    return exchange.answer;
  }

  function refuse(exchange: Exchange): void {
    scheduler.after(random.int(1, 50), () => exchange.fail('peer_unreachable', 'connection refused'));
  }

  function carry(from: string, to: string, exchange: Exchange, incoming: Incoming): void {
    const there = link(from, to);
    const doubled = random.chance(there.duplicates);
    // Of two copies only one is answered to the caller: whichever it is, that one may come second.
    const copies = doubled
      ? random.chance(0.5)
        ? [exchange, undefined]
        : [undefined, exchange]
      : [exchange];
    if (random.chance(there.replays)) {
      scheduler.after(random.int(1_000, 120_000), () =>
        arrive(from, to, undefined, { ...incoming, gone: aborted }),
      );
    }
    for (const copy of copies) {
      const ms = passage(there, random);
      if (ms !== undefined) scheduler.after(ms, () => arrive(from, to, copy, incoming));
    }
  }

  function arrive(from: string, to: string, exchange: Exchange | undefined, incoming: Incoming): void {
    const listener = route(to, from);
    if (listener === undefined || !listener.life.alive) {
      if (exchange !== undefined && link(to, from).cut === 'no') refuse(exchange);
      return;
    }
    trace(`${from} > ${to} ${incoming.method} ${incoming.path}${exchange === undefined ? ' again' : ''}`);
    const way = createWay(from, to, exchange, listener.life);
    listener.handle(incoming).then(
      (answer) => (listener.life.alive ? way.send(answer) : undefined),
      (error) => way.lost(error),
    );
  }

  /** The way back of one answer: in order, as a connection carries it. */
  function createWay(from: string, to: string, exchange: Exchange | undefined, server: Life) {
    const back = link(to, from);
    let last = scheduler.now;
    let silent = exchange === undefined;
    let buffer: string[] = [];
    let isPlanned = false;
    if (exchange !== undefined) {
      const all = served.get(server) ?? new Set();
      served.set(server, all.add(exchange));
    }

    function later(deliver: (exchange: Exchange) => void): void {
      const ms = passage(back, random);
      if (ms === undefined) silent = true;
      if (silent || exchange === undefined) return;
      last = Math.max(last, scheduler.now + (ms ?? 0));
      scheduler.after(last - scheduler.now, () => {
        if (back.cut !== 'no') silent = true;
        if (!silent && !exchange.over) deliver(exchange);
      });
    }

    function flush(): void {
      if (buffer.length === 0) return;
      const bytes = Buffer.from(buffer.join(''), 'utf8');
      buffer = [];
      if (random.chance(back.breaks)) {
        later((each) => {
          each.chunk(bytes.subarray(0, random.int(0, bytes.length)));
          each.fail('peer_unreachable', 'the connection broke');
          silent = true;
        });
      } else if (bytes.length > 1 && random.chance(0.05)) {
        const at = random.int(1, bytes.length - 1);
        later((each) => each.chunk(bytes.subarray(0, at)));
        later((each) => each.chunk(bytes.subarray(at)));
      } else later((each) => each.chunk(bytes));
    }

    function write(text: string): void {
      buffer.push(text);
      if (isPlanned) return;
      isPlanned = true;
      // What is written within one moment goes out together.
      scheduler.after(0, () => {
        isPlanned = false;
        flush();
      });
    }

    async function stream(answer: Answer, pieces: AsyncIterable<string>): Promise<void> {
      let headSent = false;
      const head = () => {
        if (!headSent) later((each) => each.head(answer.status, answer.headers));
        headSent = true;
      };
      for await (const piece of pieces) {
        head();
        write(piece);
      }
      head();
      flush();
      later(close);
    }

    function close(each: Exchange): void {
      served.get(server)?.delete(each);
      each.end();
    }

    function lost(error: unknown): void {
      if (!server.alive) return;
      trace(`${to} breaks off: ${error instanceof EwsError ? error.code : String(error)}`);
      later((each) => each.fail('peer_unreachable', 'the connection broke'));
    }

    return {
      lost,
      send(answer: Answer): void {
        const { status, headers, body } = answer;
        if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
          stream(answer, body).catch(lost);
          return;
        }
        const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
        later((each) => {
          each.head(status, headers);
          if (bytes.length > 0) each.chunk(bytes);
          close(each);
        });
      },
    };
  }

  return {
    link,
    outgoing(from, life) {
      const opened = (request: OutgoingRequest) => open(from, life, request);
      return {
        open: opened,
        async fetchText(request) {
          const { status, headers, body } = await opened(request);
          const pieces: Uint8Array[] = [];
          for await (const piece of body) pieces.push(piece);
          return { status, headers, text: Buffer.concat(pieces).toString('utf8') };
        },
        close: async () => undefined,
      };
    },
    dropped(life) {
      for (const exchange of served.get(life) ?? []) {
        scheduler.after(random.int(1, 40), () => exchange.fail('peer_unreachable', 'the connection broke'));
      }
      served.delete(life);
    },
  };
}

const aborted = AbortSignal.abort();
