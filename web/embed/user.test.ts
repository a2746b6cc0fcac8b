import { expect, test } from 'vitest';
import { hashColor, userInfo } from './user.ts';

test('a person without a colour gets the same one everywhere', () => {
  expect(userInfo({ name: 'Mei', id: 'u1' })).toEqual({ name: 'Mei', id: 'u1', color: hashColor('u1') });
  expect(userInfo({ name: 'Other name', id: 'u1' }).color).toBe(hashColor('u1'));
  expect(userInfo({ name: 'Mei' })).toEqual({ name: 'Mei', color: hashColor('Mei') });
});

test('a colour is one of eight', () => {
  expect(userInfo({ name: 'Mei', color: 3 }).color).toBe(3);
  for (const color of [0, 9, 1.5, Number.NaN]) expect(userInfo({ name: 'Mei', color }).color).toBe(hashColor('Mei'));
  const seen = new Set(Array.from({ length: 200 }, (_, i) => hashColor(`user-${i}`)));
  expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
