import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PASSWORD, type Person, type TestNode } from './nodes.ts';

/** The languages of the console. */
export const LOCALES = ['ko', 'en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

export interface Look {
  readonly locale?: Locale;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Not the package's own list: it makes one process of all, and switches the web's security off. */
export const BROWSER_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] as const;

/** A browser for the time of a test. */
export async function startBrowser(t: TestContext): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...BROWSER_ARGUMENTS],
  });
  t.after(() => browser.close());
  return browser;
}

/**
 * A page of a node's console with somebody signed in, at `path`. When the test is over, it must not have asked
 * any other host for anything, thrown an error, or broken its content security policy.
 */
export async function openConsole(
  t: TestContext,
  browser: Browser,
  node: TestNode,
  person: Person,
  path = '/',
  look: Look = {},
): Promise<Page> {
  const page = await openPage(t, browser, node.agencyUrl, look);
  await page.goto(`${node.agencyUrl}${path}`);
  await page.fill('input[name=username]', person);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.locator('header.top').waitFor();
  return page;
}

/** The same with nobody signed in, and nothing opened yet. */
export async function openPage(
  t: TestContext,
  browser: Browser,
  origin: string,
  { locale = 'en', colorScheme = 'light', width = 1440, height = 900 }: Look = {},
): Promise<Page> {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that a page expects (nobody is signed in) is reported by the browser as an error too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && asked !== origin)
      faults.push(`asked ${request.url()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, [], `the page at ${origin}`);
  });
  return page;
}
