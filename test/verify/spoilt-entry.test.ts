import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { byFingerprint, byPolicy, codeOf, named } from './anchors.ts';
import { makeBulletinLog, NOW, restate } from './test-log.ts';

type Spoil = readonly [
  name: string,
  change: Parameters<typeof makeBulletinLog>[0],
  failed: string[],
  code: string,
];

const SPOILT: readonly Spoil[] = [
  [
    'no approval',
    (e) => {
      e.body.approvals = [];
    },
    ['four-eyes'],
    'four_eyes',
  ],
  ['one approval of a serious bulletin', (e) => restate(e, { level: 'serious' }), ['four-eyes'], 'four_eyes'],
  [
    'the submitter approves',
    (e) => {
      e.body.approvals[0]!.subject = e.body.submission.subject;
    },
    ['four-eyes'],
    'four_eyes',
  ],
  [
    'the same approver twice',
    (e) => {
      restate(e, { level: 'serious' });
      e.body.approvals.push({ ...e.body.approvals[0] });
    },
    ['four-eyes'],
    'four_eyes',
  ],
  [
    'the content changed after it was approved',
    (e) => {
      e.body.content.contact = 'Somebody else';
    },
    ['content'],
    'content_changed',
  ],
  [
    'an unknown field added after it was approved',
    (e) => {
      e.body.content.more = true;
    },
    ['content'],
    'content_changed',
  ],
  [
    'an approval of another content',
    (e) => {
      e.body.approvals[0]!.digest = 'A'.repeat(43);
    },
    ['content'],
    'content_changed',
  ],
  [
    'an analyst approves',
    (e) => {
      e.body.approvals[0]!.role = 'analyst';
    },
    ['body'],
    'entry_invalid',
  ],
  ['no headline', (e) => restate(e, { headline: {} }), ['body'], 'entry_invalid'],
  [
    'the bulletin of another node',
    (e) => restate(e, { issuer: 'jp.ews.example', id: 'jp.ews.example/2026-03-01/1f2e3d4c' }),
    ['issuer'],
    'entry_invalid',
  ],
  [
    'a reference into another log',
    (e) =>
      restate(e, {
        type: 'cancel',
        references: [
          {
            id: 'jp.ews.example/2026-03-01/1f2e3d4c',
            log: 'jp.ews.example/log/1',
            seq: 0,
            digest: 'A'.repeat(43),
          },
        ],
      }),
    ['issuer'],
    'entry_invalid',
  ],
  [
    'an audience that is wider than the approved one',
    (e) => restate(e, { audience: ['us.ews.example'] }),
    ['audience'],
    'entry_invalid',
  ],
  [
    'a marking that was not approved',
    (e) => {
      e.tlp = 'CLEAR';
    },
    ['audience'],
    'entry_invalid',
  ],
  [
    'everybody as audience of TLP:AMBER',
    (e) => {
      e.tlp = 'AMBER';
    },
    ['place'],
    'entry_invalid',
  ],
  [
    'an entry for another place',
    (e) => {
      e.seq = 4;
    },
    ['place'],
    'entry_invalid',
  ],
  [
    'an entry of another log',
    (e) => {
      e.log = 'jp.ews.example/log/1';
    },
    ['place'],
    'entry_invalid',
  ],
  ['no envelope', (e) => void delete (e as Record<string, unknown>).nonce, ['place'], 'entry_invalid'],
];

describe('verify the proof of an entry that breaks a rule', () => {
  for (const [name, change, failed, code] of SPOILT) {
    it(`fails at ${failed.join(', ')}: ${name}`, async () => {
      const log = await makeBulletinLog(change);
      for (const anchor of [byFingerprint(log), byPolicy(log), { kind: 'none' } as const]) {
        const result = await verifyProofFile(await log.proof(3), anchor, NOW);
        assert.deepEqual([result.outcome, named(result, 'failed'), codeOf(result)], ['failed', failed, code]);
      }
    });
  }
});
