/** A stream of server-sent events, as a browser reads it. */
export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next block, with its fields by name; undefined: the stream has ended. Comments are left out. */
  next(): Promise<Readonly<Record<string, string>> | undefined>;
  close(): void;
}

export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventReader> {
  const gone = new AbortController();
  const answer = await fetch(url, { headers, signal: gone.signal });
  const blocks = readBlocks(answer.body!);
  return {
    status: answer.status,
    headers: answer.headers,
    next: async () => (await blocks.next()).value ?? undefined,
    close: () => gone.abort(),
  };
}

/** The types of browsers, where something brings them in, take less than the decoder does. */
type TextDecoders = ReadableWritablePair<string, Uint8Array>;

async function* readBlocks(body: ReadableStream<Uint8Array>): AsyncGenerator<Record<string, string>> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as TextDecoders)) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const fields = fieldsOf(text.slice(0, end));
      text = text.slice(end + 2);
      if (Object.keys(fields).length > 0) yield fields;
    }
  }
}

function fieldsOf(block: string): Record<string, string> {
  const lines = block.split('\n').map((line) => line.split(': ', 2));
  return Object.fromEntries(lines.filter(([name]) => name !== ''));
}
