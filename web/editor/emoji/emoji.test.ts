import { expect, test } from 'vitest';
import { findEmoji } from './emoji.ts';

const found = (query: string): readonly string[] => findEmoji(query, 8).map(({ character }) => character);

test.each([
  ['rocket', '🚀'],
  ['red_heart', '❤️'],
  ['thumbs', '👍️'],
  ['party', '🎉'],
  ['grinning_face', '😀'],
])('%s finds %s', (query, character) => {
  expect(found(query)).toContain(character);
});

test('what is called so comes first, and nonsense finds nothing', () => {
  expect(found('rocket')[0]).toBe('🚀');
  expect(found('xqzzy')).toEqual([]);
  expect(found('a')).toHaveLength(8);
});
