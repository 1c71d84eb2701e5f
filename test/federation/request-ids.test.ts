import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrival, issue } from '../helpers/bulletins.ts';
import { enrolAll, type LogLine, PASSWORD, startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

const INFO = 30;
const MADE_HERE = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

test('request ids: cross from one node to another', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { config: { log: { level: 'debug' } } });
  await enrolAll([kr, jp]);

  await t.test(
    'a pull that brought something has one in the logs of both nodes, at the usual level',
    async () => {
      await arrival(kr, await issue(jp));
      const served = await lineOf(jp, ({ event }) => event === 'pageServed');
      assert.deepEqual([served.level, served.peer, served.from, served.entries], [INFO, kr.id, 0, 1]);
      assert.match(String(served.requestId), /^[\w-]{22}$/);
      const accepted = await lineOf(kr, ({ event }) => event === 'pageAccepted');
      assert.deepEqual([accepted.level, accepted.peer, accepted.requestId], [INFO, jp.id, served.requestId]);
      // The hint that set the pull off is a request of its own.
      const hint = await lineOf(kr, ({ event }) => event === 'hintReceived');
      assert.notEqual(hint.requestId, served.requestId);
      assert.equal((await lineOf(jp, ({ event }) => event === 'hintSent')).requestId, hint.requestId);
    },
  );

  await t.test('what an operator asks for keeps the id that the operator chose', async () => {
    const chosen = 'drill-2021-10-11.7';
    const answer = await asOperator(kr, `/peers/${jp.id}/pull`, chosen);
    assert.deepEqual([answer.status, answer.headers.get('x-request-id')], [200, chosen]);
    const line = await lineOf(jp, (each) => each.event === 'requestFinished' && each.requestId === chosen);
    assert.match(String(line.route), /entries$/);
    assert.ok(jp.log().some((each) => each.event === 'cursorReceived' && each.requestId === chosen));
  });

  await t.test('one that is not well-formed gives way to one that the node made', async () => {
    for (const hostile of ['short', 'x'.repeat(65), 'a b c d e f g', '"},{"level":60', '../../etc/x;y']) {
      const before = jp.log().length;
      const answer = await fetch(`${jp.federationUrl}/federation/v1/hints`, {
        method: 'POST',
        headers: { 'x-request-id': hostile, 'content-type': 'application/jose' },
        body: 'x',
      });
      assert.equal(answer.status, 401);
      const id = String(answer.headers.get('x-request-id'));
      assert.match(id, MADE_HERE, hostile);
      assert.equal(((await answer.json()) as { instance: string }).instance, id);
      const refused = await lineOf(jp, ({ event }) => event === 'peerRefused', before);
      assert.equal(refused.requestId, id);
      assert.ok(!JSON.stringify(jp.log()).includes(JSON.stringify(hostile).slice(1, -1)));
    }
  });
});

async function lineOf(node: TestNode, isIt: (line: LogLine) => boolean, since = 0): Promise<LogLine> {
  return until(`a line of ${node.id}`, () => node.log().slice(since).find(isIt));
}

async function asOperator(node: TestNode, path: string, requestId: string): Promise<Response> {
  const signedIn = await fetch(`${node.agencyUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'operator', password: PASSWORD }),
  });
  const { token } = (await signedIn.json()) as { token: string };
  return fetch(`${node.agencyUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-request-id': requestId },
  });
}
