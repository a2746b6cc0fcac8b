import { expect, test } from 'vitest';
import { askedIn } from './asked.ts';

test('a slash at the start of a word asks for something', () => {
  expect(askedIn('/')).toEqual({ sign: '/', offset: 0, query: '' });
  expect(askedIn('/head')).toEqual({ sign: '/', offset: 0, query: 'head' });
  expect(askedIn('some words /li')).toEqual({ sign: '/', offset: 11, query: 'li' });
  expect(askedIn('/heading ')).toEqual({ sign: '/', offset: 0, query: 'heading ' });
  expect(askedIn('/heading 2')).toEqual({ sign: '/', offset: 0, query: 'heading 2' });
});

test('a slash inside of a word, a fraction or an address does not', () => {
  for (const text of ['and/or', '1/2', 'https://example.org', '/three words typed', '/ ', '//', '/a/b', ''])
    expect(askedIn(text)).toBeNull();
});

test('an @ at the start of a word asks for people, documents and days, whose names have several words', () => {
  expect(askedIn('@')).toEqual({ sign: '@', offset: 0, query: '' });
  expect(askedIn('with (@Ann')).toEqual({ sign: '@', offset: 6, query: 'Ann' });
  expect(askedIn('@José de la Cruz')).toEqual({ sign: '@', offset: 0, query: 'José de la Cruz' });
  expect(askedIn('@24.12.')).toEqual({ sign: '@', offset: 0, query: '24.12.' });
  for (const text of ['ann@example.org', '@ ', '@@', '@one two three four five']) expect(askedIn(text)).toBeNull();
});

test('a colon and two letters ask for an emoji; a smiley and a time do not', () => {
  expect(askedIn('well :smi')).toEqual({ sign: ':', offset: 5, query: 'smi' });
  for (const text of [':', ':D', ':)', '12:30', 'so: that', 'http://a']) expect(askedIn(text)).toBeNull();
});
