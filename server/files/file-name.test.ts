import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName, dispositionOf } from './file-name.ts';
import { MAX_NAME_BYTES } from './limits.ts';

test.each([
  ['plan.png', 'plan.png'],
  ['Überschrift – 计划 🎉.pdf', 'Überschrift – 计划 🎉.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\windows\\x.exe', 'C__windows_x.exe'],
  ['a\r\nSet-Cookie: b=c', 'aSet-Cookie_ b=c'],
  ['"quoted".txt', '_quoted_.txt'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['.htaccess', 'htaccess'],
  ['...', 'file'],
  ['', 'file'],
  ['\u200b\u0000', 'file'],
  ['lone \ud800 half', 'lone _ half'],
  [`${'é'.repeat(300)}.jpeg`, `${'é'.repeat(97)}.jpeg`],
])('%j becomes %j', (name, clean) => {
  expect(cleanFileName(name)).toBe(clean);
});

test('whatever the name, it is one part of a path, short, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const clean = cleanFileName(name);
      expect(clean).not.toMatch(/[/\\\p{Cc}]|^\.|^$/u);
      expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(MAX_NAME_BYTES);
      expect(cleanFileName(clean)).toBe(clean);
      expect(decodeURIComponent(encodeURIComponent(clean))).toBe(clean);
    }),
  );
});

test('whatever the name, the header is one line of ASCII and gives the name back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
      const clean = cleanFileName(name);
      const header = dispositionOf('attachment', clean);
      const parts =
        /^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]+"; filename\*=UTF-8''([\w.~!$&+-]|%[0-9A-F]{2})+$/u;
      expect(header).toMatch(parts);
      expect(decodeURIComponent(header.slice(header.indexOf("UTF-8''") + 7))).toBe(clean);
    }),
  );
});
