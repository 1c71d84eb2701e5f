import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import { enrol, startNodes } from '../helpers/nodes.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';

/** As long as a loaded machine may need; how fast a cut is seen is measured elsewhere. */
const PATIENCE_MS = 45_000;

test('links: both consoles name the direction that is cut, without a reload, and its healing', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const krToJp = await startTcpProxy(t, jp.federationUrl);
  await enrol(kr, jp, krToJp.url);
  await enrol(jp, kr);
  const browser = await startBrowser(t);
  const atKr = await openConsole(t, browser, kr, 'operator', '/', { locale: 'ko' });
  const atJp = await openConsole(t, browser, jp, 'operator', '/links', { locale: 'ja' });
  const board = (states: Record<string, string>) =>
    Promise.all(Object.entries(states).map(([direction, state]) => untilOnBoard(atKr, direction, state)));

  await board({ 'JP-KR': 'up', 'KR-JP': 'up' });
  await untilCard(atJp, 'outbound', 'up');
  // What Korea asks of Japan gets no answer, so Japan's bulletins do not reach Korea; the other way works.
  krToJp.cut('both');
  await board({ 'JP-KR': 'down', 'KR-JP': 'up' });
  await untilCard(atJp, 'outbound', 'down');
  await untilCard(atJp, 'inbound', 'up');
  krToJp.heal();
  await board({ 'JP-KR': 'up', 'KR-JP': 'up' });
  await untilCard(atJp, 'outbound', 'up');

  await t.test('the examination walks every step, and says where it ends', async () => {
    await atJp.getByRole('button', { name: '診断' }).click();
    await atJp.locator('.doctor-passed').waitFor();
    krToJp.reset();
    await atKr.goto(`${kr.agencyUrl}/links`);
    await atKr.getByRole('button', { name: '진단' }).click();
    await atKr.locator('.doctor-step-failed').waitFor();
    krToJp.heal();
  });
});

async function untilOnBoard(page: Page, direction: string, state: string): Promise<void> {
  await page
    .locator(`[data-direction="${direction}"][data-state="${state}"]`)
    .waitFor({ timeout: PATIENCE_MS });
}

async function untilCard(page: Page, direction: 'inbound' | 'outbound', state: string): Promise<void> {
  const card = page.locator(`[data-direction="${direction}"][data-state="${state}"]`);
  await card.waitFor({ timeout: PATIENCE_MS });
}
