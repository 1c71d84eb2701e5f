/** What the node refuses, as RFC 9457 problem document: its code and its sentence. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, code: string, detail: string, issues: ApiError['issues'] = []) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

/** Answers to this event: whoever is signed in is so no longer. */
export const SIGNED_OUT = 'ews-signed-out';

const BASE = '/api/v1';

/** No form of another site can send this header; the node asks for it where a cookie signs in. */
const HEADERS = { 'x-ews-console': '1' };

export function get<T>(path: string): Promise<T> {
  return call<T>('GET', path);
}

export function send<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  return call<T>(method, path, body);
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function request(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await reach(`${BASE}${path}`, {
    method,
    headers: body === undefined ? HEADERS : { ...HEADERS, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const error = await refusal(response);
  if (error.status === 401 && !path.startsWith('/session')) dispatchEvent(new Event(SIGNED_OUT));
  throw error;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new ApiError(0, 'unreachable', 'The node does not answer.');
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as {
    code?: string;
    detail?: string;
    issues?: { path: string; message: string }[];
  };
  const { code = 'internal', detail = response.statusText, issues = [] } = problem;
  return new ApiError(response.status, code, detail, issues);
}

/** `/signals` and `{state: 'open', level: undefined}` → `/signals?state=open`. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
