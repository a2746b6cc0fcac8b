import { expect, test } from 'vitest';
import { howLongAgo } from './times.ts';

const NOON = new Date(2026, 10, 24, 12, 0, 0).getTime();
const ago = (ms: number): string => howLongAgo(NOON - ms, NOON);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('the longer ago, the coarser', () => {
  expect(ago(5_000)).toBe('just now');
  expect(ago(40 * MINUTE)).toBe('40 minutes ago');
  expect(ago(3 * HOUR)).toBe('3 hours ago');
  expect(ago(20 * HOUR)).toBe('yesterday');
  expect(ago(3 * 24 * HOUR)).toBe('3 days ago');
  expect(ago(-5_000)).toBe('just now');
});

test('a week ago and more is a date, with its year where that is another', () => {
  expect(ago(14 * 24 * HOUR)).toContain('10');
  expect(ago(14 * 24 * HOUR)).not.toContain('2026');
  expect(ago(400 * 24 * HOUR)).toContain('2025');
});
