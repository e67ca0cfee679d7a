import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';

import { LARGE, screenshot, SMALL } from './browser';
import { opened } from './opened';

const here = opened();

const chart = () => here.page.getByTestId('chart');
const line = (name: 'Schedule' | 'Billed') => here.page.getByRole('button', { name: `${name}, %` });
const parts = { schedule: '[data-series="schedule"]', billed: '[data-series="billed"]', gap: '.chart-gap' };

/** The parts of the drawing that can be seen. */
async function shown(): Promise<string[]> {
  const seen = await Promise.all(
    Object.entries(parts).map(async ([part, place]) =>
      (await chart().locator(place).isVisible()) ? [part] : [],
    ),
  );
  return seen.flat();
}

/** What the legend says is shown. */
const pressed = () =>
  Promise.all((['Schedule', 'Billed'] as const).map((name) => line(name).getAttribute('aria-pressed')));

test('the legend hides a line and what compares it, and the crosshair no longer reads it', async () => {
  await here.open('#/project/1');
  expect(await shown()).toEqual(['schedule', 'billed', 'gap']);
  await line('Billed').focus();
  await here.page.keyboard.press('Space');
  expect(await shown()).toEqual(['schedule']);
  expect(await pressed()).toEqual(['true', 'false']);
  await here.page.getByRole('slider').focus();
  await here.page.keyboard.press('ArrowLeft');
  const read = await here.page.getByRole('slider').getAttribute('aria-valuetext');
  expect(read).toContain('Schedule');
  expect(read).not.toContain('Billed');
  await screenshot(here.page, 'project-hidden-1366x690-light');
  await line('Billed').press('Enter');
  expect(await shown()).toEqual(['schedule', 'billed', 'gap']);
});

test('hiding the line that is left brings back the other', async () => {
  await here.open('#/project/1');
  await line('Billed').click();
  await line('Schedule').click();
  expect(await shown()).toEqual(['billed']);
  expect(await pressed()).toEqual(['false', 'true']);
});

test('a hidden line stays hidden when the chart is drawn anew', async () => {
  await here.open('#/project/1', LARGE);
  await line('Schedule').click();
  const drawn = () => chart().locator('svg').getAttribute('width').then(Number);
  const large = await drawn();
  await here.page.setViewportSize(SMALL);
  await expect.poll(drawn).toBeLessThan(large);
  expect(await shown()).toEqual(['billed']);
});

test('the table lists each line on its own dates and gives way to a chart of the size there is', async () => {
  await here.open('#/project/1', LARGE);
  await here.page.getByRole('button', { name: 'View as table' }).press('Enter');
  const table = chart().getByRole('table');
  const rows = await table
    .locator('tbody tr')
    .evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent?.trim())));
  expect(rows.at(-1)?.[0]).toBe('14 Nov 2025');
  expect(rows.at(-1)?.[1]).toMatch(/^\d/);
  expect(rows.at(-1)?.[2]).toBe('–');
  const before = rows.find(([date]) => date === '31 Oct 2025');
  expect(before?.[1]).toBe('–');
  expect(before?.[2]).toMatch(/^\d/);
  await here.page.setViewportSize(SMALL);
  await screenshot(here.page, 'project-table-1093x560-light');
  await here.page.getByRole('button', { name: 'View as chart' }).click();
  const room = async () => Math.floor((await chart().boundingBox())?.width ?? 0);
  await expect.poll(() => chart().locator('svg').getAttribute('width').then(Number)).toBe(await room());
});

test('the actions stand beside the title, and stay there when a picture is saved', async () => {
  here.server.backend.saved = {
    name: '24-1-082 S-curve.png',
    file: 'C:\\Users\\ann\\Downloads\\24-1-082 S-curve.png',
    png: null,
  };
  await here.open('#/project/1', LARGE);
  const names = ['Schedule, %', 'Billed, %', 'Save as PNG', 'View as table'];
  const actions = names.map((name) => here.page.getByRole('button', { name }));
  const title = here.page.getByRole('heading', { name: 'S-curves' });
  const middles = () => Promise.all([title, ...actions].map(middle));
  const apart = async () => {
    const all = await middles();
    return Math.max(...all) - Math.min(...all);
  };
  expect(await apart()).toBeLessThan(4);
  await here.page.getByRole('button', { name: 'Save as PNG' }).click();
  await here.page.getByRole('button', { name: 'Copy path' }).waitFor();
  await screenshot(here.page, 'project-saved-1366x690-light');
  expect(await apart()).toBeLessThan(4);
});

/** How far down the middle of an element is. */
async function middle(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  return box ? box.y + box.height / 2 : NaN;
}
