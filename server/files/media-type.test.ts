import { describe, expect, test } from 'vitest';
import { imageTypeOf, mediaTypeOf } from './media-type.ts';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const PNG = latin('\x89PNG\r\n\x1a\n\0\0\0\rIHDR');

describe('an image is what its bytes say', () => {
  test.each([
    ['image/png', PNG],
    ['image/jpeg', latin('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['image/gif', latin('GIF87a')],
    ['image/gif', latin('GIF89a\x01\0')],
    ['image/webp', latin('RIFF\x10\0\0\0WEBPVP8 ')],
    ['image/avif', latin('\0\0\0\x1cftypavif\0\0\0\0')],
    ['image/avif', latin('\0\0\0\x20ftypmif1\0\0\0\0miafavif')],
    [null, latin('\0\0\0\x20ftypisom\0\0\0\0mp42')],
    [null, latin('<svg xmlns="http://www.w3.org/2000/svg">')],
    [null, latin('<!doctype html>')],
    [null, latin('RIFF\x10\0\0\0WAVEfmt ')],
    [null, latin('%PDF-1.7')],
    [null, latin('GIF')],
    [null, new Uint8Array()],
  ])('%s', (type, head) => {
    expect(imageTypeOf(head)).toBe(type);
  });
});

test.each([
  [PNG, 'text/html', 'image/png'],
  [latin('hello'), 'image/png', 'application/octet-stream'],
  [latin('<svg>'), 'image/svg+xml', 'application/octet-stream'],
  [latin('%PDF'), 'application/pdf', 'application/pdf'],
  [latin('a,b'), 'Text/CSV; charset=utf-8', 'text/csv'],
  [latin('x'), undefined, 'application/octet-stream'],
  [latin('x'), 'nonsense', 'application/octet-stream'],
  [latin('x'), 'a/b\r\nc: d', 'application/octet-stream'],
])('%# what is said of other bytes counts where it names a type', (head, declared, type) => {
  expect(mediaTypeOf(head, declared)).toBe(type);
});
