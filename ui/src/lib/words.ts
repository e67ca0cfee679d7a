import { day } from './format/dates';
import type { Light, Month, PinDecision } from './generated/contract';

/** The parts that there are, in one line. */
export function inOneLine(parts: (string | false | null | undefined)[]): string {
  const line = parts.filter(Boolean).join(' · ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** The plain rule's word for a light. */
export const lightWord: Record<Light | 'none', string> = {
  green: 'Green',
  yellow: 'Yellow',
  red: 'Red',
  none: 'No light',
};

/** Why a month has no light. */
export function reasonWithoutLight(month: Month | null | undefined): string {
  if (!month) return 'No schedule, no bills';
  if (month.schedule_bp === null && month.financial_bp === null) return 'No percentage on either side';
  if (month.schedule_bp === null) return reasonWithoutSchedule(month);
  return reasonWithoutBilling(month);
}

/** What else to know of a month: why it has no light, that it alerts, that it is carried. */
export function remark(month: Month | null | undefined): string {
  if (month?.light == null) return reasonWithoutLight(month);
  if (month.alert) return `Alert: ${month.red_months} months Red`;
  return month.carried ? 'Carried, nothing new' : '';
}

/** Why a month has no schedule percentage. */
export function reasonWithoutSchedule(month: Month | null | undefined): string {
  return month?.data_date ? 'No task with a duration' : 'No schedule yet';
}

/** Why a month has no billed percentage. */
export function reasonWithoutBilling(month: Month | null | undefined): string {
  return month?.application != null ? 'No contract sum' : 'No pay application yet';
}

const DATA_DATE_SOURCES: Record<string, string> = {
  status_date: 'status date',
  name: 'date in its name',
  last_saved: 'save date',
  file_time: 'file\u2019s time',
  person: 'set by a person',
};

/** Where a schedule's data date came from. */
export function dataDateSource(source: string): string {
  return DATA_DATE_SOURCES[source] ?? source;
}

const STAND_INS: Record<string, string> = {
  submitted: 'date submitted',
  published: 'date published',
  certified: 'date certified',
  paid: 'date paid',
};

/** Which date stands in for a pay application's period-to; nothing when it has one. */
export function standIn(source: string): string | undefined {
  return source === 'period_to' ? undefined : (STAND_INS[source] ?? source);
}

const RECORD_REASONS: Record<string, string> = {
  pinned: 'pinned by a person',
  pattern: 'its name fits the configured pattern',
  continues: 'it continues the last version',
  newest: 'it is the newest file',
};

/** Why a file is the schedule of record. */
export function recordReason(reason: string): string {
  return RECORD_REASONS[reason] ?? reason;
}

/** What came of the last decision on a job's schedule, where there is more to say than that it is followed. */
export function pinWords(pin: PinDecision | null): string {
  if (!pin) return '';
  if (!pin.outcome) return pin.file ? '' : 'Pin removed, waiting to be sent.';
  switch (pin.outcome.state) {
    case 'superseded': {
      const { by, at, file } = pin.outcome;
      const chosen = file ? `chose ${file}` : 'removed the pin';
      return `Superseded: ${by} ${chosen} later, on ${day(at.slice(0, 10))}.`;
    }
    case 'refused':
      return `Not followed: ${pin.outcome.why}.`;
    case 'accepted':
      return '';
  }
}
