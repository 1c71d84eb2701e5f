import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freeze } from '../../src/detect/evidence.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { pointsOf, randomWalk, shipped, UREA } from '../detect/series.ts';
import { runEws } from './run-ews.ts';
import { type StubNode, startStubNode } from './stub-node.ts';

function evidence(): Evidence {
  const { detector, parameters } = shipped('seasonal-z', 'M');
  const length = detector.memory(parameters, 'M') + 5;
  const points = pointsOf(
    'M',
    randomWalk(length, 0.03, 4, (at) => (at === length - 1 ? 0.5 : 0)),
    2021 * 12 + 9,
  );
  const stream = detector.stream(parameters, UREA);
  const step = points.map((point) => stream.step(point)).at(-1)!;
  return freeze({
    detector,
    parameters,
    series: 'UREA_PRICE/W.W',
    indicator: UREA,
    points,
    step,
    level: step.level!,
  });
}

const honest = evidence();
const forged: Evidence = { ...honest, score: honest.score + 1e-9 };
const foreign: Evidence = { ...honest, detector: 'oracle' };
/** What a peer of a later version adds. */
const extended = { ...honest, remark: 'new' };

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/api/v1/signals/honest': { evidence: honest },
  '/api/v1/signals/forged': { evidence: forged },
  '/api/v1/bulletins/peer': { content: { evidence: [honest, extended] } },
  '/api/v1/bulletins/odd': { content: { evidence: [honest, foreign, forged] } },
};

describe('ews signals recompute and ews bulletins recompute', () => {
  let node: StubNode;
  before(async () => {
    node = await startStubNode(({ line }) => ({ status: 200, body: ANSWERS[line.split(' ')[1]!] }));
  });
  after(() => node.close());
  const ews = (...args: string[]) =>
    runEws([...args, '--json'], { environment: { EWS_URL: node.url, EWS_TOKEN: 't0ken' } });

  it('give the score of a signal again, bit for bit', async () => {
    const { code, stdout, stderr } = await ews('signal', 'recompute', 'honest');
    assert.equal(code, 0, stderr);
    const [item] = JSON.parse(stdout).items;
    assert.ok(Object.is(item.computed.score, honest.score) && item.agrees);
  });

  it('give those of a bulletin of a peer, whatever else its evidence says', async () => {
    const { code, stdout } = await ews('bulletins', 'recompute', 'peer');
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(stdout).items.map(({ agrees }: { agrees: boolean }) => agrees),
      [true, true],
    );
  });

  it('end with 1 where one is another, or cannot be computed', async () => {
    assert.equal((await ews('signals', 'recompute', 'forged')).code, 1);
    const { code, stdout } = await ews('bulletins', 'recompute', 'odd');
    assert.equal(code, 1);
    const { items } = JSON.parse(stdout);
    assert.deepEqual(
      items.map(({ agrees }: { agrees: boolean }) => agrees),
      [true, false, false],
    );
    assert.match(items[1].problem, /no detector oracle/);
  });
});
