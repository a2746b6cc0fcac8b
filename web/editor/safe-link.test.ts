import { describe, expect, test } from 'vitest';
import { isSafeLink } from '#shared/document/safe-url.ts';
import { completeLink, trailingLink } from './safe-link.ts';

test('only web, mail and phone addresses are safe', () => {
  for (const url of ['http://a.b', 'https://a.b/c?d#e', 'mailto:a@b.c', 'tel:+441234', 'HTTPS://A.B'])
    expect(isSafeLink(url)).toBe(true);
  const bad = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\u200bscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    '/relative',
    'relative',
    '',
  ];
  for (const url of bad) expect(`${url} ${isSafeLink(url)}`).toBe(`${url} false`);
});

test('what a person types becomes a whole address', () => {
  expect(completeLink('example.org')).toBe('https://example.org');
  expect(completeLink(' https://example.org/a ')).toBe('https://example.org/a');
  expect(completeLink('ana@example.org')).toBe('mailto:ana@example.org');
  expect(completeLink('//example.org')).toBe('https://example.org');
  expect(completeLink('localhost:3000/x')).toBe('https://localhost:3000/x');
  for (const typed of ['', 'two words', 'javascript:alert(1)', 'word', 'data:x'])
    expect(`${typed} ${completeLink(typed)}`).toBe(`${typed} null`);
});

describe('an address at the end of what was typed', () => {
  test('is found without the punctuation behind it', () => {
    expect(trailingLink('see https://example.org/a.')).toEqual({ index: 4, length: 21, url: 'https://example.org/a' });
    expect(trailingLink('(www.example.org)')).toEqual({ index: 1, length: 15, url: 'https://www.example.org' });
    expect(trailingLink('https://en.example.org/wiki/Fish_(film)')?.url).toBe(
      'https://en.example.org/wiki/Fish_(film)',
    );
  });

  test('is none where words follow or nothing was meant', () => {
    expect(trailingLink('https://example.org and')).toBeNull();
    expect(trailingLink('http://')).toBeNull();
    expect(trailingLink('example.org')).toBeNull();
  });
});
