import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logStateTexts } from '../../src/console/i18n/log-state.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import { issue } from '../helpers/bulletins.ts';
import { enrolAll, startNodes } from '../helpers/nodes.ts';
import { untilHeld } from '../helpers/peers.ts';
import { loseFence, requireLogState, untilReady } from '../helpers/recovery.ts';

test('log state: every page says that nothing is issued, and why, until the log is back', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  await issue(kr);
  await untilHeld(jp, kr, 1);
  await kr.stop();
  await jp.stop();
  loseFence(kr);
  await kr.start();
  await requireLogState(kr, 'fence_missing');

  const browser = await startBrowser(t);
  const page = await openConsole(t, browser, kr, 'analyst', '/bulletins');
  const banner = page.getByRole('alert').filter({ hasText: logStateTexts.en.title });
  await banner.getByText(logStateTexts.en.recovering).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.goto(`${kr.agencyUrl}/links`);
  await banner.waitFor();

  await jp.start();
  await untilReady(kr);
  await banner.waitFor({ state: 'detached' });
});
