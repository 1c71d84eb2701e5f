import { readFileSync } from 'node:fs';

/** The specification that holds the examples. */
export const PROTOCOL = new URL('../../docs/protocol.md', import.meta.url);

/** A fenced block whose info string names an example: "```json vector=entry-payload". */
const BLOCK = /^```([a-z]+) vector=([a-z0-9-]+)\n([\s\S]*?)^```$/gm;

/** The text of each example in a document, by its name, without the newline that ends the block. */
export function readVectors(markdown: string): Map<string, string> {
  const vectors = new Map<string, string>();
  for (const [, , name = '', text = ''] of markdown.matchAll(BLOCK)) {
    if (vectors.has(name)) throw new Error(`The document has two examples ${name}.`);
    vectors.set(name, text.slice(0, -1));
  }
  return vectors;
}

/** The document with these texts in the place of those that it holds. */
export function replaceVectors(markdown: string, vectors: ReadonlyMap<string, string>): string {
  return markdown.replaceAll(BLOCK, (_block, language: string, name: string) => {
    const text = vectors.get(name);
    if (text === undefined) throw new Error(`The document asks for an example ${name}, which nobody makes.`);
    return `\`\`\`${language} vector=${name}\n${text}\n\`\`\``;
  });
}

export function readProtocol(): string {
  return readFileSync(PROTOCOL, 'utf8');
}
