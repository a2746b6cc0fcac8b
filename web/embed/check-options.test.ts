import { expect, test } from 'vitest';
import { checkOptions } from './check-options.ts';

const good = { server: 'https://docs.example.com/hands/', document: 'team/plan' };

test('what is right passes, undefined counts as absent', () => {
  const all = {
    ...good,
    token: async () => 'x',
    user: { name: 'Mei', color: 3, id: 'm' },
    transport: 'polling',
    offline: false,
    mode: 'view',
    theme: undefined,
    back: { href: '/', label: 'Back' },
  };
  expect(() => checkOptions(good)).not.toThrow();
  expect(() => checkOptions(all)).not.toThrow();
});

test.each([
  [undefined, 'options must be an object with server and document; it is undefined'],
  [{ document: 'x' }, "server must be an http(s) URL, such as 'https://docs.example.com'; it is undefined"],
  [{ ...good, server: 'docs.example.com' }, 'server must be an http(s) URL'],
  [{ ...good, server: 'javascript:alert(1)' }, 'server must be an http(s) URL'],
  [
    { ...good, server: 'https://ada:secret@docs.example.com' },
    'server must hold no user and no password: give a token',
  ],
  [{ ...good, server: 'https://ada@docs.example.com' }, 'server must hold no user and no password: give a token'],
  [{ ...good, document: '' }, "document must be a document's name, such as 'team/plan'; it is \"\""],
  [{ ...good, document: 'a//b' }, "document must be a document's name"],
  [{ ...good, token: 'abc' }, 'token must be a function that gives a promise; it is "abc"'],
  [{ ...good, user: { id: 'm' } }, 'user must be an object with a name'],
  [{ ...good, mode: 'readonly' }, "mode must be 'edit' or 'view'; it is \"readonly\""],
  [{ ...good, toolbar: 'no' }, 'toolbar must be true or false; it is "no"'],
  [{ ...good, documnet: 'x' }, 'there is no option "documnet"'],
])('%o', (options, message) => {
  expect(() => checkOptions(options)).toThrow(new RegExp(message.replace(/[()[\]?.*+$^|\\]/gu, '\\$&'), 'u'));
  expect(() => checkOptions(options)).toThrow(TypeError);
});

test('an error tells no password', () => {
  expect(() => checkOptions({ ...good, server: 'ftp://ada:secret@docs.example.com' })).not.toThrow('secret');
});
