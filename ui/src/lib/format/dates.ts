const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An ISO day as `14 Nov 2025`, without the year where it is the year of `context`. */
export function day(iso: string, context?: string | null): string {
  const [year = '', month = '', date = ''] = iso.split('-');
  const short = `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}`;
  return context?.startsWith(`${year}-`) ? short : `${short} ${year}`;
}

/** An ISO day's month: `Oct 2025`. */
export function month(iso: string): string {
  const [year = '', name = ''] = iso.split('-');
  return `${MONTHS[Number(name) - 1] ?? name} ${year}`;
}

/** An instant on this laptop's clock: `23 Nov 06:42`. */
export function instant(iso: string): string {
  const at = new Date(iso);
  return `${at.getDate()} ${MONTHS[at.getMonth()] ?? ''} ${clock(at)}`;
}

/** Only the time of an instant on the day of `context`, the whole of any other. */
export function instantAfter(iso: string, context: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date(context).toDateString() ? clock(at) : instant(iso);
}

/** Days from one ISO day to another. */
export function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / 86_400_000);
}

function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}
