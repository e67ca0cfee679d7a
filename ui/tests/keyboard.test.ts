import { describe, expect, test } from 'vitest';

import { SMALL } from './browser';
import { opened } from './opened';

const here = opened();

describe.each([
  ['portfolio', '#/'],
  ['project', '#/project/1'],
])('on the %s', (_name, hash) => {
  test('every action is reached with Tab and shows that it has the focus', async () => {
    await here.open(hash);
    expect(await notReached()).toEqual([]);
  });

  test('nothing is out of reach in a small window', async () => {
    await here.open(hash, SMALL);
    expect(await notReached()).toEqual([]);
  });
});

test('every action of the connect form is reached', async () => {
  const freshness = { copy: 'missing', pulled_at: null, refreshed_at: null, as_of: null } as const;
  here.server.backend.status = {
    ...here.server.backend.status,
    state: 'not_connected',
    freshness,
    server: null,
  };
  await here.open('#/');
  expect(await notReached()).toEqual([]);
});

test('every action of a laptop that needs a sync is reached', async () => {
  const freshness = { copy: 'other_version', pulled_at: null, refreshed_at: null, as_of: null } as const;
  here.server.backend.status = { ...here.server.backend.status, state: 'offline', freshness };
  await here.page.goto(`${here.server.address}/#/`);
  await here.page.getByRole('heading', { name: 'Needs one sync' }).waitFor();
  expect(await notReached()).toEqual([]);
});

describe('with the keyboard alone', () => {
  test('the portfolio is sorted, filtered by light and by text, and a job opened', async () => {
    await here.open('#/');
    await press('button', 'Contract');
    const sorted = here.page.getByRole('columnheader', { name: /Contract/ });
    expect(await sorted.getAttribute('aria-sort')).toBe('descending');
    await press('button', '7 Red');
    await expect.poll(() => here.page.getByTestId('job-row').count()).toBe(7);
    await press('button', 'Show all 40');
    await here.page.keyboard.press('Control+k');
    await here.page.keyboard.type('fire station');
    await expect.poll(() => here.page.getByTestId('job-row').count()).toBe(4);
    await here.page.getByTestId('job-row').first().getByRole('link').focus();
    await here.page.keyboard.press('Enter');
    await here.page.getByTestId('verdict').waitFor();
  });

  test('colours are chosen, a sync is started, and the way back is taken', async () => {
    let pulls = 0;
    here.server.backend.pull = () => Promise.resolve(void (pulls += 1));
    await here.open('#/project/1');
    await press('button', 'Dark colours');
    expect(await here.page.locator('html').getAttribute('data-theme')).toBe('dark');
    await press('button', 'Sync now');
    await expect.poll(() => pulls).toBe(1);
    await here.page.locator('main').getByRole('link', { name: 'Portfolio' }).focus();
    await here.page.keyboard.press('Enter');
    await here.page.getByTestId('job-row').first().waitFor();
  });

  test('a line is hidden, the curves are read as a table and saved, and a file is chosen', async () => {
    await here.open('#/project/1');
    await press('button', 'Billed');
    expect(await here.page.locator('.without-billed').count()).toBe(1);
    const download = here.page.waitForEvent('download');
    await press('button', 'Save as PNG');
    expect((await download).suggestedFilename()).toBe('24-1-082 S-curve 2025-11-14.png');
    await press('button', 'View as table');
    await here.page.getByRole('region', { name: 'S-curves as a table' }).waitFor();
    await press('button', 'Use this file: Master schedule.xml');
    await here.page.getByText('Pinned, waiting to be sent').waitFor();
    await press('button', 'Remove pin of Master schedule.xml');
    await here.page.getByText('Pin removed, waiting to be sent.').waitFor();
  });
});

async function press(role: 'button', name: string): Promise<void> {
  await here.page.getByRole(role, { name }).first().focus();
  await here.page.keyboard.press('Enter');
}

/** What can be pressed and is not reached with Tab, and what is reached without a ring around it. */
async function notReached(): Promise<string[]> {
  const bare: string[] = [];
  for (let step = 0; step < 300; step += 1) {
    await here.page.keyboard.press('Tab');
    const at = await here.page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      if (!focused || focused === document.body || focused.dataset.reached) return undefined;
      focused.dataset.reached = 'yes';
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return { ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1, words: focused.outerHTML };
    });
    if (!at) break;
    if (!at.ring) bare.push(`no ring: ${at.words.slice(0, 120)}`);
  }
  return [...bare, ...(await here.page.evaluate(outOfReach))];
}

function outOfReach(): string[] {
  const actions = 'a[href], button, input, [tabindex="0"]';
  const shown = (element: Element) => element.checkVisibility();
  const enabled = (element: Element) => !(element as HTMLButtonElement).disabled;
  const missed = [...document.querySelectorAll<HTMLElement>(actions)].filter(
    (element) => shown(element) && enabled(element) && !element.dataset.reached,
  );
  // What looks as if it could be pressed stands for an action, or has one in it.
  const pressable = [...document.querySelectorAll('body *')].filter(
    (element) =>
      shown(element) &&
      getComputedStyle(element).cursor === 'pointer' &&
      !element.closest(actions) &&
      !element.closest('tr')?.querySelector(actions),
  );
  return [...missed, ...pressable].map((element) => `not reached: ${element.outerHTML.slice(0, 120)}`);
}
