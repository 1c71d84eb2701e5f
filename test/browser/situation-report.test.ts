import assert from 'node:assert/strict';
import { test } from 'node:test';
import { situationTexts } from '../../src/console/i18n/situations.ts';
import { TEXTS } from '../../src/situation-report/texts.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { LOCALES, openConsole, startBrowser } from '../helpers/browser.ts';
import { draft } from '../helpers/bulletins.ts';
import { startNodes } from '../helpers/nodes.ts';
import { content } from '../reports/samples.ts';

const HOSTILE = '<script>document.title = "owned"</script>"><img src=x onerror="document.title = 1">';

test('situation report: opens from the console, does nothing that others wrote, and prints', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { replayFrom: '2021-10-11T00:00:00Z' });
  await kr.as('analyst').send('POST', '/reports', content({ text: { en: HOSTILE } }));
  await draft(kr, { headline: { en: HOSTILE } });
  const browser = await startBrowser(t);
  const page = await openConsole(t, browser, kr, 'viewer', '/situations', { locale: 'ko' });

  await t.test('a page of its own, in the language of the console', async () => {
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: situationTexts.ko.report }).click();
    const report = await opened;
    await report.getByRole('heading', { name: TEXTS.ko.title }).waitFor();
    assert.equal(await report.locator('html').getAttribute('lang'), 'ko');
    await report.close();
  });

  for (const locale of LOCALES) {
    await t.test(`its policy holds and it can be read: ${locale}`, async () => {
      const faults: string[] = [];
      const report = await page.context().newPage();
      report.on('console', (message) => faults.push(message.text()));
      report.on('pageerror', (error) => faults.push(error.message));
      report.on('request', (request) => faults.push(`asked ${request.url()}`));
      const path = `/api/v1/situation-report?week=2021-W41&lang=${locale}`;
      await report.goto(`${kr.agencyUrl}${path}`);
      assert.equal((await report.getByText(HOSTILE).count()) >= 2, true);
      assert.match(await report.title(), new RegExp(`^${TEXTS[locale].title} 2021-W41`));
      // Its own style is applied: without it the box of the marking has no border.
      const border = await report.locator('.tlp').evaluate((box) => getComputedStyle(box).borderTopWidth);
      assert.equal(border, '2px');
      const isNarrow = await report.evaluate(() => document.body.scrollWidth <= document.body.clientWidth);
      assert.equal(isNarrow, true);
      assert.deepEqual(faults, [`asked ${kr.agencyUrl}${path}`]);
      assert.deepEqual(await seriousFindings(report), []);
      const pdf = await report.pdf({ preferCSSPageSize: true });
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
      await report.close();
    });
  }
});
