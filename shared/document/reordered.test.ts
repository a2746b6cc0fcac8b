import { expect, test } from 'vitest';
import { findReordered } from './reordered.ts';

const find = (before: string, now: string): string => findReordered(Array.from(before), Array.from(now)).join('');

test.each([
  ['nothing', 'abcd', 'abcd', ''],
  ['one that was put elsewhere, and those behind it', 'abcdef', 'acdebf', 'cbf'],
  ['several that go together', 'abcdef', 'adefbc', 'dbc'],
  ['what is new', 'abc', 'abxc', 'x'],
  ['what is gone leaves the next behind another one', 'abcd', 'abd', ''],
  ['all of it', 'abc', 'cba', 'cba'],
])('%s', (_name, before, now, found) => {
  expect(find(before, now)).toBe(found);
});

test('whatever is put elsewhere, the rest is in order', () => {
  const before = Array.from('abcdefghij');
  let now = before;
  for (let seed = 1; seed < 200; seed += 1) {
    now = [...now];
    const [one] = now.splice((seed * 7) % now.length, 1);
    now.splice((seed * 13) % now.length, 0, one ?? '');
    const anew = new Set(findReordered(before, now));
    const left = now.filter((item) => !anew.has(item));
    expect(left).toEqual([...left].sort());
  }
});
