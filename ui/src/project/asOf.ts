import { day } from '../lib/format/dates';
import type { ProjectPage } from '../lib/generated/contract';
import { dataDateSource, inOneLine, standIn } from '../lib/words';

/** The dates a project's verdict stands for, and what they are where that is not plain. */
export function asOf(page: ProjectPage, today: string | null | undefined): string {
  const latest = page.job.latest;
  const parts: string[] = [];
  if (latest?.data_date) {
    const version = page.versions.findLast((v) => v.of_record && v.data_date === latest.data_date);
    const source = version ? ` (${dataDateSource(version.data_date_source)})` : '';
    parts.push(`Schedule of ${day(latest.data_date, today)}${source}`);
  }
  if (latest?.application != null && latest.period_to) {
    const application = page.applications.find((a) => a.application === latest.application);
    const instead = application && standIn(application.period_to_source);
    const source = instead ? ` (${instead})` : '';
    parts.push(`pay application ${latest.application} to ${day(latest.period_to, today)}${source}`);
  }
  return inOneLine(parts);
}
