import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnBulletin } from '../../src/bulletin/port.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { runEws } from '../cli/run-ews.ts';
import { arrival, issueDraft } from '../helpers/bulletins.ts';
import { teach } from '../helpers/demo-series.ts';
import { enrolAll, startNodes, type TestNode, tokenOf } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

const NOW = '2021-11-15T00:00:00Z';

interface Item {
  readonly agrees: boolean;
  readonly computed: { readonly score: number; readonly level?: string };
}

async function recomputed(node: TestNode, what: 'signals' | 'bulletins', id: string): Promise<Item[]> {
  const environment = { EWS_URL: node.agencyUrl, EWS_TOKEN: await tokenOf(node.agencyUrl, 'viewer') };
  const { code, stdout, stderr } = await runEws([what, 'recompute', id, '--json'], { environment });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).items;
}

test('recompute: the score of a real series, bit for bit alike at the node that raised it and at its peer', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { replayFrom: NOW });
  await enrolAll([kr, jp]);
  await teach(kr, 'kr', 'UREA_PRICE', NOW);
  const signal = await until('a signal is raised', async () => {
    const { items } = await kr.as('viewer').get<{ items: Signal[] }>('/signals?state=open');
    return items.find(({ detector }) => ['alert', 'caution'].includes(detector));
  });
  const [own] = await recomputed(kr, 'signals', signal.id);
  assert.ok(own?.agrees && Object.is(own.computed.score, signal.score));

  const path = `/signals/${encodeURIComponent(signal.id)}/draft`;
  const bulletin = await issueDraft(
    kr,
    await kr.as('analyst').send<OwnBulletin>('POST', path, { parts: {} }),
  );
  const arrived = await arrival(jp, bulletin);
  assert.deepEqual(arrived.content.evidence, bulletin.content.evidence);
  // The peer has neither the series nor the indicator: the evidence is all that it has.
  const [there] = await recomputed(jp, 'bulletins', bulletin.content.id);
  assert.ok(there?.agrees && Object.is(there.computed.score, signal.score));
  assert.equal(there.computed.level, signal.level);
});
