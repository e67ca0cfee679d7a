import type { Light, PortfolioJob } from '../lib/generated/contract';

/** A column the portfolio can be sorted by. */
export type Column =
  'job' | 'name' | 'manager' | 'contract' | 'schedule' | 'billed' | 'variance' | 'light' | 'strip' | 'dates';

/** A sorted column; without one the order is the backend's, worst first. */
export interface Order {
  column: Column;
  descending: boolean;
}

/** The lights to show: one, those without, those with an alert, or all. */
export type LightFilter = Light | 'none' | 'alert' | 'all';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const VALUES: Record<Column, (job: PortfolioJob) => string | number | null | undefined> = {
  job: (job) => job.job_number,
  name: (job) => job.name,
  manager: (job) => job.project_manager,
  contract: (job) => job.contract_cents,
  schedule: (job) => job.latest?.schedule_bp,
  billed: (job) => job.latest?.financial_bp,
  variance: (job) => job.latest?.variance_bp,
  light: severity,
  strip: movement,
  dates: (job) => job.latest?.data_date,
};

/** The worse, the more; among those of one light the longer Red. */
function severity(job: PortfolioJob): number | null {
  const light = job.latest?.light;
  return light ? SEVERITY[light] + (job.latest?.red_months ?? 0) : null;
}

const SEVERITY: Record<Light, number> = { green: 0, yellow: 1, red: 2 };

/** How far the variance moved over the strip. */
function movement(job: PortfolioJob): number | null {
  const known = job.months.flatMap((month) => month.variance_bp ?? []);
  const [first] = known;
  const last = known.at(-1);
  return first === undefined || last === undefined ? null : last - first;
}

/** The jobs in an order; those without a value come last either way. */
export function ordered(jobs: readonly PortfolioJob[], order: Order | undefined): PortfolioJob[] {
  if (!order) return [...jobs];
  const value = VALUES[order.column];
  return [...jobs].sort((a, b) => compare(value(a), value(b), order.descending));
}

type Value = string | number | null | undefined;

function compare(a: Value, b: Value, descending: boolean): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null);
  const ascending = typeof a === 'string' ? collator.compare(a, String(b)) : a - Number(b);
  return descending ? -ascending : ascending;
}

/** What another press on a column's head asks for: its better direction, the other, none. */
export function pressed(order: Order | undefined, column: Column): Order | undefined {
  const first = !TEXT.includes(column);
  if (order?.column !== column) return { column, descending: first };
  return order.descending === first ? { column, descending: !first } : undefined;
}

const TEXT: Column[] = ['job', 'name', 'manager'];

/** The jobs that hold every word in their number, name, manager or client, and have the light. */
export function matching(jobs: readonly PortfolioJob[], text: string, light: LightFilter): PortfolioJob[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    const said = [job.job_number, job.name, job.project_manager, job.client].join('\n').toLowerCase();
    return has(job, light) && words.every((word) => said.includes(word));
  });
}

function has(job: PortfolioJob, light: LightFilter): boolean {
  if (light === 'all') return true;
  return light === 'alert' ? job.latest?.alert === true : lightOf(job) === light;
}

/** A job's light in its latest month. */
export function lightOf(job: PortfolioJob): Light | 'none' {
  return job.latest?.light ?? 'none';
}

/** How many jobs each light filter shows. */
export function counts(jobs: readonly PortfolioJob[]): Record<LightFilter, number> {
  const count = (light: LightFilter) => jobs.filter((job) => has(job, light)).length;
  return {
    all: count('all'),
    red: count('red'),
    yellow: count('yellow'),
    green: count('green'),
    none: count('none'),
    alert: count('alert'),
  };
}
