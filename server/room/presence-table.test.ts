import { expect, test } from 'vitest';
import { PRESENCE_LAPSE_MS } from '#shared/protocol/limits.ts';
import { encode, writeString, writeUint } from '#shared/protocol/wire.ts';
import { MAX_CLIENTS_PER_OWNER, TOMBSTONE_MS } from './limits.ts';
import { PresenceTable } from './presence-table.ts';

const says = (...entries: readonly (readonly [client: number, clock: number, state: unknown])[]): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, entries.length);
    for (const [client, clock, state] of entries) {
      writeUint(encoder, client);
      writeUint(encoder, clock);
      writeString(encoder, JSON.stringify(state));
    }
  });

test('a client id belongs to whoever used it first, until they leave', () => {
  const table = new PresenceTable();
  expect(table.apply('ada', says([1, 1, 'here']), 0)).toEqual([1]);
  expect(table.apply('bob', says([1, 5, 'forged'], [2, 1, 'me']), 0)).toEqual([2]);
  expect(table.everybody()).toEqual(says([1, 1, 'here'], [2, 1, 'me']));
  table.leave('ada');
  expect(table.apply('bob', says([1, 6, 'mine now']), 0)).toEqual([1]);
});

test('a poll hears only what is new since its revision, who left included, never of itself', () => {
  const table = new PresenceTable();
  table.apply('ada', says([1, 1, 'a']), 0);
  table.apply('bob', says([2, 1, 'b']), 0);
  const seen = table.revision;
  expect(table.since(null, 'bob')).toEqual(says([1, 1, 'a']));
  expect(table.since(seen, 'bob')).toBeNull();
  table.leave('ada');
  expect(table.since(seen, 'bob')).toEqual(says([1, 1, null]));
});

test('what is not renewed lapses, and is forgotten in the end', () => {
  const table = new PresenceTable();
  table.apply('ada', says([1, 1, 'a']), 0);
  expect(table.lapse(PRESENCE_LAPSE_MS - 1)).toEqual([]);
  expect(table.lapse(PRESENCE_LAPSE_MS)).toEqual([1]);
  expect(table.of([1])).toEqual(says([1, 1, null]));
  table.lapse(TOMBSTONE_MS);
  expect(table.of([1])).toBeNull();
});

test('one owner speaks for a few client ids only, and noise is refused', () => {
  const table = new PresenceTable();
  const crowd = Array.from({ length: 1000 }, (_, client) => [client, 1, 'x'] as const);
  expect(table.apply('eve', says(...crowd), 0)).toHaveLength(MAX_CLIENTS_PER_OWNER);
  expect(table.apply('eve', new Uint8Array([1, 2]), 0)).toBeNull();
  expect(table.apply('eve', new Uint8Array([...says([1, 2, 'x']), 0]), 0)).toBeNull();
});
