import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { LARGE, openBrowser } from './browser';
import { TestServer } from './server';

/** A page of the front end for each test, over a contractor of its own. */
export interface Opened {
  page: Page;
  server: TestServer;
  /** Opens an address of the window at a size and waits until it is drawn. */
  open(hash: string, size?: { width: number; height: number }): Promise<void>;
  /** The test refuses a request or cuts a connection: the browser may say so once on its console. */
  expectRefusal(): void;
}

/** Gives each test of the file a page; one that the browser complains of fails. */
export function opened(): Opened {
  let browser: BrowserContext;
  let complaints: string[];
  let refusals: number;
  const here = { open, expectRefusal: () => (refusals += 1) } as unknown as Opened;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    here.server = await TestServer.start();
    here.page = await browser.newPage();
    complaints = [];
    refusals = 0;
    here.page.on('console', (said) => {
      if (said.type() !== 'error') return;
      if (refusals > 0 && said.text().startsWith('Failed to load resource')) refusals -= 1;
      else complaints.push(said.text());
    });
    here.page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await here.page.close();
    await here.server.stop();
    expect(complaints, 'what the browser complained of').toEqual([]);
  });

  async function open(hash: string, size = LARGE): Promise<void> {
    await here.page.setViewportSize(size);
    await here.page.goto(`${here.server.address}/${hash}`);
    const drawn = hash.includes('project') ? '[data-testid="verdict"]' : '[data-testid="job-row"], form';
    await here.page.locator(drawn).first().waitFor();
    await here.page.evaluate(() => document.fonts.ready.then(() => undefined));
    if (hash.includes('project')) await here.page.waitForFunction(chartFits);
  }

  return here;
}

/** Whether the chart on screen is the one for its place: text that comes later moves the place and draws it anew. */
function chartFits(): boolean {
  const place = document.querySelector('[data-testid="chart"]');
  const svg = place?.querySelector('svg');
  return (
    Number(svg?.getAttribute('width')) === place?.clientWidth &&
    Number(svg?.getAttribute('height')) === place?.clientHeight
  );
}
