const MINUS = '\u2212';
const NOTHING = '\u2013';

/** The plain rule's thresholds, in tenths of a point. */
const THRESHOLDS = [50, 150];

/** Hundredths of a per cent as per cent: one decimal, or none where it is whole. */
export function percent(bp: number | null | undefined): string {
  return bp == null ? NOTHING : decimal(bp);
}

/**
 * Hundredths of a point with their sign: one decimal or none, and both where one would put the number on a
 * threshold it is not on.
 */
export function variance(bp: number | null | undefined): string {
  if (bp == null) return NOTHING;
  const tenths = rounded(bp);
  const plus = bp > 0 ? '+' : '';
  const misleads = THRESHOLDS.includes(Math.abs(tenths)) && tenths * 10 !== bp;
  return plus + (misleads ? exactly(bp) : decimal(bp));
}

/** Hundredths of a point as a program reads them: both decimals and an ASCII sign. */
export function machinePoints(bp: number | null | undefined): string | undefined {
  return bp == null ? undefined : (bp / 100).toFixed(2);
}

/** Cents as dollars in three or four figures: `$18.4M`. */
export function money(cents: number | null | undefined): string {
  if (cents == null) return NOTHING;
  const sign = cents < 0 ? MINUS : '';
  const dollars = Math.abs(cents) / 100;
  const unit = UNITS.find(({ from }) => dollars >= from);
  if (!unit) return `${sign}$${dollars.toFixed(0)}`;
  return `${sign}$${(dollars / unit.size).toFixed(unit.decimals)}${unit.letter}`;
}

/** A unit begins where the one below would round up to a thousand of its own. */
const UNITS = [
  { from: 999_950_000, size: 1e9, letter: 'B', decimals: 1 },
  { from: 999_500, size: 1e6, letter: 'M', decimals: 1 },
  { from: 999.5, size: 1e3, letter: 'K', decimals: 0 },
];

/** Cents as dollars to the cent: `$18,412,345.67`. */
export function exactMoney(cents: number | null | undefined): string {
  if (cents == null) return NOTHING;
  const size = Math.abs(cents);
  const whole = Math.floor(size / 100).toLocaleString('en-US');
  return `${cents < 0 ? MINUS : ''}$${whole}.${String(size % 100).padStart(2, '0')}`;
}

/** A noun with its number. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function decimal(bp: number): string {
  const tenths = rounded(bp);
  const size = Math.abs(tenths);
  const fraction = size % 10 === 0 ? '' : `.${size % 10}`;
  return `${tenths < 0 ? MINUS : ''}${Math.floor(size / 10)}${fraction}`;
}

function exactly(bp: number): string {
  const size = Math.abs(bp);
  return `${bp < 0 ? MINUS : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}

/** Tenths, half away from zero. */
function rounded(bp: number): number {
  return Math.sign(bp) * Math.floor((Math.abs(bp) + 5) / 10);
}
