import { describe, expect, test } from 'vitest';
import type { Config } from './config.ts';
import type { Environment } from './parse-config.ts';
import { parseConfig } from './parse-config.ts';

const files: Record<string, string> = { '/run/secrets/port': '9000\n' };
const surroundings = {
  readFile: (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  },
  terminal: false,
};

function config(environment: Environment): Config {
  const parsed = parseConfig(environment, surroundings);
  if (!parsed.ok) throw new TypeError(parsed.problems.join('\n'));
  return parsed.config;
}

function problems(environment: Environment): readonly string[] {
  const parsed = parseConfig(environment, surroundings);
  return parsed.ok ? [] : parsed.problems;
}

test('an empty environment gives an open server on loopback', () => {
  expect(config({})).toEqual({
    host: '127.0.0.1',
    port: 8080,
    dataDir: './data',
    access: 'open',
    publicUrl: null,
    allowedOrigins: [],
    log: { level: 'info', format: 'json' },
    sync: { pollHoldMs: 20_000, pingIntervalMs: 15_000, transports: ['websocket', 'polling'] },
    maxConnections: 20_000,
    visitors: { connections: 1_000, requestsPerMinute: 30_000, roomsPerMinute: 3_000 },
    files: { fileBytes: 26_214_400, documentBytes: 1_073_741_824 },
    chromiumPath: null,
    trustedProxies: [],
    shutdownGraceMs: 10_000,
  });
});

test('an empty variable counts as not set', () => {
  expect(config({ PORT: '', HOST: '' })).toEqual(config({}));
});

test('every variable is read', () => {
  const read = config({
    HOST: '0.0.0.0',
    PORT: '80',
    DATA_DIR: '/data',
    ACCESS: 'open',
    PUBLIC_URL: 'https://docs.example.org',
    ALLOWED_ORIGINS: 'https://a.example, https://b.example:8443',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'pretty',
    POLL_HOLD_MS: '5000',
    PING_INTERVAL_MS: '1000',
    TRANSPORTS: 'polling',
    TRUSTED_PROXIES: '192.0.2.7, fc00::/7',
    MAX_CONNECTIONS: '9',
    MAX_CONNECTIONS_PER_ADDRESS: '5',
    MAX_REQUESTS_PER_MINUTE: '0',
    MAX_ROOMS_PER_MINUTE: '7',
    MAX_FILE_BYTES: '1000',
    MAX_FILE_BYTES_PER_DOCUMENT: '1000000000000',
    CHROMIUM_PATH: '/opt/chromium',
    SHUTDOWN_GRACE_MS: '0',
  });
  expect(read).toEqual({
    host: '0.0.0.0',
    port: 80,
    dataDir: '/data',
    access: 'open',
    publicUrl: new URL('https://docs.example.org'),
    allowedOrigins: ['https://a.example', 'https://b.example:8443'],
    log: { level: 'debug', format: 'pretty' },
    sync: { pollHoldMs: 5000, pingIntervalMs: 1000, transports: ['polling'] },
    maxConnections: 9,
    visitors: { connections: 5, requestsPerMinute: 0, roomsPerMinute: 7 },
    files: { fileBytes: 1_000, documentBytes: 1_000_000_000_000 },
    chromiumPath: '/opt/chromium',
    trustedProxies: [
      { address: '192.0.2.7', bits: 32, family: 'ipv4' },
      { address: 'fc00::', bits: 7, family: 'ipv6' },
    ],
    shutdownGraceMs: 0,
  });
});

test('a value may stand in a file', () => {
  expect(config({ PORT_FILE: '/run/secrets/port' }).port).toBe(9000);
  expect(problems({ PORT_FILE: '/nowhere' })).toEqual([expect.stringMatching(/^PORT_FILE must be the path/u)]);
  expect(problems({ PORT_FILE: '/run/secrets/port', PORT: '1' })).toEqual([expect.stringMatching(/both set/u)]);
});

test('a person at a terminal gets lines to read', () => {
  const parsed = parseConfig({}, { ...surroundings, terminal: true });
  expect(parsed.ok && parsed.config.log.format).toBe('pretty');
});

describe('an address that others reach', () => {
  test.each(['0.0.0.0', '::', '192.168.1.2', 'docs.example.org', '128.0.0.1', '127.evil.example'])('%s', (host) => {
    expect(problems({ HOST: host })).toEqual([expect.stringMatching(/^HOST is .* set ACCESS=open/u)]);
    expect(problems({ HOST: host, ACCESS: 'open' })).toEqual([]);
  });
  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is none', (host) => {
    expect(problems({ HOST: host })).toEqual([]);
  });
});

describe('a malformed value is refused with its name and what it may be', () => {
  test.each([
    ['PORT', '80a', /^PORT must be a port, a whole number from 0 to 65535, not "80a"$/u],
    ['PORT', '65536', /^PORT must be/u],
    ['PORT', '-1', /^PORT must be/u],
    ['PORT', '1e3', /^PORT must be/u],
    ['ACCESS', 'accounts', /^ACCESS must be "open"; accounts come with a later version$/u],
    ['PUBLIC_URL', 'docs.example.org', /^PUBLIC_URL must be a URL such as/u],
    ['PUBLIC_URL', 'ftp://docs.example.org', /^PUBLIC_URL must be a URL/u],
    ['PUBLIC_URL', 'https://docs.example.org/sub', /^PUBLIC_URL must be a URL .* without a path/u],
    ['ALLOWED_ORIGINS', 'https://a.example/path', /^ALLOWED_ORIGINS must be origins/u],
    ['ALLOWED_ORIGINS', '*', /^ALLOWED_ORIGINS must be origins/u],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL must be one of trace, debug/u],
    ['LOG_FORMAT', 'xml', /^LOG_FORMAT must be one of json, pretty, not "xml"$/u],
    ['POLL_HOLD_MS', '999', /^POLL_HOLD_MS must be milliseconds, a whole number from 1000 to 55000/u],
    ['PING_INTERVAL_MS', 'fast', /^PING_INTERVAL_MS must be milliseconds/u],
    ['TRANSPORTS', 'pigeon', /^TRANSPORTS must be one or both of websocket,polling, not "pigeon"$/u],
    ['TRANSPORTS', ',', /^TRANSPORTS must be/u],
    ['MAX_FILE_BYTES', '25M', /^MAX_FILE_BYTES must be bytes, a whole number from 0 to 268435456/u],
    ['MAX_FILE_BYTES_PER_DOCUMENT', '-1', /^MAX_FILE_BYTES_PER_DOCUMENT must be bytes/u],
    ['SHUTDOWN_GRACE_MS', '1.5', /^SHUTDOWN_GRACE_MS must be/u],
  ])('%s=%s', (name, value, message) => {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(message)]);
  });

  test('all at once', () => {
    expect(problems({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2);
  });
});
