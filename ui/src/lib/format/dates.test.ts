import { expect, test } from 'vitest';

import { day, daysBetween, instant, instantAfter, month } from './dates';

test('a day names its year unless the context is of that year', () => {
  expect(day('2025-11-14')).toBe('14 Nov 2025');
  expect(day('2025-11-14', '2025-01-01')).toBe('14 Nov');
  expect(day('2024-11-04', '2025-01-01')).toBe('4 Nov 2024');
  expect(day('2025-11-14', null)).toBe('14 Nov 2025');
});

test('a month always names its year', () => {
  expect(month('2025-10-31')).toBe('Oct 2025');
});

test('an instant is on the clock of the laptop', () => {
  // The tests run on Phoenix time.
  expect(instant('2025-11-23T13:42:00Z')).toBe('23 Nov 06:42');
  expect(instant('2025-11-23T02:05:00Z')).toBe('22 Nov 19:05');
});

test('an instant leaves out a day that was just named', () => {
  expect(instantAfter('2025-11-23T15:10:00Z', '2025-11-23T13:42:00Z')).toBe('08:10');
  expect(instantAfter('2025-11-24T15:10:00Z', '2025-11-23T13:42:00Z')).toBe('24 Nov 08:10');
});

test('days between two dates do not depend on clock changes', () => {
  expect(daysBetween('2025-10-31', '2025-11-14')).toBe(14);
  expect(daysBetween('2025-03-08', '2025-03-10')).toBe(2);
});
