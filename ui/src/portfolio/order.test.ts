import { expect, test } from 'vitest';

import { contractor, portfolio } from '../../fixtures/contractor';
import type { PortfolioJob } from '../lib/generated/contract';
import { counts, matching, ordered, pressed, type Column } from './order';

const { jobs } = portfolio(contractor());
const numbers = (shown: PortfolioJob[]) => shown.map((job) => job.job_number);

test('without a chosen order the jobs stay as they come, worst first', () => {
  expect(numbers(ordered(jobs, undefined))).toEqual(numbers(jobs));
});

test('jobs without a value come last in both directions', () => {
  for (const descending of [true, false]) {
    const known = ordered(jobs, { column: 'variance', descending }).map(
      (job) => job.latest?.variance_bp ?? null,
    );
    const firstUnknown = known.indexOf(null);
    expect(firstUnknown).toBeGreaterThan(0);
    expect(known.slice(firstUnknown).every((value) => value === null)).toBe(true);
  }
});

test('every column sorts, and the other direction is the reverse of what is known', () => {
  const columns: [Column, (job: PortfolioJob) => unknown][] = [
    ['job', (job) => job.job_number],
    ['contract', (job) => job.contract_cents],
    ['schedule', (job) => job.latest?.schedule_bp],
    ['billed', (job) => job.latest?.financial_bp],
    ['variance', (job) => job.latest?.variance_bp],
    ['dates', (job) => job.latest?.data_date],
  ];
  for (const [column, value] of columns) {
    const known = (descending: boolean) =>
      ordered(jobs, { column, descending })
        .map(value)
        .filter((one) => one != null);
    expect(known(true), column).toEqual(known(false).toReversed());
    expect(known(false), column).not.toEqual(known(true));
  }
});

test('a light sorts by how bad it is', () => {
  const lights = ordered(jobs, { column: 'light', descending: true }).map(
    (job) => job.latest?.light ?? 'none',
  );
  expect([...new Set(lights)]).toEqual(['red', 'yellow', 'green', 'none']);
});

test('pressing a head sorts one way, then the other, then not at all', () => {
  const first = pressed(undefined, 'variance');
  const second = pressed(first, 'variance');
  expect([first, second, pressed(second, 'variance')]).toEqual([
    { column: 'variance', descending: true },
    { column: 'variance', descending: false },
    undefined,
  ]);
  expect(pressed(first, 'name')).toEqual({ column: 'name', descending: false });
});

test('the filter finds every word in number, name, manager or client', () => {
  expect(numbers(matching(jobs, '24-1-082', 'all'))).toEqual(['24-1-082']);
  expect(matching(jobs, 'TEMPE alvarez', 'all').length).toBeGreaterThan(0);
  expect(matching(jobs, 'tempe nobody', 'all')).toEqual([]);
});

test('the lights count every job once', () => {
  const number = counts(jobs);
  expect(number.red + number.yellow + number.green + number.none).toBe(jobs.length);
  expect(matching(jobs, '', 'red')).toHaveLength(number.red);
  expect(matching(jobs, '', 'alert')).toHaveLength(number.alert);
  expect(number.alert).toBeGreaterThan(0);
});
