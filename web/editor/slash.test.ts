import { expect, test } from 'vitest';
import { slashIn } from './slash.ts';

test('a slash at the start of a word asks for something', () => {
  expect(slashIn('/')).toEqual({ offset: 0, query: '' });
  expect(slashIn('/head')).toEqual({ offset: 0, query: 'head' });
  expect(slashIn('some words /li')).toEqual({ offset: 11, query: 'li' });
});

test('a slash inside of a word, a fraction or an address does not', () => {
  for (const text of ['and/or', '1/2', 'https://example.org', '/two words', '//', '/a/b', ''])
    expect(slashIn(text)).toBeNull();
});
