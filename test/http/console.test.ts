import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { serveConsole } from '../../src/http/console.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { openServer } from './servers.ts';

const PAGE = '<!doctype html><title>EWS</title><script type="module" src="/assets/main-1a2b.js"></script>';
const SCRIPT = 'console.log("한국")';

const folder = mkdtempSync(join(tmpdir(), 'ews-console-'));
const built = join(folder, 'built');
after(() => rmSync(folder, { recursive: true }));

function build(): void {
  mkdirSync(join(built, 'assets', 'fonts'), { recursive: true });
  writeFileSync(join(built, 'index.html'), PAGE);
  writeFileSync(join(built, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(built, 'assets', 'main-1a2b.js'), SCRIPT);
  writeFileSync(join(built, 'assets', 'main-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(built, 'assets', 'fonts', 'kr-3c4d.woff2'), 'font');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
}

const HTML = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

describe('console', () => {
  let app: FastifyInstance;
  before(async () => {
    build();
    app = (await openServer((scope) => void scope.register(async (own) => serveConsole(own, built)))).app;
  });
  after(() => app.close());

  for (const url of [
    '/',
    '/?lang=ko',
    '/bulletins',
    '/bulletins/kr.ews.example%2F2021-10-11%2F1f2e3d4c',
    '/apiary',
  ]) {
    test(`console: ${url} is its page, which is asked for again each time`, async () => {
      const answer = await app.inject({ url, headers: HTML });
      assert.deepEqual([answer.statusCode, answer.body], [200, PAGE]);
      assert.match(String(answer.headers['content-type']), /^text\/html/);
      assert.equal(answer.headers['cache-control'], 'no-cache');
    });
  }

  test('console: its page may load nothing from elsewhere and run nothing that stands in it', async () => {
    const { headers } = await app.inject({ url: '/', headers: HTML });
    const policy = String(headers['content-security-policy']);
    assert.equal(
      policy,
      "default-src 'none';script-src 'self';style-src 'self';font-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  test('console: assets are kept for good, and come compressed where there is a compressed file', async () => {
    const url = '/assets/main-1a2b.js';
    const plain = await app.inject({ url });
    assert.deepEqual([plain.statusCode, plain.body], [200, SCRIPT]);
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(small.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(small.rawPayload).toString(), SCRIPT);
    assert.match(String(small.headers['content-type']), /javascript/);
    const font = await app.inject({
      url: '/assets/fonts/kr-3c4d.woff2',
      headers: { 'accept-encoding': 'br' },
    });
    assert.deepEqual([font.statusCode, font.headers['content-encoding']], [200, undefined]);
  });

  test('console: a file beside the page is served', async () => {
    const answer = await app.inject({ url: '/favicon.svg', headers: { accept: 'image/*' } });
    assert.equal(answer.headers['content-type'], 'image/svg+xml');
    assert.equal((await app.inject({ method: 'HEAD', url: '/' })).statusCode, 200);
  });

  for (const url of [
    '/assets/main-old.js',
    '/assets/',
    '/assets/fonts',
    '/assets/..%2findex.html',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/main-1a2b.js%00',
    '/%2e%2e%2fsecret.txt',
    '/api/v1/nowhere',
    '/api',
    '/health/nothing',
  ]) {
    test(`console: ${url} is not found, also by whoever accepts a page`, async () => {
      const answer = await app.inject({ url, headers: url.startsWith('/%2e') ? {} : HTML });
      assert.deepEqual(refusal(answer), [404, 'not_found']);
      assert.doesNotMatch(String(answer.headers['cache-control']), /immutable/);
    });
  }

  test('console: what a script asks for in vain is not a page', async () => {
    assert.deepEqual(refusal(await app.inject({ url: '/bulletins', headers: { accept: '*/*' } })), [
      404,
      'not_found',
    ]);
    assert.deepEqual(refusal(await app.inject({ method: 'POST', url: '/bulletins' })), [404, 'not_found']);
  });
});

describe('console that is not built', () => {
  let agency: TestAgency;
  before(async () => {
    agency = await openAgency(undefined, join(folder, 'nowhere'));
  });
  after(() => agency.close());

  test('console: says how to build it; the API works without it', async () => {
    const answer = await agency.app.inject({ url: '/', headers: HTML });
    assert.equal(answer.statusCode, 503);
    assert.match(String(answer.headers['content-type']), /^text\/plain/);
    assert.match(answer.body, /npm run build/);
    assert.equal((await agency.ask('viewer', 'GET', '/node')).statusCode, 200);
    assert.deepEqual(refusal(await agency.ask('viewer', 'GET', '/nowhere')), [404, 'not_found']);
    assert.equal((await agency.app.inject('/health/live')).statusCode, 200);
    assert.equal((await agency.app.inject('/api/docs/')).statusCode, 200);
  });
});
