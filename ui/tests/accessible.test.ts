import axe, { type AxeResults } from 'axe-core';
import { describe, expect, test } from 'vitest';

import { SMALL } from './browser';
import { opened } from './opened';

const here = opened();

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', (scheme) => {
  test('on the portfolio', async () => {
    await open('#/');
    expect(await faults()).toEqual([]);
  });

  test('on a project, its curves drawn and as a table', async () => {
    await open('#/project/1');
    expect(await faults()).toEqual([]);
    await here.page.getByRole('button', { name: 'Billed' }).click();
    expect(await faults()).toEqual([]);
    await here.page.getByRole('button', { name: 'View as table' }).click();
    expect(await faults()).toEqual([]);
  });

  test('on the connect form', async () => {
    const freshness = { copy: 'missing', pulled_at: null, refreshed_at: null, as_of: null } as const;
    here.server.backend.status = {
      state: 'not_connected',
      freshness,
      server: null,
      problem: null,
      set_aside: null,
    };
    await open('#/');
    expect(await faults()).toEqual([]);
  });

  test('offline', async () => {
    const problem = { kind: 'offline', message: 'The service was not reached.' } as const;
    here.server.backend.status = { ...here.server.backend.status, state: 'offline', problem };
    await open('#/');
    await here.page.locator('[data-testid="sync-state"][data-state="offline"]').waitFor();
    expect(await faults()).toEqual([]);
  });

  async function open(hash: string): Promise<void> {
    await here.page.emulateMedia({ colorScheme: scheme });
    await here.open(hash, SMALL);
  }
});

/** The violations, each with the elements that it is about. */
async function faults(): Promise<string[]> {
  // The policy of the page refuses a script element.
  await here.page.evaluate(axe.source);
  const { violations } = await here.page.evaluate<AxeResults>('axe.run()');
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
