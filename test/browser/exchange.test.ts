import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { bulletinActsTexts } from '../../src/console/i18n/bulletin-acts.ts';
import { bulletinPageTexts } from '../../src/console/i18n/bulletin-page.ts';
import { signalTexts } from '../../src/console/i18n/signals.ts';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import { teach } from '../helpers/demo-series.ts';
import { enrolAll, startNodes } from '../helpers/nodes.ts';

const NOW = '2021-11-15T00:00:00Z';

/** Issued, a bulletin has to stand on the screens of the peer so soon. A loaded machine gets more. */
const ARRIVES_MS = 1_000;
const SLACK_MS = 4_000;

const [ko, ja] = [
  { acts: bulletinActsTexts.ko, page: bulletinPageTexts.ko, signals: signalTexts.ko },
  { acts: bulletinActsTexts.ja, page: bulletinPageTexts.ja },
];

test('exchange: drafted and released at one console, read and answered at another, without a reload', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { replayFrom: NOW });
  await enrolAll([kr, jp]);
  await teach(kr, 'kr', 'UREA_PRICE', NOW);
  const browser = await startBrowser(t);
  const analyst = await openConsole(t, browser, kr, 'analyst', '/signals', { locale: 'ko' });
  const approver = await openConsole(t, browser, kr, 'approver-1', '/', { locale: 'ko' });
  const reader = await openConsole(t, browser, jp, 'analyst', '/bulletins?from=peers', { locale: 'ja' });
  // A reload would begin a new document: this mark would be gone.
  for (const page of [approver, reader]) await page.evaluate('window.neverReloaded = true');

  await analyst.locator('[data-row]').first().click();
  await press(analyst, ko.signals.draft);
  await press(analyst, ko.acts.submit);
  await analyst.getByText(ko.acts.waitsFor(1)).waitFor();
  const address = new URL(analyst.url()).pathname;

  // The board of the approver counts it at once.
  await approver
    .locator('a[href="/bulletins?state=in-review"] .waiting-count', { hasText: '1' })
    .first()
    .click();
  await approver.locator('[data-row]').first().click();
  await press(approver, ko.acts.approve);
  await press(approver, ko.acts.issue);
  const issued = Date.now();
  await approver.locator('dialog').getByRole('button', { name: ko.acts.issue, exact: true }).click();

  const row = reader.locator(`a[data-row][href="${address}"]`);
  await row.waitFor();
  const took = Date.now() - issued;
  assert.ok(took < ARRIVES_MS + SLACK_MS, `it stood at jp after ${took} ms`);
  t.diagnostic(`from the click that issues to the screen of the peer: ${took} ms`);

  await row.click();
  await reader.getByText(ja.page.verifiedAt).waitFor();
  await reader.locator('.option', { hasText: ja.acts.answerKinds.acting.name }).click();
  await reader.getByLabel(ja.acts.note).fill('在庫を確認中');
  await press(reader, ja.acts.answer);

  await approver.getByText('在庫を確認中').waitFor();
  await approver.locator('.deliveries').getByText(ko.page.deliveries.received, { exact: true }).waitFor();
  for (const page of [approver, reader]) assert.equal(await page.evaluate('window.neverReloaded'), true);
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}
