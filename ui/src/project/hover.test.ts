import { expect, test } from 'vitest';

import { chart } from '../../fixtures/chart';
import { page } from '../../fixtures/contractor';
import { nearest, stops, without } from './hover';

const { geometry } = chart(page(2), 600, 300);

test('the crosshair stops at every date of either line, oldest first', () => {
  const dates = new Set(geometry.series.flatMap((line) => line.points.map((point) => point.date)));
  expect(stops(geometry).map((stop) => stop.date)).toEqual([...dates].sort());
});

test('a stop reads of each line the newest point up to its date', () => {
  const last = stops(geometry).at(-1);
  expect(last?.readings.map(({ point }) => point.date)).toEqual(
    geometry.series.map((line) => line.points.at(-1)?.date),
  );
  expect(stops(geometry)[0]?.readings.length).toBeLessThan(2);
});

test('the nearest stop is found from outside the plot too', () => {
  const places = stops(geometry);
  expect(nearest(places, -50)).toBe(0);
  expect(nearest(places, 9999)).toBe(places.length - 1);
  expect(nearest([], 5)).toBe(-1);
});

test('the crosshair neither stops at nor reads a hidden line', () => {
  const billed = geometry.series.find(({ id }) => id === 'billed');
  const places = stops(without(geometry, 'schedule'));
  expect(new Set(places.map(({ date }) => date))).toEqual(new Set(billed?.points.map(({ date }) => date)));
  expect(new Set(places.flatMap(({ readings }) => readings.map(({ series }) => series.id)))).toEqual(
    new Set(['billed']),
  );
});
