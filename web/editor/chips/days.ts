/** Days as people write and read them. A day is `YYYY-MM-DD`, the same everywhere: no time zone moves it. */
import { isDay } from '#shared/document/chips.ts';

const DAY_MS = 86_400_000;

const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The day that it is where somebody is; `now` in ms since 1970. */
export function dayOf(now: number): string {
  const date = new Date(now);
  return dayAt(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
}

export function daysAfter(day: string, days: number): string {
  return dayAt(timeOf(day) + days * DAY_MS);
}

/** As a person with this language reads it. */
export function dayText(day: string, locale: string, style: 'medium' | 'full'): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: style, timeZone: 'UTC' }).format(timeOf(day));
}

export interface NamedDay {
  readonly day: string;
  /** today, tomorrow …; null for one that was written as a date */
  readonly name: 'today' | 'tomorrow' | 'yesterday' | null;
}

const RELATIVE: readonly (readonly [NonNullable<NamedDay['name']>, number])[] = [
  ['today', 0],
  ['tomorrow', 1],
  ['yesterday', -1],
];

/** The days that something typed may mean, the likeliest first. */
export function findDays(query: string, today: string, locale: string): readonly NamedDay[] {
  const typed = query.trim().toLocaleLowerCase(locale);
  const named = RELATIVE.filter(([name, days]) =>
    [name, relativeName(days, locale)].some((one) => one.startsWith(typed)),
  );
  if (typed === '') return named.slice(0, 2).map(([name, days]) => ({ name, day: daysAfter(today, days) }));
  const dates = [readDate(typed, today, locale), readWeekday(typed, today, locale)].filter((day) => day !== null);
  return [
    ...named.map(([name, days]) => ({ name, day: daysAfter(today, days) })),
    ...dates.map((day) => ({ name: null, day })),
  ];
}

/** `tomorrow` in another language. */
function relativeName(days: number, locale: string): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day').toLocaleLowerCase(locale);
}

/** `2026-12-24`, `24.12.`, `12/24/2026` as the language has it, `24 dec`, `December 24`. Without a year: the next such day. */
function readDate(typed: string, today: string, locale: string): string | null {
  if (isDay(typed)) return typed;
  const parts = typed.split(/[\s./,-]+/u).filter((part) => part !== '');
  if (parts.length < 2 || parts.length > 3) return null;
  const monthAt = parts.findIndex((part) => monthOf(part, locale) !== null);
  const numbers = parts.filter((_, at) => at !== monthAt);
  if (!numbers.every((part) => /^\d{1,4}$/u.test(part))) return null;
  const month = monthAt < 0 ? null : monthOf(parts[monthAt] ?? '', locale);
  if (month !== null) return dayWith(today, Number(numbers[0]), month, numbers[1]);
  const [first = '', second = '', year] = parts;
  const [day, numeric] = isMonthFirst(locale) && !typed.includes('.') ? [second, first] : [first, second];
  return dayWith(today, Number(day), Number(numeric), year);
}

function dayWith(today: string, day: number, month: number, year: string | undefined): string | null {
  const thisYear = Number(today.slice(0, 4));
  const wanted = year === undefined ? thisYear : year.length <= 2 ? 2000 + Number(year) : Number(year);
  const make = (of: number): string =>
    `${String(of).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const found = make(wanted);
  if (!isDay(found)) return null;
  return year === undefined && found < today && isDay(make(thisYear + 1)) ? make(thisYear + 1) : found;
}

/** The next one, after today. */
function readWeekday(typed: string, today: string, locale: string): string | null {
  if (typed.length < 3) return null;
  for (let days = 1; days <= 7; days += 1) {
    const day = daysAfter(today, days);
    if (namesOf(day, { weekday: 'long' }, locale).some((name) => name.startsWith(typed))) return day;
  }
  return null;
}

function monthOf(typed: string, locale: string): number | null {
  if (!/^\p{L}{3,}/u.test(typed)) return null;
  for (let month = 1; month <= 12; month += 1) {
    const day = `2026-${String(month).padStart(2, '0')}-01`;
    if (namesOf(day, { month: 'long' }, locale).some((name) => name.startsWith(typed))) return month;
  }
  return null;
}

/** In the person's language and in English. */
function namesOf(day: string, options: Intl.DateTimeFormatOptions, locale: string): string[] {
  return [locale, 'en'].map((one) =>
    new Intl.DateTimeFormat(one, { ...options, timeZone: 'UTC' }).format(timeOf(day)).toLocaleLowerCase(one),
  );
}

function isMonthFirst(locale: string): boolean {
  const order = new Intl.DateTimeFormat(locale).formatToParts().map(({ type }) => type);
  return order.indexOf('month') < order.indexOf('day');
}
