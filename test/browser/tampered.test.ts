import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulletinsTexts } from '../../src/console/i18n/bulletins.ts';
import { refusalTexts } from '../../src/console/i18n/refusals.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import { enrolHostile } from '../helpers/hostile-checks.ts';
import { goodBulletin } from '../helpers/hostile-log.ts';
import { startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

const TRUE_WORDS = 'Gallium quotas halved';
const FALSE_WORDS = 'Gallium quotas doubled';

test('tampered: a bulletin whose text was changed is shown as refused, and never its text', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const peer = await startHostilePeer(t);
  peer.log.append(await goodBulletin(peer.log, { headline: { en: TRUE_WORDS } }));
  peer.log.append(altered(await goodBulletin(peer.log, { headline: { en: TRUE_WORDS } })));
  const browser = await startBrowser(t);
  const board = await openConsole(t, browser, kr, 'analyst');
  await enrolHostile(kr, peer);

  // It appears by itself on a board that was open before.
  const notice = board.getByRole('region', { name: bulletinsTexts.en.refusedTitle });
  await notice.getByText(refusalTexts.en.entry_signature).waitFor();
  assert.deepEqual(await seriousFindings(board), []);

  await board.goto(`${kr.agencyUrl}/bulletins?from=peers`);
  await notice.getByText(refusalTexts.en.entry_signature).waitFor();
  await board.getByText(TRUE_WORDS).first().waitFor();
  assert.equal(await board.getByText(FALSE_WORDS).count(), 0);
  assert.deepEqual(await seriousFindings(board), []);
  await until('one of two was accepted', async () => {
    const { items } = await kr.as('viewer').get<{ items: object[] }>('/bulletins?from=peers');
    return items.length === 1;
  });
});

/** The signed bytes with other words in them, under the signature of the true ones. */
function altered(jws: string): string {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const text = Buffer.from(payload, 'base64url').toString();
  assert.ok(text.includes(TRUE_WORDS));
  return [header, Buffer.from(text.replace(TRUE_WORDS, FALSE_WORDS)).toString('base64url'), signature].join(
    '.',
  );
}
