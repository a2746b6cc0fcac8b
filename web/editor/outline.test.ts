import { expect, test } from 'vitest';
import { countWords } from './outline.ts';

const english = new Intl.Segmenter('en', { granularity: 'word' });

test('words are counted as a reader counts them', () => {
  expect(countWords('', english)).toBe(0);
  expect(countWords('One, two; three: 4.5 — five!', english)).toBe(5);
  expect(countWords('don’t stop', english)).toBe(2);
});

test('scripts without spaces have words too', () => {
  expect(countWords('私は本を読みます', new Intl.Segmenter('ja', { granularity: 'word' }))).toBeGreaterThan(3);
});
