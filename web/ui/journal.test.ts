import { expect, test } from 'vitest';
import type { ClientState } from '#web/client/state.ts';
import { JOURNAL_LENGTH, type JournalEntry, SAVED_GAP_MS, writeJournal } from './journal.ts';

const base: ClientState = {
  content: { kind: 'ready', from: 'server' },
  connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' }, since: 0 },
  saving: { kind: 'saved', at: 0 },
  device: { kind: 'kept' },
  role: 'editor',
};

function write(steps: readonly [number, Partial<ClientState>][]): readonly JournalEntry[] {
  let journal: readonly JournalEntry[] = [];
  let previous: ClientState = { ...base, connection: { kind: 'connecting', since: 0 } };
  for (const [now, change] of steps) {
    const next = { ...base, ...change };
    journal = writeJournal(journal, previous, next, now);
    previous = next;
  }
  return journal;
}

test('tells of transports, losses and what was sent, newest first', () => {
  const journal = write([
    [1, {}],
    [2, { connection: { kind: 'reconnecting', since: 2, retryAt: 9 } }],
    [3, { connection: { kind: 'reconnecting', since: 2, retryAt: 9 }, saving: { kind: 'offline', count: 6, kept: 6 } }],
    [
      4,
      {
        connection: { kind: 'online', transport: 'polling', reason: { kind: 'while-connecting' }, since: 4 },
        saving: { kind: 'offline', count: 6, kept: 6 },
      },
    ],
    [5, { connection: { kind: 'online', transport: 'polling', reason: { kind: 'while-connecting' }, since: 4 } }],
  ]);
  expect(journal.map((entry) => `${entry.at} ${entry.text}`)).toEqual([
    '5 All changes saved',
    '5 Sent 6 changes that were waiting',
    '4 Connected by long polling',
    '2 Connection lost',
    '1 Connected by WebSocket',
  ]);
});

test('does not write down every save of somebody who types', () => {
  const saving = { saving: { kind: 'saving', count: 1, since: 0 } } as const;
  const journal = write([
    [1, {}],
    [2, saving],
    [3, {}],
    [4, saving],
    [5, {}],
    [6, saving],
    [4 + SAVED_GAP_MS, {}],
  ]);
  expect(journal.filter((entry) => entry.text === 'All changes saved').map((entry) => entry.at)).toEqual([
    4 + SAVED_GAP_MS,
    3,
  ]);
});

test('forgets the oldest', () => {
  const steps = Array.from({ length: 40 }, (_, i): [number, Partial<ClientState>] => [
    i,
    i % 2 === 0 ? {} : { connection: { kind: 'offline', since: i } },
  ]);
  expect(write(steps)).toHaveLength(JOURNAL_LENGTH);
});
