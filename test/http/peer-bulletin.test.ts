import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { PeerBulletin } from '../../src/bulletin/port.ts';
import { BulletinView, peerBulletinView } from '../../src/http/agency/bulletin-view.ts';
import { DRAFT } from './samples.ts';

const RECEIVED: PeerBulletin = {
  content: {
    ...DRAFT,
    id: 'jp.ews.example/2021-10-11/1f2e3d4c',
    issuer: 'jp.ews.example',
    type: 'issue',
    references: [],
  },
  sent: '2021-10-11T00:00:00.000Z',
  reference: {
    id: 'jp.ews.example/2021-10-11/1f2e3d4c',
    log: 'jp.ews.example/log/1',
    seq: 0,
    digest: 'A'.repeat(43),
  },
  signedAt: '2021-10-11T00:00:01.000Z',
  verifiedAt: '2021-10-11T00:00:02.000Z',
  state: 'issued',
  signature: 'checked',
};

test('peer bulletins: a field that this version does not know reaches its reader', () => {
  const content = { ...RECEIVED.content, corridor: { en: 'Malacca' } };
  const shown = z.encode(BulletinView, peerBulletinView({ ...RECEIVED, content }));
  const { signature, ...rest } = RECEIVED;
  assert.deepEqual(shown, {
    from: 'peer',
    ...rest,
    content,
    disputedOrigin: false,
    verification: { signature },
  });
});
