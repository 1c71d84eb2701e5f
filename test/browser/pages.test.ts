import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { bulletinActsTexts } from '../../src/console/i18n/bulletin-acts.ts';
import { commonTexts } from '../../src/console/i18n/common.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { LOCALES, openConsole, openPage, startBrowser } from '../helpers/browser.ts';
import { arrival, draft, issue } from '../helpers/bulletins.ts';
import { teach } from '../helpers/demo-series.ts';
import { enrolAll, PASSWORD, startNodes } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';
import { until } from '../helpers/until.ts';

const NOW = '2021-11-15T00:00:00Z';

test('pages: what each of them has to be for everybody', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { replayFrom: NOW });
  await enrolAll([kr, jp]);
  await teach(kr, 'kr', 'UREA_PRICE', NOW);
  const [own, other, unfinished] = [await issue(kr), await issue(jp), await draft(kr)];
  await arrival(kr, other);
  await kr.as('analyst').send('POST', '/reports/catalogue', {});
  const { items: signals } = await kr.as('viewer').get<{ items: { id: string }[] }>('/signals');
  const browser = await startBrowser(t);
  const paths = [
    '/',
    '/indicators',
    '/indicators/UREA_PRICE',
    '/signals?from=attention',
    '/signals?state=closed',
    `/signals/${signals[0]?.id}`,
    '/reports?state=accepted',
    '/reports/catalogue-cn-urea-2021',
    '/reports/new',
    '/bulletins',
    '/bulletins?from=peers',
    `/bulletins/${own.content.id}`,
    `/bulletins/${other.content.id}`,
    `/bulletins/${unfinished.content.id}/edit`,
    '/bulletins/new',
    '/situations',
    '/situations/item-urea',
    '/supply-map',
    '/supply-map?country=CN&item=natural-graphite',
    '/sources',
    '/links',
    '/nowhere',
  ];

  await t.test('in three languages, light and dark, wide and narrow', async (t) => {
    const page = await openConsole(t, browser, kr, 'analyst');
    for (const path of paths) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${kr.agencyUrl}${path}`);
      for (const locale of LOCALES) {
        await page.selectOption('select.language', locale);
        await page.locator(`html[lang=${locale}]`).waitFor();
        await settled(page);
        assert.deepEqual(await page.locator('.failure').allTextContents(), [], path);
        assert.deepEqual(await foreignFonts(page), [], path);
      }
      assert.deepEqual(await seriousFindings(page), [], path);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await seriousFindings(page), [], `${path} in the dark`);
      await page.setViewportSize({ width: 390, height: 844 });
      await until(
        `${path} fits on a telephone`,
        async () => {
          const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          return (tooWide as number) <= 0;
        },
        10,
      );
    }
  });

  await t.test('back, reload and the keyboard lead where they should', async (t) => {
    const page = await openConsole(t, browser, kr, 'analyst', '/bulletins');
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/bulletins/kr.ews.example/**');
    const address = page.url();
    await page.reload();
    await settled(page);
    assert.equal(page.url(), address);
    await page.goBack();
    await page.waitForURL('**/bulletins');
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL('**/links');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: commonTexts.en.shortcuts.title }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  await t.test(
    'signing in refuses a wrong password, leads to the address asked for, and out again',
    async (t) => {
      const page = await openPage(t, browser, kr.agencyUrl);
      await page.goto(`${kr.agencyUrl}/bulletins/${unfinished.content.id}`);
      await page.fill('input[name=username]', 'viewer');
      await page.fill('input[name=password]', 'not the password');
      await page.click('button[type=submit]');
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(await foreignFonts(page), []);
      await page.fill('input[name=password]', PASSWORD);
      await page.click('button[type=submit]');
      await settled(page);
      assert.ok((await page.locator('main').innerText()).includes(unfinished.content.headline.en ?? '-'));
      // A viewer may read, and do nothing.
      const names = [bulletinActsTexts.en.submit, bulletinActsTexts.en.edit];
      for (const name of names)
        assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0);
      assert.equal(await page.evaluate('document.cookie'), '', 'no script reads the session');
      await page.locator('.account summary').click();
      await page.getByRole('button', { name: commonTexts.en.signOut }).click();
      await page.locator('input[name=username]').waitFor();
      await page.reload();
      await page.locator('input[name=username]').waitFor();
    },
  );

  await t.test('a node that ends is said to be gone, and what was shown stays', async (t) => {
    const page = await openConsole(t, browser, jp, 'viewer', '/bulletins');
    await page.locator('[data-row]').first().waitFor();
    await jp.stop();
    await page.getByText(commonTexts.en.live.lost).waitFor();
    assert.ok((await page.locator('[data-row]').count()) > 0);
    await jp.start();
    await page.getByText(commonTexts.en.live.live, { exact: true }).waitFor();
  });
});

/** Waits until a page shows what it has to show. */
async function settled(page: Page): Promise<void> {
  await page.locator('header.top').waitFor();
  await page.locator('main h1').waitFor();
  // Asked from outside: what a page waits for by itself would be evaluated, which its policy forbids.
  await page.locator('.placeholder').first().waitFor({ state: 'detached' });
}
