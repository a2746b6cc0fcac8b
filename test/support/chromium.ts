import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { programPath } from './debian.ts';

/** Debian's Chromium, without a window. Throws, naming what to install, where it is missing. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = programPath('chromium');
  if (executablePath === null) throw new Error('the browser tests need Chromium: `apt-get install -y chromium`');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Somebody at a browser of their own: their storage, their network, their faults. */
export interface BrowserPerson {
  readonly context: BrowserContext;
  readonly page: Page;
  /** what the page threw and what it wrote as an error, but for the network's own notes of requests that failed */
  readonly faults: readonly string[];
}

const NETWORK_NOTE = /^Failed to load resource|WebSocket connection to .* failed/u;

export async function openPerson(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<BrowserPerson> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !NETWORK_NOTE.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  return { context, page, faults };
}
