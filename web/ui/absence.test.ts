import { expect, test } from 'vitest';
import type { ClientState } from '#web/client/state.ts';
import { type Absence, followAbsence, PRESENT } from './absence.ts';
import { RECONNECTING_NOTICE_MS } from './status.ts';

const state: ClientState = {
  content: { kind: 'ready', from: 'server' },
  connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' }, since: 0 },
  saving: { kind: 'saved', at: 0 },
  device: { kind: 'kept' },
  role: 'editor',
};
const away: Partial<ClientState> = { connection: { kind: 'reconnecting', since: 100, retryAt: 200 } };

function follow(steps: readonly [number, Partial<ClientState>][]): (number | null)[] {
  let absence: Absence = PRESENT;
  return steps.map(([now, change]) => {
    const followed = followAbsence(absence, { ...state, ...change }, now);
    ({ absence } = followed);
    return followed.back;
  });
}

test('tells how many changes waited, once everything is saved', () => {
  const told = follow([
    [100, { ...away, saving: { kind: 'offline', count: 1, kept: 1 } }],
    [200, { ...away, saving: { kind: 'offline', count: 3, kept: 3 } }],
    [300, { saving: { kind: 'saving', count: 3, since: 300 } }],
    [400, {}],
    [500, {}],
  ]);
  expect(told).toEqual([null, null, null, 3, null]);
});

test('says nothing of a blink with nothing waiting, and something of a long absence', () => {
  expect(
    follow([
      [100, away],
      [200, {}],
    ]),
  ).toEqual([null, null]);
  expect(
    follow([
      [100, away],
      [100 + RECONNECTING_NOTICE_MS, {}],
    ]),
  ).toEqual([null, 0]);
});
