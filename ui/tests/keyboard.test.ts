import { expect, test } from 'vitest';

import { LARGE, SMALL } from './browser';
import { opened } from './opened';

const here = opened();

/** Everything that does something when it is pressed, or takes what is typed. */
const ACTIONS = 'a[href], button, input, select, textarea, summary, [role="slider"], [tabindex="0"]';

/** What the keyboard reaches on a view, and how each of it shows that it has the focus. */
async function reached(): Promise<Map<string, boolean>> {
  await here.page.evaluate((actions) => {
    // Tab goes on from where the focus was last, wherever it went.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    document.querySelectorAll(actions).forEach((element, at) => element.setAttribute('data-action', `${at}`));
  }, ACTIONS);
  const found = new Map<string, boolean>();
  for (;;) {
    await here.page.keyboard.press('Tab');
    const focused = await here.page.evaluate(() => {
      const element = document.activeElement;
      const action = element?.getAttribute('data-action');
      if (!element || !action) return undefined;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const ringed = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      return { action, ringed };
    });
    if (!focused || found.has(focused.action)) return found;
    found.set(focused.action, focused.ringed);
  }
}

/** What can be seen and is not reached, or does not show it, by what it says. */
async function missed(): Promise<string[]> {
  const found = await reached();
  return here.page.evaluate(
    ({ actions, ringed }) =>
      [...document.querySelectorAll<HTMLElement>(actions)]
        .filter((element) => element.checkVisibility() && !element.matches(':disabled'))
        .filter((element) => !ringed[element.dataset.action ?? ''])
        .map((element) => `${element.tagName} ${element.textContent?.trim() || element.ariaLabel}`),
    { actions: ACTIONS, ringed: Object.fromEntries(found) },
  );
}

test.each([LARGE, SMALL])('every action of every view is reached by Tab and shows it, %o', async (size) => {
  await here.open('#/', size);
  expect(await missed(), 'the portfolio').toEqual([]);
  await here.open('#/project/1', size);
  expect(await missed(), 'a project').toEqual([]);
  await here.page.getByRole('button', { name: 'View as table' }).press('Enter');
  expect(await missed(), 'a project, its curves as a table').toEqual([]);
});

test('connecting takes the keyboard alone', async () => {
  const freshness = { pulled_at: null, refreshed_at: null, as_of: null };
  const connected = here.server.backend.status;
  here.server.backend.status = { state: 'not_connected', freshness, server: null, problem: null };
  await here.open('#/');
  expect(await missed()).toEqual([]);
  here.server.backend.pull = () => {
    here.server.backend.tell({ event: 'status', ...connected });
    return Promise.resolve();
  };
  await here.page.locator('form input').last().focus();
  await here.page.keyboard.type('a token');
  await here.page.keyboard.press('Enter');
  await here.page.getByTestId('job-row').first().waitFor();
  expect(here.server.backend.asked).toContainEqual(
    expect.objectContaining({ command: 'connect', token: 'a token' }),
  );
});

test('what is pressed on the portfolio is pressed by key', async () => {
  await here.open('#/');
  const light = here.page.getByRole('button', { name: '7 Red' });
  await light.press('Space');
  await expect.poll(() => here.page.getByTestId('job-row').count()).toBe(7);
  await light.press('Enter');
  await expect.poll(() => here.page.getByTestId('job-row').count()).toBe(40);
  await here.page.getByRole('button', { name: 'Contract' }).press('Enter');
  expect(await here.page.getByRole('columnheader', { name: 'Contract' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  await here.page.getByTestId('sync-now').press('Enter');
  await expect.poll(() => here.server.backend.asked.some(({ command }) => command === 'sync_now')).toBe(true);
  await here.page.getByRole('button', { name: 'Dark colours' }).press('Space');
  expect(await here.page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});
