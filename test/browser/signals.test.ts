import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, formatPeriod, periodEnd } from '../../src/domain/time.ts';
import { randomWalk, UREA } from '../detect/series.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { openConsole, startBrowser } from '../helpers/browser.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';

const SERIES = 'UREA_PRICE/KR.CN';
const LAST = 2021 * 12 + 8;
/** Ten years of months, and a jump in the last one. */
const VALUES = randomWalk(120, 0.02, 5, (index) => (index === 119 ? 0.3 : 0));

test('signals: from an indicator that is found to a signal that is judged', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { replayFrom: '2021-10-11T00:00:00Z' });
  await kr.as('operator').send('PUT', '/indicators', { items: [UREA] });
  await ingest(kr, VALUES.slice(0, -1).map(row));
  const browser = await startBrowser(t);
  const page = await openConsole(t, browser, kr, 'analyst', '/indicators', { locale: 'en' });

  await t.test(
    'an indicator is found by its name in any language, and the address keeps the search',
    async () => {
      await page.locator('main').press('/');
      await page.keyboard.type('요소');
      await page.waitForURL(/q=/);
      await page.reload();
      await page.getByRole('row', { name: /Urea price/ }).waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await page.getByRole('searchbox').fill('nothing is called so');
      await page.getByText('No indicator matches these filters.').waitFor();
      await page.getByRole('button', { name: 'Reset filters' }).click();
      await page.getByRole('link', { name: 'Urea price' }).click();
    },
  );

  await t.test('the keys say of each point what the pointer shows, and which vintages it has', async () => {
    const chart = page.getByRole('slider', { name: 'Chart: Urea price' });
    await chart.press('End');
    assert.match((await chart.getAttribute('aria-valuetext')) ?? '', /^Aug 2021: [\d.,]+ USD\/t/);
    await chart.press('ArrowLeft');
    await chart.press('Enter');
    await page.getByRole('heading', { name: 'Vintages of Jul 2021' }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(await foreignFonts(page), []);
  });

  await t.test('a day’s knowledge is shown with what was revised and what came since', async () => {
    await ingest(kr, [`${SERIES},2021-07,1234.5,2021-10-01T00:00:00Z`]);
    await page.getByLabel('As known on').fill('2021-09-03');
    await page.getByText('Since then: 1 revised.').waitFor();
    await page.getByText('held then').waitFor();
    await page.goto(`${kr.agencyUrl}/indicators/UREA_PRICE?asOf=2021-08-31&period=2021-08`);
    await page.getByText('Since then: 1 revised, 1 new.').waitFor();
  });

  await t.test('what is raised appears in the open queue by itself', async () => {
    await page.goto(`${kr.agencyUrl}/signals`);
    await page.getByText('No signal of alert or above waits to be judged.').waitFor();
    await ingest(kr, [row(VALUES.at(-1)!, VALUES.length - 1)]);
    await page.locator('.signal').first().waitFor();
    await page.getByText(/^Place 1 Grade [A-D]\./).waitFor();
    await page.getByText(/^\d+ of \d+ today\.$/).waitFor();
    await page.getByText('Judged on Oct 11, 2021: 0 of 5.').waitFor();
    assert.deepEqual(await seriousFindings(page), []);
  });

  await t.test(
    'a signal shows that its evidence gives its score again, and is dismissed with a reason',
    async () => {
      await page.locator('main').press('j');
      await page.keyboard.press('Enter');
      await page.getByText('same score').waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await page.getByRole('button', { name: 'Dismiss …' }).click();
      const dialog = page.getByRole('dialog');
      assert.equal(await dialog.getByRole('button', { name: 'Dismiss' }).isDisabled(), true);
      await dialog.getByLabel('Reason').fill('One purchase, announced in advance.');
      await dialog.getByRole('button', { name: 'Dismiss' }).click();
      await page.locator('.chip-dismissed').waitFor();
      await page.goto(`${kr.agencyUrl}/signals?state=dismissed`);
      await page.getByText('One purchase, announced in advance.').waitFor();
      await page.goto(`${kr.agencyUrl}/signals?from=attention`);
      await page.getByText('Judged on Oct 11, 2021: 1 of 5.').waitFor();
    },
  );

  await t.test('who may not judge sees what was judged, and no button for it', async () => {
    const viewer = await openConsole(t, browser, kr, 'viewer', '/signals?state=dismissed', {
      locale: 'ko',
      colorScheme: 'dark',
    });
    await viewer.locator('.signal').first().waitFor();
    assert.equal(await viewer.locator('main button').count(), 0);
    assert.deepEqual(await seriousFindings(viewer), []);
    assert.deepEqual(await foreignFonts(viewer), []);
  });
});

/** A row of a month as it was known at the end of it. */
function row(value: number, index: number): string {
  const period = formatPeriod('M', LAST - VALUES.length + 1 + index);
  return `${SERIES},${period},${value},${formatInstant(periodEnd('M', period))}`;
}

async function ingest(node: TestNode, rows: readonly string[]): Promise<void> {
  const csv = ['series,period,value,known_at', ...rows].join('\n');
  await node.as('operator').send('POST', '/observations', `${csv}\n`, 'text/csv');
}
