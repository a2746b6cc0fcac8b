import { expect, test } from 'vitest';
import type { ClientState, Saving } from '#web/client/state.ts';
import { looksSame } from './steady-state.ts';

function state(saving: Saving, rest: Partial<ClientState> = {}): ClientState {
  return {
    content: { kind: 'ready', from: 'server' },
    connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' }, since: 1 },
    device: { kind: 'kept' },
    role: 'editor',
    saving,
    ...rest,
  };
}

const SAVED = state({ kind: 'saved', at: 5 });

test('a key that is being saved, and saved, changes nothing but the status', () => {
  expect(looksSame(SAVED, state({ kind: 'saving', count: 1, since: 6 }))).toBe(true);
  expect(looksSame(state({ kind: 'saving', count: 3, since: 6 }), state({ kind: 'saved', at: 7 }))).toBe(true);
});

test('trouble, the first acknowledgement, another role and another connection do', () => {
  for (const other of [
    state({ kind: 'refused', count: 1, code: 'too-large', reason: 'too large' }),
    state({ kind: 'offline', count: 1, kept: true }),
    state({ kind: 'saved', at: null }),
    state({ kind: 'saved', at: 5 }, { role: 'viewer' }),
    state({ kind: 'saved', at: 5 }, { connection: { kind: 'offline', since: 9 } }),
    state({ kind: 'saved', at: 5 }, { device: { kind: 'not-kept', reason: 'full' } }),
  ]) {
    expect(looksSame(SAVED, other)).toBe(false);
  }
});
