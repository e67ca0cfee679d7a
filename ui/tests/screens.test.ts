import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { LARGE, screenshot, SMALL } from './browser';
import { opened } from './opened';

const here = opened();

const SIZES = [
  { name: '1366x690', size: LARGE },
  { name: '1093x560', size: SMALL },
];
const SCHEMES = ['light', 'dark'] as const;

describe.each(SIZES)('at $name', ({ name, size }) => {
  test.each(SCHEMES)('the portfolio fits, %s', async (scheme) => {
    await here.page.emulateMedia({ colorScheme: scheme });
    await here.open('#/', size);
    await screenshot(here.page, `portfolio-${name}-${scheme}`);
    expect(await overflowing(here.page)).toEqual([]);
  });

  test.each(SCHEMES)('the project fits, %s', async (scheme) => {
    await here.page.emulateMedia({ colorScheme: scheme });
    await here.open('#/project/1', size);
    await screenshot(here.page, `project-${name}-${scheme}`);
    expect(await overflowing(here.page)).toEqual([]);
    await here.page.locator('.body').evaluate((body) => (body.scrollTop = body.scrollHeight));
    await screenshot(here.page, `project-below-${name}-${scheme}`);
  });

  test('sentence and chart are on screen together', async () => {
    await here.open('#/project/1', size);
    const parts = here.page.locator('[data-testid="verdict"], [data-testid="chart"] svg');
    expect(await parts.count()).toBe(2);
    expect(await parts.evaluateAll(outside)).toEqual([]);
  });

  test('the connect form fits', async () => {
    const freshness = { copy: 'missing', pulled_at: null, refreshed_at: null, as_of: null } as const;
    here.server.backend.status = {
      state: 'not_connected',
      freshness,
      server: null,
      problem: null,
      set_aside: null,
    };
    await here.open('#/', size);
    await screenshot(here.page, `connect-${name}-light`);
    expect(await overflowing(here.page)).toEqual([]);
    expect(await here.page.locator('form').evaluateAll(outside)).toEqual([]);
  });
});

test.each(SCHEMES)('text stands out from what is behind it, %s', async (scheme) => {
  await here.page.emulateMedia({ colorScheme: scheme });
  await here.open('#/');
  const pairs = ['bg', 'surface', 'rail', 'sunk'].flatMap((behind) => [
    ['text', behind],
    ['muted', behind],
  ]);
  const tinted = ['green', 'yellow', 'red'].flatMap((light) => [
    [light, `${light}-tint`],
    [light, 'surface'],
    [light, 'sunk'],
  ]);
  const chart = ['chart-schedule', 'chart-billed', 'chart-text'].map((line) => [line, 'surface']);
  for (const [text = '', behind = ''] of [
    ...pairs,
    ...tinted,
    ...chart,
    ['on-accent', 'accent'],
    ['accent', 'rail'],
  ]) {
    expect(await contrast(here.page, text, behind), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5);
  }
});

/** Which of these are not whole on screen, or too small to be read. */
function outside(elements: Element[]): string[] {
  return elements
    .map((element) => ({ tag: element.tagName, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.top < 0 || box.bottom > innerHeight || box.right > innerWidth || box.height < 40)
    .map(({ tag, box }) => `${tag} ${JSON.stringify(box)}`);
}

/** Elements that are wider than their place, by what they say. Text that may end in an ellipsis tells it on hover. */
function overflowing(shown: Page): Promise<string[]> {
  return shown.evaluate(() => {
    const inside = (element: Element) => element.closest('.hidden-visually, .folds, svg, nav') === null;
    const spills = (element: Element) =>
      element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    const told = (element: Element) =>
      getComputedStyle(element).textOverflow === 'ellipsis' && element.getAttribute('title') !== null;
    return [document.documentElement, ...document.querySelectorAll('body *')]
      .filter((element) => inside(element) && getComputedStyle(element).display !== 'inline')
      .filter((element) => spills(element) && !told(element))
      .map(
        (element) => `${element.tagName}.${element.className}: ${element.textContent?.trim().slice(0, 60)}`,
      );
  });
}

/** The contrast of two colour tokens, by the formula of WCAG 2. */
async function contrast(shown: Page, text: string, behind: string): Promise<number> {
  const colours = await shown.evaluate(
    (names) =>
      names.map((name) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(--${name})`;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour.match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
      }),
    [text, behind],
  );
  const [light = 0, dark = 0] = colours.map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
