import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportTexts } from '../../src/console/i18n/reports.ts';
import type { Report } from '../../src/domain/report.ts';
import { UREA } from '../detect/series.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { LOCALES, openConsole, startBrowser } from '../helpers/browser.ts';
import { startNodes } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';
import { content } from '../reports/samples.ts';

test('reports: an analyst enters one, and judges what came', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { replayFrom: '2021-10-11T00:00:00Z' });
  await kr.as('operator').send('PUT', '/indicators', { items: [UREA] });
  const analyst = kr.as('analyst');
  await analyst.send(
    'POST',
    '/reports',
    content({ text: { ko: '산둥의 요소 업체 두 곳이 주문을 받지 않는다.' } }),
  );
  const browser = await startBrowser(t);
  const t9n = reportTexts.en;
  const page = await openConsole(t, browser, kr, 'analyst', '/reports', { locale: 'en' });

  const choice = (name: string) => page.getByRole('combobox', { name, exact: true });

  await t.test('the form takes a policy event, with the digest of a file that stays here', async () => {
    await page.locator('[data-report]').first().waitFor();
    await page.getByRole('link', { name: t9n.write }).click();
    await choice(t9n.kind).selectOption('policy-event');
    await choice(t9n.sector).selectOption('critical-minerals');
    await page.getByLabel(t9n.country, { exact: true }).fill('cn');
    await page
      .getByRole('textbox', { name: t9n.text, exact: true })
      .fill('Urea is to be inspected before export.');
    await page.getByLabel(t9n.item, { exact: true }).fill('Urea');
    await page.getByLabel(t9n.hsCodes).fill('310210');
    await page.getByLabel(t9n.effectiveOn).fill('2021-10-15');
    await page.getByLabel(t9n.affected).fill('kr jp');
    await page.getByLabel(t9n.sourceName).fill('Mission in Qingdao');
    const file = { name: 'notice.txt', mimeType: 'text/plain', buffer: Buffer.from('abc') };
    await page.getByLabel(t9n.attachments).setInputFiles(file);
    await page.getByRole('button', { name: t9n.remove('notice.txt') }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByRole('button', { name: t9n.save }).click();
    await page.getByText(t9n.afterAccept).waitFor();
    const { items } = await analyst.get<{ items: Report[] }>('/reports?kind=policy-event');
    const kept = items[0]?.content;
    // The first vector of FIPS 180-4: SHA-256 of "abc"
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.deepEqual(kept?.attachments, [{ sha256, name: 'notice.txt', size: 3 }]);
    assert.deepEqual(kept?.event?.affected, ['KR', 'JP']);
    assert.equal(kept?.event?.effectiveOn, '2021-10-15');
  });

  await t.test('it is accepted, and the other one is dismissed with a reason', async () => {
    await page.getByRole('button', { name: t9n.accept }).click();
    await page.getByText(t9n.noSignals).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.goto(`${kr.agencyUrl}/reports`);
    await page.locator('[data-report]').first().waitFor();
    await page.locator('main').press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `${t9n.dismiss} …` }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByRole('button', { name: t9n.dismiss }).isDisabled(), true);
    await dialog.getByLabel(t9n.reason).fill('Annual maintenance.');
    await dialog.getByRole('button', { name: t9n.dismiss }).click();
    await page.locator('main').getByText('Annual maintenance.').waitFor();
  });

  await t.test('lists are shown by state in all three languages', async () => {
    await page.goto(`${kr.agencyUrl}/reports?state=accepted`);
    for (const locale of LOCALES) {
      await page.selectOption('select.language', locale);
      await page.getByRole('heading', { name: reportTexts[locale].title, exact: true }).waitFor();
      await page.locator('[data-report]').first().waitFor();
      assert.deepEqual(await seriousFindings(page), [], locale);
      assert.deepEqual(await foreignFonts(page), [], locale);
    }
  });

  await t.test('who may not judge reads, and has no button for it', async () => {
    const viewer = await openConsole(t, browser, kr, 'viewer', '/reports?state=dismissed', { locale: 'ko' });
    await viewer.locator('[data-report]').first().waitFor();
    assert.equal(await viewer.getByRole('link', { name: reportTexts.ko.write }).count(), 0);
    await viewer.locator('[data-report] a').first().click();
    await viewer.getByText('Annual maintenance.').waitFor();
    assert.equal(await viewer.locator('main button').count(), 0);
  });
});
