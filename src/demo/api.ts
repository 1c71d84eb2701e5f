import { setTimeout as sleep } from 'node:timers/promises';
import { EwsError } from '../domain/errors.ts';
import type { Outgoing } from '../net/outgoing.ts';

/** A person's connection to the agency API of a node. */
export interface Api {
  get<T>(path: string): Promise<T>;
  /** Absent: the node answered 404. */
  find<T>(path: string): Promise<T | undefined>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown, type?: string): Promise<T>;
}

/** How often a node that is overloaded is asked. */
const MOST_ATTEMPTS = 30;

/** Signs in and returns what the account may ask. */
export async function signIn(outgoing: Outgoing, url: string, name: string, password: string): Promise<Api> {
  const { token } = await connect(outgoing, url).send<{ token: string }>('POST', '/session', {
    name,
    password,
  });
  return connect(outgoing, url, token);
}

function connect(outgoing: Outgoing, base: string, token?: string): Api {
  async function callOnce(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    path: string,
    body?: unknown,
    type = 'application/json',
  ) {
    const answer = await outgoing.fetchText({
      method,
      url: `${base}/api/v1${path}`,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      idleMs: 30_000,
      totalMs: 60_000,
      maxBytes: 64 * 1024 * 1024,
    });
    const value = answer.text === '' ? undefined : JSON.parse(answer.text);
    return { status: answer.status, value, retryAfter: answer.headers['retry-after'] };
  }

  /** A node that has no time refuses before it looks at what is asked: it can be asked again. */
  async function call(...request: Parameters<typeof callOnce>) {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await callOnce(...request);
      if (answer.status !== 503 || answer.retryAfter === undefined || attempt === MOST_ATTEMPTS)
        return answer;
      await sleep(1_000);
    }
  }

  function accepted<T>(
    method: string,
    path: string,
    { status, value }: { status: number; value: unknown },
  ): T {
    if (status < 400) return value as T;
    const { code = 'unknown', detail = '' } = (value ?? {}) as { code?: string; detail?: string };
    throw new EwsError('peer_answer', `${method} ${path} answered ${status} ${code}: ${detail}`, {
      status,
      code,
    });
  }

  return {
    get: async (path) => accepted('GET', path, await call('GET', path)),
    async find(path) {
      const answer = await call('GET', path);
      return answer.status === 404 ? undefined : accepted('GET', path, answer);
    },
    send: async (method, path, body, type) => accepted(method, path, await call(method, path, body, type)),
  };
}
