import { expect, test } from 'vitest';
import { changeGuest, type KeyValueStore, newGuest, parseGuest, readGuest, writeGuest } from './guest.ts';

function memory(): KeyValueStore {
  const map = new Map<string, string>();
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}
const random = (): number => 0.5;

test('a guest stays the same person in this browser', () => {
  const store = memory();
  const first = readGuest(store, random);
  expect(readGuest(store, () => 0.9)).toEqual(first);
  writeGuest(store, { ...first, name: 'Amara', color: 2 });
  expect(readGuest(store, random)).toEqual({ id: first.id, name: 'Amara', color: 2 });
});

test('a store that refuses or holds nonsense gives a new guest', () => {
  const refusing: KeyValueStore = {
    getItem: () => {
      throw new Error('refused');
    },
    setItem: () => {
      throw new Error('refused');
    },
  };
  expect(readGuest(refusing, random)).toEqual(newGuest(random));
  expect(readGuest(null, random)).toEqual(newGuest(random));
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"id":"a"}',
    '{"id":"a","name":" ","color":1}',
    '{"id":"a","name":"b","color":9}',
  ]) {
    expect(parseGuest(text)).toBeNull();
  }
});

test('new guests get one of eight colours and two words for a name', () => {
  for (const value of [0, 0.25, 0.999_999]) {
    const guest = newGuest(() => value);
    expect(guest.color).toBeGreaterThanOrEqual(1);
    expect(guest.color).toBeLessThanOrEqual(8);
    expect(guest.name).toMatch(/^\p{L}+ \p{L}+$/u);
  }
});

test('a colour counts as chosen once it was picked, and from then on', () => {
  const guest = newGuest(random);
  const renamed = changeGuest(guest, { name: 'Mei', color: guest.color });
  expect(renamed.chosen).toBeUndefined();
  const picked = changeGuest(renamed, { name: 'Mei', color: guest.color === 1 ? 2 : 1 });
  expect(picked.chosen).toBe(true);
  expect(changeGuest(picked, { name: 'Mei T', color: picked.color }).chosen).toBe(true);
  expect(parseGuest(JSON.stringify(picked))).toEqual(picked);
});
