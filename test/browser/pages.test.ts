import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFindings } from '../helpers/axe.ts';
import { LOCALES, openConsole, openPage, startBrowser } from '../helpers/browser.ts';
import { issue } from '../helpers/bulletins.ts';
import { enrolAll, startNodes } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';

test('pages: each of them in three languages, light and dark', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  await enrolAll([kr, jp]);
  await issue(kr);
  const browser = await startBrowser(t);
  const paths = ['/', '/indicators', '/signals', '/links'];

  for (const locale of LOCALES) {
    await t.test(locale, async (t) => {
      const page = await openConsole(t, browser, kr, 'operator', '/', {
        locale,
        colorScheme: locale === 'en' ? 'dark' : 'light',
      });
      for (const path of paths) {
        await page.goto(`${kr.agencyUrl}${path}`);
        await page.locator('main h1').waitFor();
        // Asked from outside: what a page waits for by itself would be evaluated, which its policy forbids.
        await page.locator('.placeholder').first().waitFor({ state: 'detached' });
        assert.equal(await page.getAttribute('html', 'lang'), locale);
        assert.deepEqual(await page.locator('.failure').allTextContents(), [], path);
        assert.deepEqual(await seriousFindings(page), [], path);
        assert.deepEqual(await foreignFonts(page), [], path);
      }
    });
  }

  await t.test(
    'signing in: refuses a wrong password, and leads on to the address that was asked for',
    async (t) => {
      const page = await openPage(t, browser, kr.agencyUrl);
      await page.goto(`${kr.agencyUrl}/links`);
      await page.fill('input[name=username]', 'viewer');
      await page.fill('input[name=password]', 'not the password');
      await page.click('button[type=submit]');
      await page.getByRole('alert').waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(await foreignFonts(page), []);
    },
  );
});
