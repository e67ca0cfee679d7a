import { describe, expect, test } from 'vitest';

import { contractor } from '../fixtures/contractor';
import { LARGE, screenshot, SMALL } from './browser';
import { opened } from './opened';

const here = opened();

const variance = () => here.page.getByTestId('variance').getAttribute('data-points');

/** A job's variance becomes another in the cache; nobody is told. */
function change(key: number, bp: number): void {
  const latest = here.server.backend.page(key).months.at(-1);
  if (latest) latest.variance_bp = bp;
}

test('the rail is wide on a large window and folds to icons on a small one', async () => {
  await here.open('#/', LARGE);
  expect((await here.page.locator('nav').boundingBox())?.width).toBe(200);
  await here.open('#/', SMALL);
  expect((await here.page.locator('nav').boundingBox())?.width).toBe(52);
  for (const name of ['Sync now', 'Dark colours']) {
    expect(await here.page.getByRole('button', { name }).isVisible(), name).toBe(true);
  }
  expect(await here.page.getByRole('link', { name: 'Portfolio' }).isVisible()).toBe(true);
});

test('the foot of the folded rail tells what went wrong where the reader pressed', async () => {
  const problem = {
    kind: 'offline',
    message: 'The service was not reached; what you see was pulled last.',
  } as const;
  here.server.backend.pull = () => {
    here.server.backend.tell({ event: 'status', ...here.server.backend.status, state: 'offline', problem });
    return Promise.reject(problem);
  };
  await here.open('#/', SMALL);
  // The refusal itself is an error to the browser's console.
  here.expectRefusal();
  const said = here.page.getByText(problem.message);
  await here.page.getByTestId('sync-now').click();
  await said.waitFor();
  await here.page.mouse.move(600, 300);
  await screenshot(here.page, 'offline-1093x560-light');
  expect(
    await said.evaluate((node) => getComputedStyle(node.closest('.foot > .details') ?? node).opacity),
  ).toBe('1');
  expect(await here.page.getByTestId('sync-state').getAttribute('data-state')).toBe('offline');
  expect(await here.page.getByTestId('job-row').count()).toBe(40);
});

test('everything is reached and opened with the keyboard', async () => {
  await here.open('#/');
  const focused = () =>
    here.page.evaluate(() => {
      const words = document.activeElement?.textContent?.trim().replace(/\s+/g, ' ');
      return words || document.activeElement?.ariaLabel;
    });
  const order: (string | null | undefined)[] = [];
  for (let step = 0; step < 20; step += 1) {
    await here.page.keyboard.press('Tab');
    order.push(await focused());
  }
  for (const reached of [
    'Portfolio',
    'Sync now',
    'Dark colours',
    'Filter by job, name, manager or client',
    '7 Red',
    'Plain',
    '24-1-082',
  ]) {
    expect(order).toContain(reached);
  }
  await here.page.locator('[data-job="23-1-093"] a').focus();
  await here.page.keyboard.press('Enter');
  await here.page.getByTestId('verdict').waitFor();
  const chart = here.page.getByRole('slider');
  await chart.focus();
  await here.page.keyboard.press('ArrowLeft');
  expect(await chart.getAttribute('aria-valuetext')).toMatch(
    /Schedule, % of work .* %, 14 Nov 2025; Billed, % of contract .* %, 31 Oct 2025/,
  );
  await screenshot(here.page, 'project-hover-1366x690-light');
});

test('Ctrl K leads to the filter', async () => {
  await here.open('#/');
  await here.page.keyboard.press('Control+k');
  await here.page.keyboard.type('fire station');
  await expect.poll(() => here.page.getByTestId('job-row').count()).toBe(4);
});

test('a pull shows in the open window, which stays where the reader had it', async () => {
  await here.open('#/');
  const table = here.page.getByRole('table').locator('..');
  await table.evaluate((node) => (node.scrollTop = 400));
  await here.page
    .locator('[data-job="24-1-112"] a')
    .evaluate((link) => (link as HTMLElement).focus({ preventScroll: true }));
  here.server.backend.page(1).job.name = 'Renamed by a pull';
  here.server.backend.tell({ event: 'cache_changed', tables: ['gold_projects'] });
  await here.page.getByText('Renamed by a pull').waitFor();
  expect(await table.evaluate((node) => node.scrollTop)).toBe(400);
  expect(await here.page.evaluate(() => document.activeElement?.textContent)).toBe('24-1-112');
});

test('what changed while the events were cut off shows when they come again', async () => {
  await here.open('#/project/1');
  change(1, -4242);
  here.server.breakStreams();
  here.expectRefusal();
  await expect.poll(variance).toBe('-42.42');
});

test('back and reload keep the place', async () => {
  await here.open('#/');
  await here.page.locator('[data-job="24-1-112"]').click();
  await here.page.getByTestId('verdict').waitFor();
  await here.page.reload();
  expect(await here.page.getByRole('heading', { level: 1 }).textContent()).toContain('24-1-112');
  await here.page.goBack();
  await here.page.getByTestId('job-row').first().waitFor();
});

test('coming back from a project finds the table as it was left', async () => {
  await here.open('#/');
  const scrolled = () =>
    here.page
      .getByRole('table')
      .locator('..')
      .evaluate((node) => node.scrollTop);
  await here.page
    .getByRole('table')
    .locator('..')
    .evaluate(async (node) => {
      // The page hears of it a frame later, and no reader is quicker than that.
      const heard = new Promise((resolve) => node.addEventListener('scroll', resolve, { once: true }));
      node.scrollTop = 300;
      await heard;
    });
  await here.page.locator('[data-job="24-1-112"] a').evaluate((link) => (link as HTMLElement).click());
  await here.page.getByTestId('verdict').waitFor();
  await here.page.goBack();
  await expect.poll(scrolled).toBe(300);
});

test('the chart is drawn for the size that it has', async () => {
  await here.open('#/project/1', LARGE);
  const drawn = () => here.page.locator('[data-testid="chart"] svg').getAttribute('width').then(Number);
  const large = await drawn();
  await here.page.setViewportSize(SMALL);
  await expect.poll(drawn).toBeLessThan(large);
  const place = await here.page.getByTestId('chart').boundingBox();
  expect(await drawn()).toBe(Math.floor(place?.width ?? 0));
});

describe('of two thousand jobs', () => {
  const rows = () => here.page.getByTestId('job-row');
  const focused = () => here.page.evaluate(() => document.activeElement?.closest('tr')?.ariaRowIndex);
  const scrolled = () =>
    here.page
      .getByRole('table')
      .locator('..')
      .evaluate((node) => node.scrollTop);

  async function open(): Promise<void> {
    here.server.backend.pages = contractor(2000);
    await here.open('#/');
  }

  test('only the rows in sight are drawn, and the table says how many there are', async () => {
    await open();
    expect(await rows().count()).toBeLessThan(60);
    expect(await here.page.getByRole('table').getAttribute('aria-rowcount')).toBe('2001');
    await here.page
      .getByRole('table')
      .locator('..')
      .evaluate((node) => (node.scrollTop = 45_000));
    const last = here.page.locator('[aria-rowindex="985"]');
    await last.waitFor();
    expect(await rows().count()).toBeLessThan(60);
    const box = await last.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(LARGE.height);
    await screenshot(here.page, 'portfolio-long-1366x690-light');
  });

  test('keys lead to every row, and what leads away comes back', async () => {
    await open();
    await rows().first().locator('a').focus();
    await here.page.keyboard.press('End');
    await expect.poll(focused).toBe('2001');
    await here.page.keyboard.press('ArrowDown');
    await here.page.keyboard.press('PageUp');
    await expect.poll(async () => Number(await focused())).toBeLessThan(1999);
    await here.page.keyboard.press('Home');
    await expect.poll(focused).toBe('2');
    for (let row = 2; row < 40; row += 1) await here.page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('40');
    const before = await scrolled();
    expect(before).toBeGreaterThan(0);
    await here.page.keyboard.press('Enter');
    await here.page.getByTestId('verdict').waitFor();
    await here.page.goBack();
    await expect.poll(scrolled).toBe(before);
    expect(await here.page.locator('[aria-rowindex="40"]').isVisible()).toBe(true);
  });

  test('the row that has the focus keeps it when it is scrolled away', async () => {
    await open();
    await rows().first().locator('a').focus();
    await here.page
      .getByRole('table')
      .locator('..')
      .evaluate((node) => (node.scrollTop = 45_000));
    await here.page.locator('[aria-rowindex="985"]').waitFor();
    expect(await focused()).toBe('2');
    await here.page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('3');
    await expect.poll(scrolled).toBeLessThan(200);
  });

  test('a filter finds a job that was not drawn', async () => {
    await open();
    const far = here.server.backend.pages.at(-1)?.job.job_number ?? '';
    await here.page.keyboard.press('Control+k');
    await here.page.keyboard.type(far);
    await here.page.locator(`[data-job="${far}"]`).first().waitFor();
  });
});
