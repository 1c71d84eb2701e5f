import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { EwsError } from '../domain/errors.ts';

/** A password from a file, or from standard input where the file is `-`; without its line break. */
export async function readPassword(file: string): Promise<string> {
  const text = file === '-' ? await readAll(process.stdin) : readFileSync(file, 'utf8');
  return text.replace(/\r?\n$/, '');
}

export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks on the terminal, without showing what is typed. */
export async function askPassword(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  const cancelled = new Promise<never>((_resolve, reject) => {
    reader.once('SIGINT', () => reject(new EwsError('invalid_input', 'Cancelled.')));
  });
  try {
    return await Promise.race([reader.question(''), cancelled]);
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}

/** The same for a password that is chosen: twice, since a typing error would lock its owner out. */
export async function askNewPassword(whose: string): Promise<string> {
  const password = await askPassword(`Password for ${whose}: `);
  if (password === (await askPassword('Once more: '))) return password;
  throw new EwsError('invalid_input', 'The two passwords are not the same.');
}

/** 120 bits in base64url. */
export function randomPassword(): string {
  return randomBytes(15).toString('base64url');
}
