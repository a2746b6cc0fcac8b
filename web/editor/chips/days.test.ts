import { expect, test } from 'vitest';
import { dayOf, daysAfter, dayText, findDays } from './days.ts';

/** a Tuesday */
const TODAY = '2026-11-24';
const found = (typed: string, locale = 'en-GB'): readonly string[] =>
  findDays(typed, TODAY, locale).map(({ day }) => day);

test('nothing typed yet: today and tomorrow', () => {
  expect(findDays('', TODAY, 'en')).toEqual([
    { name: 'today', day: '2026-11-24' },
    { name: 'tomorrow', day: '2026-11-25' },
  ]);
});

test.each([
  ['tod', 'en-GB', '2026-11-24'],
  ['tomorrow', 'en-GB', '2026-11-25'],
  ['morgen', 'de', '2026-11-25'],
  ['yes', 'en-GB', '2026-11-23'],
  ['2027-02-28', 'en-GB', '2027-02-28'],
  ['24.12.', 'de', '2026-12-24'],
  ['24.12.2027', 'en-US', '2027-12-24'],
  ['24/12', 'en-GB', '2026-12-24'],
  ['12/24', 'en-US', '2026-12-24'],
  ['3 jan', 'en-GB', '2027-01-03'],
  ['december 24', 'en-US', '2026-12-24'],
  ['24 dec 28', 'en-US', '2028-12-24'],
  ['3. märz', 'de', '2027-03-03'],
  ['fri', 'en-GB', '2026-11-27'],
  ['tuesday', 'en-GB', '2026-12-01'],
  ['dienstag', 'de', '2026-12-01'],
])('%s in %s is %s', (typed, locale, day) => {
  expect(found(typed, locale)[0]).toBe(day);
});

test.each(['ann', '31.02.', '1.2.3.4', '99', '12', 'mo', '2026-13-01'])('%s is no day', (typed) => {
  expect(found(typed)).toEqual([]);
});

test('days follow each other over the ends of months and years, and the clock going back', () => {
  expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(daysAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(dayOf(new Date(2026, 9, 25, 23, 59).getTime())).toBe('2026-10-25');
});

test('a day reads as the language has it', () => {
  expect(dayText(TODAY, 'en-GB', 'medium')).toBe('24 Nov 2026');
  expect(dayText(TODAY, 'de', 'full')).toBe('Dienstag, 24. November 2026');
});
