import { describe, expect, test } from 'vitest';

import { counted, exactMoney, machinePoints, money, percent, variance } from './numbers';

describe('a percentage', () => {
  test.each([
    [6200, '62'],
    [6204, '62'],
    [6205, '62.1'],
    [5535, '55.4'],
    [0, '0'],
    [4, '0'],
    [null, '–'],
    [undefined, '–'],
  ])('of %s hundredths reads %s', (bp, text) => expect(percent(bp)).toBe(text));
});

describe('a variance', () => {
  test.each([
    [2064, '+20.6'],
    [-1864, '−18.6'],
    [2100, '+21'],
    [0, '0'],
    [null, '–'],
  ])('of %s hundredths reads %s', (bp, text) => expect(variance(bp)).toBe(text));

  test.each([
    [500, '+5'],
    [501, '+5.01'],
    [499, '+4.99'],
    [504, '+5.04'],
    [505, '+5.1'],
    [-1500, '−15'],
    [-1501, '−15.01'],
    [1496, '+14.96'],
    [1494, '+14.9'],
  ])('of %s hundredths is on a threshold only when it is: %s', (bp, text) => expect(variance(bp)).toBe(text));

  test('has a form with both decimals and an ASCII sign for programs', () => {
    expect([2064, -50, 500, null].map(machinePoints)).toEqual(['20.64', '-0.50', '5.00', undefined]);
  });
});

describe('money', () => {
  test.each([
    [1_840_000_000, '$18.4M'],
    [-1_840_000_000, '−$18.4M'],
    [99_949_999, '$999K'],
    [99_950_000, '$1.0M'],
    [99_995_000_000, '$1.0B'],
    [64_000, '$640'],
    [99_949, '$999'],
    [99_950, '$1K'],
    [0, '$0'],
    [null, '–'],
  ])('of %s cents is abbreviated as %s', (cents, text) => expect(money(cents)).toBe(text));

  test.each([
    [1_841_234_567, '$18,412,345.67'],
    [-5, '−$0.05'],
    [null, '–'],
  ])('of %s cents is exactly %s', (cents, text) => expect(exactMoney(cents)).toBe(text));
});

test('a count agrees with its noun', () => {
  expect([counted(1, 'job'), counted(0, 'job'), counted(1200, 'day')]).toEqual([
    '1 job',
    '0 jobs',
    '1,200 days',
  ]);
});
