import { expect, test } from 'vitest';
import {
  MAX_PRESENCE_BYTES_PER_DOCUMENT,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_ENTRIES,
  MAX_VALUE_DEPTH,
  PRESENCE_LAPSE_MS,
} from '#shared/protocol/limits.ts';
import { encode, writeString, writeUint } from '#shared/protocol/wire.ts';
import { ClientOwners } from './client-owners.ts';
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
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  expect(table.apply('ada', says([1, 1, 'here']), 0, owners)).toEqual([1]);
  expect(table.apply('bob', says([1, 5, 'forged'], [2, 1, 'me']), 0, owners)).toEqual([2]);
  expect(table.everybody()).toEqual(says([1, 1, 'here'], [2, 1, 'me']));
  table.leave('ada');
  owners.release('ada');
  expect(table.apply('bob', says([1, 6, 'mine now']), 0, owners)).toEqual([1]);
});

test('a poll hears only what is new since its revision, who left included, never of itself', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  table.apply('ada', says([1, 1, 'a']), 0, owners);
  table.apply('bob', says([2, 1, 'b']), 0, owners);
  const seen = table.revision;
  expect(table.since(null, 'bob')).toEqual(says([1, 1, 'a']));
  expect(table.since(seen, 'bob')).toBeNull();
  table.leave('ada');
  expect(table.since(seen, 'bob')).toEqual(says([1, 1, null]));
});

test('what is not renewed lapses, and is forgotten in the end', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  table.apply('ada', says([1, 1, 'a']), 0, owners);
  expect(table.lapse(PRESENCE_LAPSE_MS - 1)).toEqual([]);
  expect(table.lapse(PRESENCE_LAPSE_MS)).toEqual([1]);
  expect(table.of([1])).toEqual(says([1, 1, null]));
  table.lapse(TOMBSTONE_MS);
  expect(table.of([1])).toBeNull();
});

test('one owner speaks for a few client ids only, and noise is refused', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  const crowd = Array.from({ length: 1000 }, (_, client) => [client, 1, 'x'] as const);
  expect(table.apply('eve', says(...crowd), 0, owners)).toHaveLength(MAX_CLIENTS_PER_OWNER);
  expect(table.apply('eve', new Uint8Array([1, 2]), 0, owners)).toBeNull();
  expect(table.apply('eve', new Uint8Array([...says([1, 2, 'x']), 0]), 0, owners)).toBeNull();
});

test('a client id that no reader can read again is noise: told on, it would spoil what stands beside it', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  // 2^62 + 2^53 - 1, which becomes 2^62 + 2^53: readers stop at its eighth byte
  const client = [255, 255, 255, 255, 255, 255, 255, 143, 64];
  const state = new TextEncoder().encode('"x"');
  expect(table.apply('ada', new Uint8Array([1, ...client, 1, state.length, ...state]), 0, owners)).toBeNull();
});

test('a squatter hides nobody: not while the owner is here, nor after it left with a clock that nobody reaches', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  owners.addStock('echo');
  // a stock client repeats what it heard of ada, before she is back
  table.apply('echo', says([1, 7, 'old']), 0, owners);
  expect(table.apply('ada', says([1, 7, 'here']), 0, owners)).toEqual([1]);
  expect(table.apply('echo', says([1, 9, 'old']), 0, owners)).toEqual([]);
  table.leave('ada');
  owners.release('ada');
  table.apply('eve', says([1, MAX_PRESENCE_CLOCK, 'mine']), 0, owners);
  table.leave('eve');
  owners.release('eve');
  expect(table.apply('ada', says([1, 8, 'back']), 0, owners)).toEqual([1]);
  expect(table.everybody()).toEqual(says([1, MAX_PRESENCE_CLOCK + 1, 'back']));
  expect(table.apply('ada', says([1, 9, 'on']), 0, owners)).toEqual([1]);
  expect(table.apply('ada', says([1, 9, 'again']), 0, owners)).toEqual([]);
  expect(table.everybody()).toEqual(says([1, MAX_PRESENCE_CLOCK + 2, 'on']));
  expect(table.apply('ada', says([1, MAX_PRESENCE_CLOCK + 1, 'x']), 0, owners)).toBeNull();
});

test('a document has room for so many states and bytes of them, and for no state that is nested without end', () => {
  const [table, owners] = [new PresenceTable(0), new ClientOwners()];
  const large = 'x'.repeat(16_000);
  const count = Math.floor(MAX_PRESENCE_BYTES_PER_DOCUMENT / (large.length + 2));
  for (let client = 0; client < count; client++) table.apply(`p${client}`, says([client, 1, large]), 0, owners);
  expect(table.apply('late', says([count, 1, large]), 0, owners)).toEqual([]);
  expect(table.apply('p0', says([0, 2, 'short']), 0, owners)).toEqual([0]);
  expect(table.apply('late', says([count, 1, 'short']), 0, owners)).toEqual([count]);
  for (let client = count + 1; client < MAX_PRESENCE_ENTRIES; client++) {
    expect(table.apply(`p${client}`, says([client, 1, '']), 0, owners)).toEqual([client]);
  }
  expect(table.apply('last', says([MAX_PRESENCE_ENTRIES, 1, '']), 0, owners)).toEqual([]);
  table.leave('p1');
  table.lapse(TOMBSTONE_MS);
  expect(table.apply('last', says([MAX_PRESENCE_ENTRIES, 1, '']), TOMBSTONE_MS, owners)).toEqual([
    MAX_PRESENCE_ENTRIES,
  ]);
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  expect(table.apply('p2', says([2, 2, nested(MAX_VALUE_DEPTH)]), 0, owners)).toEqual([2]);
  expect(table.apply('p2', says([2, 3, nested(MAX_VALUE_DEPTH + 1)]), 0, owners)).toBeNull();
});

test('a poll that comes back to another table, after a restart, hears of everybody', () => {
  const owners = new ClientOwners();
  const before = new PresenceTable(1_000);
  before.apply('ada', says([1, 1, 'a']), 0, owners);
  before.apply('bob', says([2, 1, 'b']), 0, owners);
  const after = new PresenceTable(1_010);
  after.apply('ada', says([1, 2, 'a']), 0, owners);
  expect(after.since(before.revision, 'bob')).toEqual(says([1, 2, 'a']));
});
