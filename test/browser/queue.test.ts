import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { seriousFindings } from '../helpers/axe.ts';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import type { TestNode } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';
import { openAgency } from '../http/agency.ts';
import { bringQueue, RANKED } from '../queue/scene.ts';

test('queue: the day’s work first, and below a line what is more than the day holds', async (t) => {
  const agency = await openAgency((node) => ({
    ...node,
    config: { ...node.config, budget: { draftsPerWorkingDay: 3 } },
  }));
  t.after(() => agency.close());
  await bringQueue(agency.node);
  await agency.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = agency.app.server.address() as AddressInfo;
  const kr = { agencyUrl: `http://127.0.0.1:${port}` } as TestNode;
  const browser = await startBrowser(t);
  const page = await openConsole(t, browser, kr, 'analyst', '/signals', { locale: 'en' });
  const rows = () =>
    page
      .locator('.signal-list > li')
      .evaluateAll((all) => all.map((row) => row.querySelector('[data-row]')?.getAttribute('href') ?? 'cut'));
  const of = (...ids: string[]) => ids.map((id) => (id === 'cut' ? id : `/signals/${id}`));

  await t.test('the order, the counts and the line', async () => {
    await page.getByText('3 of 5 today; 2 wait below the line.').waitFor();
    await page.getByText('Below the line: 2 signals beyond what a day holds').waitFor();
    assert.deepEqual(await rows(), of('s4', 'a6', 'a3', 'cut', 'a2', 'a1'));
    assert.deepEqual(await seriousFindings(page), []);
  });

  await t.test('what is below alert, where somebody asks for it, and the address keeps that', async () => {
    await page.getByLabel('Show what is below alert too').check();
    await page.waitForURL(/from=attention/);
    await page.getByText('Below alert: no alarms, and not counted').waitFor();
    assert.deepEqual(await rows(), of(...RANKED.slice(0, 3), 'cut', ...RANKED.slice(3, 5), 'cut', 'c5'));
  });

  await t.test('what is dismissed leaves the queue, and counts against the day', async () => {
    await page.locator('.signal', { hasText: 'Place 1' }).getByRole('button', { name: 'Dismiss …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Announced in advance.');
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('2 of 4 today; 2 wait below the line.').waitFor();
    await page.getByText('Judged on Oct 11, 2021: 1 of 3.').waitFor();
    await page.getByText('The signal was dismissed.').waitFor();
  });

  await t.test('in Korean and Japanese, in the dark and on a telephone', async () => {
    for (const locale of ['ko', 'ja'] as const) {
      await page.selectOption('select.language', locale);
      await page.locator(`html[lang=${locale}]`).waitFor();
      assert.deepEqual(await foreignFonts(page), []);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(await seriousFindings(page), []);
    const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.ok((tooWide as number) <= 0, `${tooWide} too wide`);
  });
});
