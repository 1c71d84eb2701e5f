import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UnsignedReport } from '../../src/domain/report.ts';
import { COLUMNS, REQUIRED } from '../../src/reports/csv-columns.ts';
import { verifyMessage } from '../../src/reports/webhook.ts';

const TEXT = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reports.md'), 'utf8');

function block(language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n^\`\`\`$`, 'm').exec(TEXT)?.[1];
  assert.ok(found !== undefined, `docs/reports.md has no block of ${language}`);
  return found;
}

test('docs/reports.md: the message that it shows is signed with the secret that it names', () => {
  const [head = '', body = ''] = block('http').split('\n\n');
  const [request, ...lines] = head.split('\n');
  assert.match(request ?? '', /^POST \/api\/v1\/reports\/webhook\/mission-qingdao /);
  const headers = Object.fromEntries(lines.map((line) => line.split(': ', 2)));
  const secret = /`whsec_([A-Za-z0-9+/=]{32,})`/.exec(TEXT)?.[1] ?? '';
  const keys = new Map([['mission-qingdao', [Buffer.from(secret, 'base64')]]]);
  const message = { sender: 'mission-qingdao', headers, body: Buffer.from(body) };
  const now = Number(headers['webhook-timestamp']) * 1000;
  assert.equal(verifyMessage(message, keys, { now, windowSeconds: 300 }).id, headers['webhook-id']);
  assert.equal(UnsignedReport.safeParse(JSON.parse(body)).success, true);
});

test('docs/reports.md: the header of CSV has every column, and those in bold are needed', () => {
  assert.deepEqual(block('csv').split(','), [...COLUMNS]);
  const bold = [...TEXT.matchAll(/\*\*([a-z_]+)\*\*/g)].map(([, name]) => name);
  assert.deepEqual(bold, [...REQUIRED]);
});
