import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { type ErrorCode, EwsError } from '../../src/domain/errors.ts';
import { faultOf } from '../../src/links/fault.ts';
import { createOutgoing } from '../../src/net/outgoing.ts';

const kind = (error: unknown) => {
  const { class: name, side } = faultOf(error);
  return `${name} ${side}`;
};
const answered = (code: string) => new EwsError('peer_answer', 'x', { status: 400, code });
const unreachable = (reason: string) => new EwsError('peer_unreachable', 'x', { reason });

describe('faults of links', () => {
  it('by the code of the system call', () => {
    const due: Record<string, string> = {
      ENOTFOUND: 'dns network',
      EAI_AGAIN: 'dns network',
      ECONNREFUSED: 'connect peer',
      ECONNRESET: 'connect network',
      EHOSTUNREACH: 'connect network',
      UND_ERR_SOCKET: 'connect network',
      EMFILE: 'connect here',
      CERT_HAS_EXPIRED: 'tls peer',
      DEPTH_ZERO_SELF_SIGNED_CERT: 'tls peer',
      ERR_TLS_CERT_ALTNAME_INVALID: 'tls peer',
      UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls peer',
    };
    for (const [reason, expected] of Object.entries(due))
      assert.equal(kind(unreachable(reason)), expected, reason);
  });

  it('by what the peer answered', () => {
    const due: Record<string, string> = {
      token_invalid: 'authentication here',
      token_clock: 'clock here',
      key_unknown: 'authentication here',
      peer_unknown: 'authentication peer',
      peer_suspended: 'refused peer',
      cursor_mismatch: 'verification peer',
      report_expired: 'clock here',
      rate_limited: 'refused here',
      made_up: 'refused peer',
    };
    for (const [code, expected] of Object.entries(due)) {
      assert.equal(kind(answered(code)), expected, code);
      assert.equal(faultOf(answered(code)).code, code);
    }
  });

  it('by what it sent', () => {
    const due: [ErrorCode, string][] = [
      ['peer_timeout', 'connect network'],
      ['page_truncated', 'protocol peer'],
      ['root_mismatch', 'verification peer'],
      ['checkpoint_fork', 'verification peer'],
      ['note_signature', 'verification peer'],
      ['report_invalid', 'protocol peer'],
      ['unavailable', 'internal here'],
    ];
    for (const [code, expected] of due) assert.equal(kind(new EwsError(code, 'x')), expected, code);
    assert.equal(kind(new TypeError('x is undefined')), 'internal here');
  });

  it('a sentence of the peer is clipped, and moves no cursor', () => {
    const { detail } = faultOf(new EwsError('peer_answer', `\u001b[2J${'x'.repeat(10_000)}`, {}));
    assert.ok(detail.length < 400 && !detail.includes('\u001b'));
  });

  it('real requests fail with the codes that are told apart here', async (t) => {
    const outgoing = createOutgoing({ allowHttp: true });
    t.after(() => outgoing.close());
    const ask = async (url: string) => {
      const request = { method: 'GET', url, idleMs: 2000, totalMs: 2000, maxBytes: 100 } as const;
      return outgoing.fetchText(request).then(() => 'answered', kind);
    };
    const plain = createServer((socket) => socket.end('this is no TLS\r\n\r\n')).listen(0, '127.0.0.1');
    const rude = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
    t.after(() => [plain, rude].map((server) => server.close()));
    await Promise.all([plain, rude].map((server) => new Promise((done) => server.once('listening', done))));
    const port = (server: typeof plain) => (server.address() as { port: number }).port;
    assert.equal(await ask(`https://127.0.0.1:${port(plain)}`), 'tls peer');
    assert.equal(await ask(`http://127.0.0.1:${port(rude)}`), 'connect network');
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => closed.once('listening', done));
    const free = port(closed);
    await new Promise((done) => closed.close(done));
    assert.equal(await ask(`http://127.0.0.1:${free}`), 'connect peer');
    assert.equal(await ask('http://does-not-exist.invalid'), 'dns network');
  });
});
