import { expect, test } from 'vitest';
import { slashIn } from './slash.ts';

test('a slash at the start of a word asks for something', () => {
  expect(slashIn('/')).toEqual({ offset: 0, query: '' });
  expect(slashIn('/head')).toEqual({ offset: 0, query: 'head' });
  expect(slashIn('some words /li')).toEqual({ offset: 11, query: 'li' });
  expect(slashIn('/heading ')).toEqual({ offset: 0, query: 'heading ' });
  expect(slashIn('/heading 2')).toEqual({ offset: 0, query: 'heading 2' });
});

test('a slash inside of a word, a fraction or an address does not', () => {
  for (const text of ['and/or', '1/2', 'https://example.org', '/three words typed', '/ ', '//', '/a/b', ''])
    expect(slashIn(text)).toBeNull();
});
