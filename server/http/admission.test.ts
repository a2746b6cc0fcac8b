import { describe, expect, test } from 'vitest';
import { admissionFor } from './admission.ts';

const local = admissionFor({ host: '127.0.0.1', publicUrl: null, allowedOrigins: ['https://app.example'] });
const named = admissionFor({ host: '0.0.0.0', publicUrl: new URL('https://docs.example.org'), allowedOrigins: [] });
const anywhere = admissionFor({ host: '0.0.0.0', publicUrl: null, allowedOrigins: [] });

describe('the names that a server goes by', () => {
  test.each(['localhost', 'localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'docs.localhost', 'LOCALHOST'])(
    'on loopback: %s',
    (host) => expect(local.knowsHost(host)).toBe(true),
  );
  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'a@localhost',
    'localhost/x',
  ])('on loopback not: %s', (host) => expect(local.knowsHost(host)).toBe(false));
  test('with PUBLIC_URL: that and loopback, whatever the port', () => {
    expect(named.knowsHost('docs.example.org')).toBe(true);
    expect(named.knowsHost('docs.example.org:8443')).toBe(true);
    expect(named.knowsHost('localhost:8080')).toBe(true);
    expect(named.knowsHost('evil.example')).toBe(false);
  });
  test('on all addresses without PUBLIC_URL: any', () => {
    expect(anywhere.knowsHost('192.168.1.2:8080')).toBe(true);
    expect(anywhere.knowsHost('pad.lan')).toBe(true);
  });
});

describe('the pages that may talk to it', () => {
  test.each([
    ['localhost:8080', undefined],
    ['localhost:8080', 'http://localhost:8080'],
    ['localhost:8080', 'https://app.example'],
    // behind a proxy that ends TLS
    ['pad.lan', 'https://pad.lan'],
    ['pad.lan:443', 'https://pad.lan'],
  ])('to %s from %s', (host, origin) => {
    expect(local.allowsOrigin({ host, origin })).toBe(true);
  });
  test.each([
    ['localhost:8080', 'http://localhost:3000'],
    ['localhost:8080', 'https://evil.example'],
    ['localhost:8080', 'https://app.example.evil.example'],
    ['localhost:8080', 'null'],
    ['localhost:8080', ''],
    ['localhost:8080', 'chrome-extension://localhost:8080'],
    [undefined, 'http://localhost:8080'],
  ])('not to %s from %s', (host, origin) => {
    expect(local.allowsOrigin({ host, origin })).toBe(false);
  });
  test('the origin of PUBLIC_URL counts as its own, whatever a proxy made of the host', () => {
    expect(named.allowsOrigin({ host: 'backend:8080', origin: 'https://docs.example.org' })).toBe(true);
  });
});
