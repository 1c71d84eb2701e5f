import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { arrival, issue } from '../helpers/bulletins.ts';
import { pullOf, send, tokenFor } from '../helpers/by-hand.ts';
import { goodBulletin, type Line } from '../helpers/hostile-log.ts';
import { lines, startHostilePeer } from '../helpers/hostile-peer.ts';
import { enrol, startNodes } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { until } from '../helpers/until.ts';

function notFound(response: ServerResponse): void {
  response.writeHead(404).end('{}');
}

test('a hostile relay changes nothing of what is held', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const relay = await startHostilePeer(t);
  const proxy = await startTcpProxy(t, jp.federationUrl);
  await enrol(jp, kr);
  await kr.as('operator').send('POST', '/peers', { url: relay.url, fingerprint: relay.fingerprint });
  // It answers for every log with what the test has it say; its own has nothing.
  relay.lie((_pull, response) => notFound(response));
  await enrol(kr, jp, proxy.url);
  await issue(jp);
  await untilHeld(kr, jp, 1);
  const quiet = await truth(1);
  proxy.reset();
  const [second, third] = [await issue(jp), await issue(jp)];

  /** The true page from an entry on, as Japan itself would give it to Korea. */
  async function truth(from: number): Promise<Line[]> {
    const pull = await pullOf(kr, jp);
    const request = { ...pull, path: pull.path.replace('from=0', `from=${from}`) };
    const { text } = await send(jp, { ...request, token: await tokenFor(kr, jp, request) });
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  }

  const whole = await truth(0);
  const [first, one, other, end] = whole as [object, object, object, { checkpoint: string }];
  relay.log.append(await goodBulletin(relay.log));
  const foreign = { seq: 1, jws: relay.log.entry(0) };
  const old = { checkpoint: relay.log.checkpoint(0), consistency: [] };
  const forgeries: readonly (readonly [what: string, page: readonly Line[], code: RegExp])[] = [
    ['drops an entry', [one, end], /root_mismatch/],
    ['leaves a gap', [other, end], /sequence_mismatch/],
    ['begins elsewhere', [first, end], /sequence_mismatch/],
    ['puts its own entry in the place of one', [foreign, other, end], /root_mismatch/],
    ['turns two round', [{ ...other, seq: 1 }, { ...one, seq: 2 }, end], /root_mismatch/],
    ['shows the checkpoint of another log', [one, other, old], /checkpoint_malformed|note_signature/],
    ['ends before the checkpoint', [one, other], /page_truncated/],
  ];

  for (const [what, page, code] of forgeries) {
    await t.test(`it ${what}`, async () => {
      const since = kr.log().length;
      let served = 0;
      relay.lie((pull, response) => {
        // Its own log is asked for as well; only what is asked from 1 on can be Japan's. What is true for a while
        // has it asked again at once.
        if (pull.from === 1) return lines(served++ === 0 ? quiet : page)(pull, response);
        return notFound(response);
      });
      const failed = await until(`the page that ${what} is refused`, () =>
        kr
          .log()
          .slice(since)
          .find(
            ({ event, peer, code: found }) =>
              event === 'relayFailed' && peer === jp.id && code.test(`${found}`),
          ),
      );
      assert.equal(failed.via, relay.id);
      const { held, counts } = await statusOf(kr, jp);
      assert.deepEqual([held, counts], [1, { verified: 1, sealed: 0, refused: 0 }]);
    });
  }

  await t.test('nor does it hold up what comes once it answers rightly', async () => {
    relay.lie(async (pull, response) => {
      if (pull.from >= 1 && pull.from <= 3) return lines(await truth(pull.from))(pull, response);
      return notFound(response);
    });
    for (const bulletin of [second, third]) await arrival(kr, bulletin);
  });

  await t.test('an older checkpoint than one that was seen is not taken from it', async () => {
    const stale = await truth(3);
    const fourth = await issue(jp);
    relay.lie(async (pull, response) => {
      if (pull.from === 3) return lines(await truth(3))(pull, response);
      return notFound(response);
    });
    await arrival(kr, fourth);
    const since = kr.log().length;
    relay.lie((pull, response) => {
      if (pull.from === 4) return lines(stale)(pull, response);
      return notFound(response);
    });
    await until('it is refused', () =>
      kr
        .log()
        .slice(since)
        .some(({ event, code }) => event === 'relayFailed' && code === 'checkpoint_stale'),
    );
    proxy.heal();
    await arrival(kr, await issue(jp));
  });
});
