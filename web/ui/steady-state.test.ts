import { expect, test } from 'vitest';
import type { ClientState, Saving } from '#web/client/state.ts';
import { looksSame } from './steady-state.ts';

// as from the client: parts that are equal are the same
const REST: Omit<ClientState, 'saving'> = {
  content: { kind: 'ready', from: 'server' },
  connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' }, since: 1 },
  device: { kind: 'kept' },
  role: 'editor',
};

function state(saving: Saving, rest: Partial<ClientState> = {}): ClientState {
  return { ...REST, saving, ...rest };
}

const SAVED = state({ kind: 'saved', at: 5 });

test('a key that is being saved, and saved, changes nothing but the status', () => {
  expect(looksSame(SAVED, state({ kind: 'saving', count: 1, since: 6 }))).toBe(true);
  expect(looksSame(state({ kind: 'saving', count: 3, since: 6 }), state({ kind: 'saved', at: 7 }))).toBe(true);
  const unknown: Partial<ClientState> = { role: null };
  expect(
    looksSame(state({ kind: 'saved', at: 5 }, unknown), state({ kind: 'saving', count: 1, since: 6 }, unknown)),
  ).toBe(true);
});

test('who may not write is told of each change that is not taken yet', () => {
  const viewer: Partial<ClientState> = { role: 'viewer' };
  const saving = state({ kind: 'saving', count: 2, since: 6 }, viewer);
  expect(looksSame(state({ kind: 'saved', at: 5 }, viewer), saving)).toBe(false);
  expect(looksSame(saving, state({ kind: 'saving', count: 1, since: 6 }, viewer))).toBe(false);
  expect(looksSame(saving, state({ kind: 'saved', at: 7 }, viewer))).toBe(false);
});

test('trouble, the first acknowledgement, another role and another connection do', () => {
  for (const other of [
    state({ kind: 'refused', count: 1, kept: true, code: 'too-large', reason: 'too large' }),
    state({ kind: 'offline', count: 1, kept: 1 }),
    state({ kind: 'saved', at: null }),
    state({ kind: 'saved', at: 5 }, { role: 'viewer' }),
    state({ kind: 'saved', at: 5 }, { connection: { kind: 'offline', since: 9 } }),
    state({ kind: 'saved', at: 5 }, { device: { kind: 'not-kept', reason: 'full' } }),
  ]) {
    expect(looksSame(SAVED, other)).toBe(false);
  }
});
