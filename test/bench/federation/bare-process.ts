import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { Agent, request } from 'undici';
import { ENTRY_BYTES } from './content.ts';

/**
 * The bare path, by the libraries alone: sign, one durable commit, POST, GET, verify, one durable commit.
 * Nothing is parsed, judged or proven on it.
 */
const [directory = '', role = ''] = process.argv.slice(2);
const keyFile = join(directory, 'bare-key.pem');
const now = () => Number(process.hrtime.bigint()) / 1e6;
const dispatcher = new Agent({ pipelining: 1 });

function openTable(): { put: (entry: string) => void; get: (id: number) => string } {
  const db = new Database(join(directory, `bare-${role}.db`));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE item (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT');
  const put = db.prepare('INSERT INTO item (entry) VALUES (?)');
  const get = db.prepare<[number], string>('SELECT entry FROM item WHERE id = ?').pluck();
  return { put: (entry) => void put.run(entry), get: (id) => get.get(id)! };
}

async function sender(other: () => string): Promise<ReturnType<typeof Fastify>> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const table = openTable();
  const payload = 'a'.repeat(ENTRY_BYTES - 87);
  let id = 0;
  const app = Fastify();
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.get<{ Params: { id: string } }>('/items/:id', (call, reply) =>
    reply.send(table.get(Number(call.params.id))),
  );
  app.post('/issue', async () => {
    const asked = now();
    id += 1;
    const signed = payload + id;
    table.put(`${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`);
    const { body } = await request(`${other()}/hints/${id}`, { method: 'POST', dispatcher });
    return { asked, stored: Number(await body.text()) };
  });
  return app;
}

async function receiver(other: () => string): Promise<ReturnType<typeof Fastify>> {
  const table = openTable();
  let key: KeyObject | undefined;
  const app = Fastify();
  app.post<{ Params: { id: string } }>('/hints/:id', async (call) => {
    if (key === undefined && existsSync(keyFile)) key = createPublicKey(readFileSync(keyFile));
    const { body } = await request(`${other()}/items/${call.params.id}`, { dispatcher });
    const entry = await body.text();
    const [signed = '', signature = ''] = entry.split('.');
    if (!verify(null, Buffer.from(signed), key!, Buffer.from(signature, 'base64url')))
      throw new Error('a signature does not hold');
    table.put(entry);
    return String(now());
  });
  return app;
}

let other = '';
const app = await (role === 'sender' ? sender : receiver)(() => other);
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
[other] = (await once(process, 'message')) as [string];
