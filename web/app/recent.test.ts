import { expect, test } from 'vitest';
import type { KeyValueStore } from '#web/ui/guest.ts';
import {
  changeRecent,
  excerptOf,
  MAX_EXCERPT_CHARS,
  MAX_RECENT,
  readRecent,
  restoreRecent,
  withOpened,
  withoutRecent,
  withRecent,
} from './recent.ts';

function memory(first?: string): KeyValueStore {
  const map = new Map<string, string>(first === undefined ? [] : [['manyhands.recent', first]]);
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
}
const opened = (name: string, openedAt: number) => ({ name, title: name.toUpperCase(), excerpt: '', openedAt });

test('the newest comes first, and each document once', () => {
  const store = memory();
  changeRecent(store, (list) => withRecent(list, opened('a', 1)));
  changeRecent(store, (list) => withRecent(list, opened('b', 2)));
  changeRecent(store, (list) => withRecent(list, opened('a', 3)));
  expect(readRecent(store).map((one) => `${one.name}${one.openedAt}`)).toEqual(['a3', 'b2']);
});

test('a document is listed as soon as it is opened, with what was known of it', () => {
  const list = [opened('b', 2), opened('a', 1)];
  expect(withOpened(list, 'a', 3)).toEqual([opened('a', 3), opened('b', 2)]);
  expect(withOpened(list, 'new', 3)[0]).toEqual({ name: 'new', title: '', excerpt: '', openedAt: 3 });
});

test('what was removed comes back where it was', () => {
  const list = [opened('c', 3), opened('b', 2), opened('a', 1)];
  expect(restoreRecent(withoutRecent(list, 'b'), opened('b', 2))).toEqual(list);
});

test('the list has an end', () => {
  let list: readonly ReturnType<typeof opened>[] = [];
  for (let i = 0; i < MAX_RECENT + 5; i++) list = withRecent(list, opened(`d${i}`, i));
  expect(list).toHaveLength(MAX_RECENT);
});

test('a list that cannot be read is empty, entries that cannot be read are left out', () => {
  expect(readRecent(memory('{'))).toEqual([]);
  expect(readRecent(memory('{"a":1}'))).toEqual([]);
  expect(readRecent(null)).toEqual([]);
  const mixed = JSON.stringify([null, 5, { name: '' }, { name: 'ok', openedAt: 1 }, { name: 'bad', openedAt: 'x' }]);
  expect(readRecent(memory(mixed))).toEqual([{ name: 'ok', title: '', excerpt: '', openedAt: 1 }]);
});

test('an excerpt is the first words below the heading', () => {
  expect(excerptOf('Opening again\n\nThe room closed in November.\nIt opens now.')).toBe(
    'The room closed in November. It opens now.',
  );
  expect(excerptOf('One line only')).toBe('One line only');
  expect(excerptOf('A sentence first.\nAnd another.')).toBe('A sentence first. And another.');
  const long = excerptOf('word '.repeat(100));
  expect(long.length).toBeLessThanOrEqual(MAX_EXCERPT_CHARS);
  expect(long.endsWith('word')).toBe(true);
});
