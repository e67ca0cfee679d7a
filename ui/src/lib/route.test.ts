import { expect, test } from 'vitest';

import { placeOf, projectAddress } from './route.svelte';

test('a project has an address of its own', () => {
  expect(placeOf(projectAddress(7))).toEqual({ screen: 'project', key: 7 });
});

test('an address that names nothing is the portfolio', () => {
  for (const hash of ['', '#/', '#/project/', '#/project/x', '#/nothing']) {
    expect(placeOf(hash)).toEqual({ screen: 'portfolio' });
  }
});
