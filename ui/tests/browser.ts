import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type BrowserContext, type Page } from 'playwright-core';

const SCREENSHOTS = join(import.meta.dirname, '../../target/screenshots');

/** A common laptop's window at 100 % and at 125 %. */
export const LARGE = { width: 1366, height: 690 };
export const SMALL = { width: 1093, height: 560 };

/** Debian's Chromium, without what it would say to others. */
export function openBrowser(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'cds-ui-')), {
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    timezoneId: 'America/Phoenix',
  });
}

/** Keeps what the page shows under `target/screenshots`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
