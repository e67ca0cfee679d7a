import type { Geometry, PointGeometry, SeriesGeometry } from '../lib/generated/contract';

/** What the crosshair shows at a place: of each line the newest point up to there. */
export interface Crosshair {
  x: number;
  date: string;
  readings: { series: SeriesGeometry; point: PointGeometry }[];
}

/** Every place the crosshair stops at: the dates of all points, oldest first. */
export function stops(geometry: Geometry): Crosshair[] {
  const places = new Map(
    geometry.series.flatMap((line) => line.points.map((point) => [point.date, point.x])),
  );
  return [...places]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([date, x]) => ({ x, date, readings: readings(geometry, date) }));
}

/** The chart as it is with one of its lines hidden. */
export function without(geometry: Geometry, hidden: string | undefined): Geometry {
  return { ...geometry, series: geometry.series.filter(({ id }) => id !== hidden) };
}

/** The index of the stop nearest to a place; −1 when there is none. */
export function nearest(places: readonly Crosshair[], x: number): number {
  const distance = (place: Crosshair | undefined) => (place ? Math.abs(place.x - x) : Infinity);
  return places.reduce((best, place, index) => (distance(place) < distance(places[best]) ? index : best), -1);
}

function readings(geometry: Geometry, date: string): Crosshair['readings'] {
  return geometry.series.flatMap((series) => {
    const point = series.points.findLast((known) => known.date <= date);
    return point ? [{ series, point }] : [];
  });
}
