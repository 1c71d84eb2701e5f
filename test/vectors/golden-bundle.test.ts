import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { peekJws } from '../../src/log/jws.ts';
import { bytesOf } from '../helpers/bundles.ts';
import { actor, composeNode } from '../helpers/composed.ts';
import { readProtocol, readVectors } from './protocol-document.ts';

const FILE = new URL('../golden/v1/bundle.ndjson', import.meta.url);
const GOLDEN = readFileSync(FILE, 'utf8');

/** The bundle that kr.ews.example of the examples makes for jp.ews.example, put together from their parts. */
function bundleOfExamples(): string {
  const vectors = readVectors(readProtocol());
  const page = (vectors.get('page') ?? '').split('\n');
  const { checkpoint } = JSON.parse(page.at(-1) ?? '{}') as { checkpoint: string };
  const log = 'kr.ews.example/log/1';
  const logs = [{ log, from: 0, size: 2 }];
  const lines = [
    JSON.stringify({
      bundle: { v: 1, from: 'kr.ews.example', to: 'jp.ews.example', made: '2021-10-11T00:00:00.000Z', logs },
    }),
    JSON.stringify({ document: { node: 'kr.ews.example', jws: vectors.get('node-document'), checkpoint } }),
    JSON.stringify({ page: { log, from: 0 } }),
    ...page,
  ];
  return `${[...lines, JSON.stringify({ end: { lines: lines.length } })].join('\n')}\n`;
}

test('golden bundle: is what the examples of the protocol make', () => {
  assert.equal(GOLDEN, bundleOfExamples());
});

test('golden bundle: can be imported by a node that enrolled its maker from it', async (t) => {
  const jp = await composeNode(t, 'jp');
  const { bundles } = jp.node.federation;
  const lines = GOLDEN.trimEnd().split('\n');
  const { document } = JSON.parse(lines[1] ?? '{}') as { document: { jws: string } };
  const [statement = ''] = (
    JSON.parse(Buffer.from(document.jws.split('.')[1] ?? '', 'base64url').toString()) as {
      statements: string[];
    }
  ).statements;
  const enrolment = { node: 'kr.ews.example', fingerprint: peekJws(statement)?.kid ?? '' };
  await bundles.enrol(bytesOf(lines), enrolment, actor('operator', 'operator'));
  const { whole, counts, problems } = await bundles.import(bytesOf(lines));
  assert.deepEqual([whole, problems], [true, []]);
  assert.deepEqual(counts, { offered: 2, stored: 1, sealed: 1, refused: 0, duplicate: 0, failed: 0 });
});
