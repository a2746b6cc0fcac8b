/** Times as people read them, in the page's language. */
import { words } from './words.ts';

const clockTime = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const hourMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `09:52:07` */
export function timeOfDay(at: number): string {
  return clockTime.format(at);
}

/** `09:41` */
export function shortTime(at: number): string {
  return hourMinute.format(at);
}

/** `40 minutes ago`, `yesterday`, `18 Nov`: the coarser, the longer ago. */
export function howLongAgo(at: number, now: number): string {
  const past = Math.max(0, now - at);
  if (past < MINUTE_MS) return words.justNow;
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), 'minute');
  const days = calendarDay(now) - calendarDay(at);
  if (days <= 0) return relative.format(-Math.floor(past / HOUR_MS), 'hour');
  if (days < 7) return relative.format(-days, 'day');
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayMonth.format(at) : dayMonthYear.format(at);
}

function calendarDay(at: number): number {
  return Math.floor((at - new Date(at).getTimezoneOffset() * MINUTE_MS) / DAY_MS);
}
