import { expect, test } from 'vitest';
import type { LogFormat } from '#server/config/config.ts';
import type { Log } from './log.ts';
import { createLog } from './log.ts';

function lines(format: LogFormat, say: (log: Log) => void): readonly string[] {
  const written: string[] = [];
  say(createLog('info', format, (line) => written.push(line)));
  return written;
}

test('a line is JSON with level, time, fields and message', () => {
  const [line] = lines('json', (log) => log.info({ document: 'a' }, 'document loaded'));
  expect(JSON.parse(line ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
    document: 'a',
    msg: 'document loaded',
  });
});

test('what is below the level is not said', () => {
  expect(lines('json', (log) => log.debug({}, 'detail'))).toEqual([]);
});

test('an error comes with its stack', () => {
  const [line] = lines('json', (log) => log.error({ error: new Error('boom') }, 'failed'));
  expect(JSON.parse(line ?? '')).toMatchObject({ error: { message: 'boom', stack: expect.stringContaining('boom') } });
});

test('secrets are taken out wherever somebody put them', () => {
  const secret = 'canary-5f1c';
  const written = lines('json', (log) => {
    log.info({ authorization: secret, request: { headers: { authorization: secret }, token: secret } }, 'asked');
    log.info({ headers: { 'x-any': secret }, cookie: secret }, 'asked');
  });
  expect(written.join('')).not.toContain(secret);
});

test('a person reads one line: time, message, fields', () => {
  const written = lines('pretty', (log) => {
    log.info({}, 'Manyhands is ready at http://localhost:8080');
    log.warn({ document: 'a', seq: 7 }, 'set aside');
  });
  expect(written[0]).toMatch(/^\d\d:\d\d:\d\d Manyhands is ready at http:\/\/localhost:8080\n$/u);
  expect(written[1]).toMatch(/^\d\d:\d\d:\d\d warn set aside document=a seq=7\n$/u);
});
