import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { nodePaths } from '../../src/config/paths.ts';
import { sourceTexts } from '../../src/console/i18n/sources.ts';
import { seriousFindings } from '../helpers/axe.ts';
import { LOCALES, openConsole, startBrowser } from '../helpers/browser.ts';
import { startNodes } from '../helpers/nodes.ts';
import { foreignFonts } from '../helpers/rendered-fonts.ts';
import { INDICATOR } from '../http/samples.ts';
import { openSource } from '../sources/servers.ts';

test('sources: an operator has one fetched, and sees what came of it', async (t) => {
  const server = await openSource((_request, response) =>
    response.end('series,period,value\nUREA_PRICE/KR.CN,2021-07,390.5\n'),
  );
  t.after(() => server.close());
  const allow = [{ host: '127.0.0.1', port: server.port, private: true, http: true }];
  const { kr } = await startNodes(t, ['kr'], { config: { sources: { allow } } });
  await kr.as('operator').send('PUT', '/indicators', { items: [INDICATOR] });
  await kr.stop();
  const { sourcesFolder } = nodePaths(kr.directory);
  mkdirSync(sourcesFolder);
  const source = { name: 'urea', url: `${server.url}/urea.csv`, format: 'csv', every: '6h' };
  writeFileSync(join(sourcesFolder, 'prices.yaml'), stringify([source]));
  await kr.start();

  const browser = await startBrowser(t);
  const t9n = sourceTexts.en;
  const page = await openConsole(t, browser, kr, 'operator', '/sources');
  const row = page.locator('[data-source=urea]');
  await row.getByText(t9n.never).first().waitFor();
  await row.getByRole('button', { name: `${t9n.fetch}: urea` }).click();
  await row.getByText(t9n.counts('1', '0', '0')).waitFor();
  server.answer((_request, response) => response.writeHead(404).end());
  await row.getByRole('button', { name: `${t9n.fetch}: urea` }).click();
  await row.getByText('source_answer').waitFor();
  await row.locator('.chip').waitFor();
  for (const locale of LOCALES) {
    await page.selectOption('select.language', locale);
    await page.getByRole('heading', { name: sourceTexts[locale].title }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], locale);
    assert.deepEqual(await foreignFonts(page), [], locale);
  }

  const viewer = await openConsole(t, browser, kr, 'viewer', '/sources');
  await viewer.locator('[data-source=urea]').waitFor();
  assert.equal(await viewer.locator('main').getByRole('button').count(), 0);
});
