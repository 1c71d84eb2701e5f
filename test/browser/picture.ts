import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Page } from 'playwright-core';
import { BROWSER_ARGUMENTS } from '../helpers/browser.ts';

/**
 * Takes the picture of the board that the README shows: plays the demonstration up to a day and photographs the
 * console of Korea as its analyst sees it.
 */
const HELP = `npm run picture [-- --until DAY] [-- --out FILE] [-- --locale ko|en|ja] [-- --dark] [-- --path /links]
`;

const ROOT = join(import.meta.dirname, '..', '..');
const DEMO = join(ROOT, 'src', 'demo', 'main.ts');

const { values: options } = parseArgs({
  options: {
    until: { type: 'string', default: '2022-04-30' },
    out: { type: 'string', default: join(ROOT, 'docs', 'board.png') },
    locale: { type: 'string', default: 'en' },
    path: { type: 'string', default: '/' },
    dark: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else await takePicture();

async function takePicture(): Promise<void> {
  const demo = spawn(process.execPath, [DEMO, '--until', options.until], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(demo, 'exit');
  try {
    await photograph(await signInOf(demo.stdout));
  } finally {
    demo.kill('SIGINT');
    await exit;
  }
}

interface SignIn {
  readonly url: string;
  readonly password: string;
}

/** Reads from the table that the demonstration prints where Korea's console is, and its analyst's password. */
async function signInOf(output: NodeJS.ReadableStream): Promise<SignIn> {
  let url: string | undefined;
  for await (const line of createInterface({ input: output })) {
    const cells = line.split('│').map((cell) => cell.trim());
    const [, node, console, , name, password] = cells;
    if (node?.startsWith('kr.') && console !== undefined) url = console;
    if (url !== undefined && name === 'analyst' && password !== undefined) return { url, password };
  }
  throw new Error('the demonstration ended before it printed where its consoles are');
}

async function photograph({ url, password }: SignIn): Promise<void> {
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...BROWSER_ARGUMENTS],
  });
  try {
    const page = await browser.newPage({
      locale: options.locale,
      colorScheme: options.dark ? 'dark' : 'light',
      viewport: { width: 1280, height: 860 },
      deviceScaleFactor: 1.5,
    });
    await page.goto(`${url}${options.path}`);
    await page.fill('input[name=username]', 'analyst');
    await page.fill('input[name=password]', password);
    await page.click('button[type=submit]');
    await settled(page);
    mkdirSync(join(options.out, '..'), { recursive: true });
    await page.screenshot({ path: options.out });
  } finally {
    await browser.close();
  }
}

async function settled(page: Page): Promise<void> {
  await page.locator('header.top').waitFor();
  await page.locator('.placeholder').first().waitFor({ state: 'detached' });
  // The links have been watched for long enough to say how they are.
  await page.locator('[data-state=unknown]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready');
}
