import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEvents, type Events } from '../../src/events/events.ts';
import { onBehalfOf } from '../../src/request-id.ts';

function recorded(level: 'debug' | 'info' = 'debug'): { events: Events; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { events: createEvents({ level, node: 'kr.ews.example', destination }), lines };
}

const PAGE = { peer: 'jp.ews.example', entries: 5, sealed: 2, refused: 1, size: 12 };

describe('events', () => {
  it('writes a line with the name of the event and its fields', () => {
    const { events, lines } = recorded();
    events.bulletinIssued({ id: 'kr.ews.example/2021-10-11/1f2e3d4c', level: 'alert', seq: 3 });
    const [line] = lines;
    assert.equal(line?.event, 'bulletinIssued');
    assert.equal(line?.node, 'kr.ews.example');
    assert.equal(line?.seq, 3);
    assert.equal(line?.level, 30);
    assert.equal(line?.alertLevel, 'alert');
  });

  it('counts', async () => {
    const { events } = recorded();
    events.pageAccepted(PAGE);
    events.pageAccepted(PAGE);
    const text = await events.registry.metrics();
    assert.match(text, /^ews_pages_total\{peer="jp\.ews\.example"\} 2$/m);
    assert.match(text, /^ews_entries_total\{peer="jp\.ews\.example",outcome="verified"\} 4$/m);
    assert.match(text, /^ews_entries_total\{peer="jp\.ews\.example",outcome="sealed"\} 4$/m);
    assert.match(text, /^ews_peer_log_size\{peer="jp\.ews\.example"\} 12$/m);
  });

  it('shows the state and the measures of a link', async () => {
    const { events, lines } = recorded();
    const peer = 'jp.ews.example';
    events.linkChanged({ peer, direction: 'outbound', state: 'down', reason: 'no_contact' });
    const unknown = { roundTripMs: undefined, clockOffsetMs: undefined, entriesBehind: undefined };
    events.linkMeasured({ peer, checkpointAgeSeconds: 7, ...unknown });
    assert.deepEqual([lines[0]?.event, lines[0]?.reason, lines.length], ['linkChanged', 'no_contact', 1]);
    const text = await events.registry.metrics();
    assert.match(text, /^ews_link_state\{peer="jp\.ews\.example",direction="outbound"\} 3$/m);
    assert.match(text, /^ews_link_checkpoint_age_seconds\{peer="jp\.ews\.example",direction="inbound"\} 7$/m);
    assert.doesNotMatch(text, /^ews_link_round_trip_seconds\{/m);
  });

  it('keeps what a stranger claims out of the labels', async () => {
    const { events } = recorded();
    events.peerRefused({
      peer: 'made.up.example',
      code: 'peer_unknown',
      message: 'x',
      requestId: 'made-up-1',
    });
    events.signInFailed({ name: 'made-up', address: '192.0.2.1' });
    assert.doesNotMatch(await events.registry.metrics(), /made.up|made-up|192\.0\.2/);
  });

  it('never throws: not for odd values, not for a destination that fails', () => {
    const broken = { write: () => assert.fail('disk full') };
    const events = createEvents({ level: 'debug', node: 'kr.ews.example', destination: broken });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const fields of [PAGE, {}, circular, undefined, null, { ...PAGE, entries: Number.NaN, size: 1n }]) {
      for (const [name, event] of Object.entries(events)) {
        if (name === 'logger' || name === 'registry') continue;
        assert.doesNotThrow(() => (event as (fields: unknown) => void)(fields), name);
      }
    }
  });

  it('hides secrets, wherever in a line they stand', () => {
    const { events, lines } = recorded();
    events.logger.info(
      {
        req: { headers: { authorization: 'Bearer s3cret', cookie: 's3cret', 'set-cookie': 's3cret' } },
        authorization: 's3cret',
        password: 's3cret',
        body: { password: 's3cret', token: 's3cret' },
      },
      'a line of a library',
    );
    assert.doesNotMatch(JSON.stringify(lines), /s3cret/);
  });

  it('hides what is signed, also in the middle of a sentence, and cut short', () => {
    const { events, lines } = recorded();
    const jws = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJrci5ld3MuZXhhbXBsZSJ9.c2lnbmF0dXJl';
    for (const text of [jws, jws.slice(0, 50), jws.slice(0, 30)]) {
      events.pullFailed({
        peer: 'jp.ews.example',
        code: 'peer_answer',
        message: `it said "${text}" to that`,
      });
    }
    assert.deepEqual(
      lines.map(({ message }) => message),
      Array(3).fill('it said "[redacted]" to that'),
    );
  });

  it('names the request on whose behalf something happens, also after a wait', async () => {
    const { events, lines } = recorded();
    await onBehalfOf('request-0001', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      events.hintSent({ peer: 'jp.ews.example', size: 1 });
    });
    events.hintSent({ peer: 'jp.ews.example', size: 2 });
    assert.deepEqual(
      lines.map(({ requestId }) => requestId),
      ['request-0001', undefined],
    );
  });

  it('leaves out lines below the level, and counts them all the same', async () => {
    const { events, lines } = recorded('info');
    events.hintSent({ peer: 'jp.ews.example', size: 1 });
    assert.equal(lines.length, 0);
    assert.match(await events.registry.metrics(), /ews_hints_total\{peer="jp.ews.example",event="sent"\} 1/);
  });

  it('gives each node metrics of its own', async () => {
    const [first, second] = [recorded(), recorded()];
    first.events.signedIn({ name: 'a.kim' });
    assert.doesNotMatch(await second.events.registry.metrics(), /ews_sign_ins_total\{/);
  });
});
