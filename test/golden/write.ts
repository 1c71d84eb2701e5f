import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExamples } from '../vectors/protocol-examples.ts';

/** Golden files of version 1, and the example of docs/protocol.md that each began as. */
const GOLDEN = {
  'key-statement.jws': 'key-statement',
  'node-document.jws': 'node-document',
  'entry.jws': 'entry-jws',
  'acknowledgement.jws': 'acknowledgement-jws',
  'checkpoint.txt': 'checkpoint',
  'cosigned-checkpoint.txt': 'cosigned-checkpoint',
  'proof.txt': 'tlog-proof',
  'page.ndjson': 'page',
  'cursor.jws': 'cursor-jws',
  'hint.jws': 'hint-jws',
  'link-report.jws': 'link-report-jws',
  'pull-token.jwt': 'pull-token',
} as const;

/** Documents that end with a newline of their own. */
const LINES = /\.(txt|ndjson)$/;

// Writes the files that are not there yet. One that is there stays for ever: other nodes have read it.
const examples = await makeExamples();
for (const [name, example] of Object.entries(GOLDEN)) {
  const file = join(import.meta.dirname, 'v1', name);
  const text = examples.get(example);
  if (text === undefined) throw new Error(`Nobody makes an example ${example}.`);
  if (!existsSync(file)) writeFileSync(file, LINES.test(name) ? `${text}\n` : text);
}
