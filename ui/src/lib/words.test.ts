import { expect, test } from 'vitest';

import { page } from '../../fixtures/contractor';
import type { Month } from './generated/contract';
import { dataDateSource, inOneLine, recordReason, remark, standIn } from './words';

function month(changed: Partial<Month>): Month {
  const latest = page(1).months.at(-1);
  if (!latest) throw new Error('the job has no month');
  return { ...latest, ...changed };
}

test('a month without a light says which side is missing, and of which kind', () => {
  const none = { light: null, variance_bp: null };
  const noSchedule = { ...none, schedule_bp: null };
  const noBill = { ...none, financial_bp: null };
  expect(remark(null)).toBe('No schedule, no bills');
  expect(remark(month({ ...noSchedule, data_date: null }))).toBe('No schedule yet');
  expect(remark(month({ ...noSchedule, data_date: '2025-11-14' }))).toBe('No task with a duration');
  expect(remark(month({ ...noBill, application: null }))).toBe('No pay application yet');
  expect(remark(month({ ...noBill, application: 3 }))).toBe('No contract sum');
  expect(remark(month({ ...noSchedule, financial_bp: null }))).toBe('No percentage on either side');
});

test('an alert is said before a carried month', () => {
  expect(remark(month({ alert: true, red_months: 2, carried: true }))).toBe('Alert: 2 months Red');
  expect(remark(month({ alert: false, carried: true }))).toBe('Carried, nothing new');
  expect(remark(month({ alert: false, carried: false }))).toBe('');
});

test('only a date in the place of a period-to is named', () => {
  expect([standIn('period_to'), standIn('published')]).toEqual([undefined, 'date published']);
});

test('a word the window does not know is shown as it is', () => {
  expect([dataDateSource('guess'), recordReason('whim'), standIn('faxed')]).toEqual([
    'guess',
    'whim',
    'faxed',
  ]);
});

test('a line begins with a capital whichever of its parts there are', () => {
  expect(inOneLine(['billing to 31 Oct', null, 'schedules to 14 Nov'])).toBe(
    'Billing to 31 Oct · schedules to 14 Nov',
  );
  expect(inOneLine([undefined, 'schedules to 14 Nov'])).toBe('Schedules to 14 Nov');
  expect(inOneLine([])).toBe('');
});
