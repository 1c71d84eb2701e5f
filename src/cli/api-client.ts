import { type ErrorCode, EwsError } from '../domain/errors.ts';
import { createOutgoing, type OutgoingRequest } from '../net/outgoing.ts';

/** Members of a query; one that is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** The API of a running node. Refusals come back as what the node threw: an EwsError with its code. */
export interface ApiClient {
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  /** An answer that is not JSON, as text. */
  text(path: string): Promise<string>;
  send<Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer>;
  /** An answer that is a file. */
  bytes(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
  /** Sends a file, and reads what became of it. */
  upload<Answer>(path: string, type: string, body: AsyncIterable<Uint8Array>, query?: Query): Promise<Answer>;
  close(): Promise<void>;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** A file takes as long as it takes, while something of it comes. */
const FILE = { idleMs: 10 * 60_000, totalMs: 24 * 3_600_000, maxBytes: Number.MAX_SAFE_INTEGER };

export interface ApiAccess {
  /** Address of the agency's listener, without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
  /** Whether the token may go to another machine without TLS. */
  readonly allowHttp: boolean;
}

export function createApiClient({ url, token, allowHttp }: ApiAccess): ApiClient {
  const outgoing = createOutgoing({ allowHttp });

  async function ask(method: OutgoingRequest['method'], path: string, body?: object): Promise<string> {
    const answer = await outgoing.fetchText({
      method,
      url: `${url}/api/v1${path}`,
      headers: {
        accept: 'application/json, text/plain',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      idleMs: TIMEOUT_MS,
      totalMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw refusal(url, answer.status, answer.text);
  }

  return {
    get: async (path, query = {}) => parseAnswer(url, await ask('GET', path + queryText(query))),
    text: (path) => ask('GET', path),
    send: async (method, path, body) => parseAnswer(url, await ask(method, path, body)),
    async bytes(path, query = {}) {
      const answer = await outgoing.open({
        method: 'GET',
        url: `${url}/api/v1${path}${queryText(query)}`,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...FILE,
      });
      if (answer.status === 200) return answer.body;
      let text = '';
      for await (const chunk of answer.body) text += Buffer.from(chunk).toString('utf8');
      throw refusal(url, answer.status, text);
    },
    async upload(path, type, body, query = {}) {
      const answer = await outgoing.fetchText({
        method: 'POST',
        url: `${url}/api/v1${path}${queryText(query)}`,
        headers: {
          'content-type': type,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body,
        ...FILE,
      });
      if (answer.status < 300) return parseAnswer(url, answer.text);
      throw refusal(url, answer.status, answer.text);
    },
    close: () => outgoing.close(),
  };
}

function queryText(query: Query): string {
  const stated = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) stated.set(name, String(value));
  }
  return stated.size === 0 ? '' : `?${stated}`;
}

function parseAnswer<Answer>(url: string, text: string): Answer {
  try {
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  } catch (cause) {
    throw new EwsError('peer_answer', `${url} answered with something else than JSON.`, { url }, { cause });
  }
}

/** What a problem document (RFC 9457) says, as the error that it was. */
function refusal(url: string, status: number, text: string): EwsError {
  const problem = readProblem(text);
  if (problem === undefined) {
    return new EwsError('peer_answer', `${url} answered ${status}; is it the agency's address of a node?`, {
      url,
      status,
    });
  }
  const { code, detail, type: _type, title: _title, ...facts } = problem;
  const hint = code === 'unauthenticated' ? ` (ews login ${url} --name NAME)` : '';
  return new EwsError(code, `${detail}${hint}`, facts);
}

function readProblem(
  text: string,
): { code: ErrorCode; detail: string; [member: string]: unknown } | undefined {
  try {
    const problem = JSON.parse(text);
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' ? problem : undefined;
  } catch {
    return undefined;
  }
}
