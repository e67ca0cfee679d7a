import { expect, test } from 'vitest';

import { parts, type Part } from './sight.svelte';

const rows = (part: Part) => ('index' in part ? 1 : part.rows);
const indices = (all: Part[]) => all.flatMap((part) => ('index' in part ? [part.index] : []));

test('a short table is drawn whole', () => {
  expect(indices(parts(100, 50, 60))).toEqual(Array.from({ length: 100 }, (_, at) => at));
});

test('of a long table the rows in sight are drawn and some beyond', () => {
  expect(indices(parts(2000, 500, 515))).toEqual(Array.from({ length: 36 }, (_, at) => 490 + at));
});

test('the row that has the focus is drawn wherever it is', () => {
  expect(parts(2000, 500, 515, 3).slice(0, 4)).toEqual([
    { from: 0, rows: 3 },
    { index: 3 },
    { from: 4, rows: 486 },
    { index: 490 },
  ]);
  expect(indices(parts(2000, 500, 515, 1999)).at(-1)).toBe(1999);
  expect(indices(parts(2000, 500, 515, 505))).toHaveLength(36);
});

test('what is drawn and what is not add up to the table', () => {
  for (const count of [0, 1, 99, 100, 101, 2000]) {
    for (const first of [0, 5, 95, 1990, 5000]) {
      for (const held of [undefined, 0, 60, 1999, 4000]) {
        const all = parts(count, first, first + 15, held);
        expect(
          all.reduce((sum, part) => sum + rows(part), 0),
          `${count} ${first} ${held}`,
        ).toBe(count);
        const drawn = indices(all);
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
      }
    }
  }
});
