import { expect, test } from 'vitest';
import { longestInOrder } from './reordered.ts';

const stay = (before: string, now: string): string => {
  const staying = longestInOrder(Array.from(now), (one) => (before.includes(one) ? before.indexOf(one) : undefined));
  return Array.from(now)
    .filter((one) => staying.has(one))
    .join('');
};

test.each([
  ['nothing was put elsewhere', 'abcd', 'abcd', 'abcd'],
  ['one was put elsewhere', 'abcdef', 'acdebf', 'acdef'],
  ['several that go together', 'abcdef', 'adefbc', 'adef'],
  ['what is new does not stay', 'abc', 'abxc', 'abc'],
  ['what is gone', 'abcd', 'abd', 'abd'],
])('%s', (_name, before, now, staying) => {
  expect(stay(before, now)).toBe(staying);
});

test('whatever is put elsewhere, as many as can be stay, in order', () => {
  const before = 'abcdefghij';
  let now = Array.from(before);
  for (let seed = 1; seed < 200; seed += 1) {
    now = [...now];
    const [one] = now.splice((seed * 7) % now.length, 1);
    now.splice((seed * 13) % now.length, 0, one ?? '');
    const staying = stay(before, now.join(''));
    expect(Array.from(staying)).toEqual(Array.from(staying).sort());
    // one was moved since the last time
    expect(staying.length).toBeGreaterThan(0);
  }
});
