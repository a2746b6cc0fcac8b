import { expect, test } from 'vitest';
import { writingSessions } from './writing-sessions.ts';

const ADA = { id: 'a', name: 'Ada', color: 1 };
const BO = { id: 'b', name: 'Bo', color: 2 };
const MINUTE_MS = 60_000;

/** Oldest first, in minutes. */
function sessionsOf(...entries: ReadonlyArray<readonly [by: typeof ADA | null, minute: number | null]>) {
  const signed = entries.map(([by, minute], index) => ({
    seq: index + 1,
    by,
    at: minute === null ? null : minute * MINUTE_MS,
  }));
  return writingSessions(signed.toReversed()).map(({ from, to, people }) => [from, to, people.map(({ name }) => name)]);
}

test('a pause begins another session, newest first', () => {
  expect(sessionsOf([ADA, 0], [ADA, 9], [ADA, 20])).toEqual([
    [2, 3, ['Ada']],
    [0, 2, ['Ada']],
  ]);
});

test('a position that has a name ends a session, which has it', () => {
  const signed = [3, 2, 1].map((seq) => ({ seq, by: ADA, at: seq }));
  const draft = { position: 2, name: 'Draft', by: BO, at: 9 };
  const sessions = writingSessions(signed, [draft]);
  expect(sessions.map(({ from, to, version }) => [from, to, version])).toEqual([
    [2, 3, null],
    [0, 2, draft],
  ]);
});

test('who writes at once shares a session; who comes minutes later has one of their own', () => {
  expect(sessionsOf([ADA, 0], [BO, 0.5], [ADA, 1])).toEqual([[0, 3, ['Ada', 'Bo']]]);
  expect(sessionsOf([ADA, 0], [BO, 5])).toEqual([
    [1, 2, ['Bo']],
    [0, 1, ['Ada']],
  ]);
});

test('the same person under another name is one, as the newest entry has it', () => {
  expect(sessionsOf([ADA, 0], [{ ...ADA, name: 'Ada L.' }, 1])).toEqual([[0, 2, ['Ada L.']]]);
});

test('a session ends after two hours, however much is written', () => {
  const entries = Array.from({ length: 30 }, (_, at) => [ADA, at * 5] as const);
  expect(sessionsOf(...entries)).toHaveLength(2);
});

test('what nobody knows of is one session', () => {
  expect(sessionsOf([null, null], [null, null], [ADA, 1])).toEqual([
    [2, 3, ['Ada']],
    [0, 2, []],
  ]);
});
