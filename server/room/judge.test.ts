import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import {
  MAX_CLIENTS_PER_DOCUMENT,
  MAX_CLIENTS_PER_UPDATE,
  MAX_CLOCK,
  MAX_DELETED_CLOCKS_PER_UPDATE,
  MAX_ROOTS_PER_DOCUMENT,
  MAX_ROOTS_PER_UPDATE,
} from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import { Coverage } from '#shared/update/coverage.ts';
import { judge } from './judge.ts';

const CLIENTS = [1, 2, 3];
const ROOTS = ['t', 'm', 'a', 'x', '__proto__'];
const KINDS = ['gc', 'deleted', 'json', 'binary', 'string', 'string', 'embed', 'format', 'type', 'type', 'any', 'doc'];

/** Updates as an enemy writes them: all that the format can say, most of it nonsense, clocks and origins mostly such as are there. */
class Grammar {
  readonly #random: Random;
  readonly #coverage: Coverage;
  #encoder = encoding.createEncoder();

  constructor(random: Random, coverage: Coverage) {
    this.#random = random;
    this.#coverage = coverage;
  }

  update(): Uint8Array {
    this.#encoder = encoding.createEncoder();
    const clients = CLIENTS.filter(() => this.#is(0.4));
    this.#uint(clients.length);
    for (const client of clients) this.#block(client);
    const deletions = this.#is(0.5) && this.#any ? 1 : 0;
    this.#uint(deletions);
    if (deletions > 0) {
      const client = this.#client();
      const clock = this.#below(this.#coverage.clock(client));
      for (const number of [client, 1, clock, 1 + this.#below(3)]) this.#uint(number);
    }
    return encoding.toUint8Array(this.#encoder);
  }

  #block(client: number): void {
    const count = 1 + this.#below(3);
    this.#uint(count);
    this.#uint(client);
    this.#uint(Math.max(0, this.#coverage.clock(client) - (this.#is(0.15) ? 1 + this.#below(2) : 0)));
    for (let i = 0; i < count; i++) this.#struct();
  }

  #struct(): void {
    const kind = this.#one(KINDS);
    if (kind === 'gc') {
      encoding.writeUint8(this.#encoder, 0);
      return this.#uint(1 + this.#below(3));
    }
    const [origin, rightOrigin, key] = [this.#is(0.5) && this.#any, this.#is(0.4) && this.#any, this.#is(0.4)];
    const ref = ['gc', 'deleted', 'json', 'binary', 'string', 'embed', 'format', 'type', 'any', 'doc'].indexOf(kind);
    encoding.writeUint8(this.#encoder, ref | (origin ? 128 : 0) | (rightOrigin ? 64 : 0) | (key ? 32 : 0));
    if (origin) this.#id();
    if (rightOrigin) this.#id();
    if (!origin && !rightOrigin) this.#parent(key);
    this.#content(kind);
  }

  #parent(key: boolean): void {
    if (this.#is(0.5) || !this.#any) {
      this.#uint(1);
      this.#string(this.#one(ROOTS));
    } else {
      this.#uint(0);
      this.#id();
    }
    if (key) this.#string(this.#one(['k', 'j', '__proto__', 'constructor']));
  }

  #content(kind: string): void {
    const encoder = this.#encoder;
    switch (kind) {
      case 'deleted':
        return this.#uint(1 + this.#below(3));
      case 'json': {
        const count = 1 + this.#below(2);
        this.#uint(count);
        for (let i = 0; i < count; i++) this.#string('{"a":1}');
        return;
      }
      case 'binary':
        encoding.writeVarUint8Array(encoder, new Uint8Array(2));
        return;
      case 'string':
        return this.#string(this.#one(['a', 'ab', 'ab😀']));
      case 'embed':
        return this.#string('{"e":[1]}');
      case 'format':
        this.#string(this.#one(['bold', '__proto__', 'ychange']));
        return this.#string(this.#one(['true', 'null', '{}']));
      case 'type': {
        const type = this.#below(7);
        this.#uint(type);
        if (type === 3 || type === 5) this.#string('p');
        return;
      }
      case 'any': {
        const count = 1 + this.#below(2);
        this.#uint(count);
        // no null: what a type of XML makes of one that stands in it is a matter of its reader
        for (let i = 0; i < count; i++) encoding.writeAny(encoder, this.#one([1, 'x', { a: 1 }, true]));
        return;
      }
      default:
        this.#string(`guid${this.#below(2)}`);
        encoding.writeAny(
          encoder,
          this.#one<object>([{}, { autoLoad: true }, { meta: 1, gc: false }]) as { a: number },
        );
    }
  }

  /** Mostly of a struct that is there. */
  #id(): void {
    const client = this.#client();
    this.#uint(client);
    this.#uint(this.#is(0.95) ? this.#below(this.#coverage.clock(client)) : this.#below(4));
  }

  get #any(): boolean {
    return CLIENTS.some((client) => this.#coverage.clock(client) > 0);
  }

  /** One that has structs. */
  #client(): number {
    return this.#one(CLIENTS.filter((client) => this.#coverage.clock(client) > 0));
  }

  #uint(value: number): void {
    encoding.writeVarUint(this.#encoder, value);
  }

  #string(text: string): void {
    encoding.writeVarString(this.#encoder, text);
  }

  #is(probability: number): boolean {
    return this.#random() < probability;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #one<T>(from: readonly T[]): T {
    return from[this.#below(from.length)]!;
  }
}

/** What one enemy does to one document; gives how many updates were stored. */
function attack(seed: number): number {
  const coverage = new Coverage();
  const grammar = new Grammar(seededRandom(seed), coverage);
  const doc = new Y.Doc();
  const roots = [doc.getText('t'), doc.getMap('m'), doc.getArray('a')] as const;
  let stored = 0;
  for (let round = 0; round < 12; round++) {
    const verdict = judge(grammar.update(), 'editor', coverage);
    if (verdict.kind !== 'new') continue;
    for (const { client, clock } of verdict.scan.structs) expect(clock).toBe(coverage.clock(client));
    coverage.add(verdict.scan);
    stored += 1;
    Y.applyUpdate(doc, verdict.update);
    expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
    expect(Y.decodeStateVector(coverage.encodeStateVector())).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
  }
  roots[0].toDelta();
  for (const root of roots) root.toJSON();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
  return stored;
}

const SEEDS = 500;
test('whatever is accepted can be applied and read, leaves nothing pending, and is what the state vector says', () => {
  let stored = 0;
  for (let seed = 1; seed <= SEEDS; seed++) stored += attack(seed);
  expect(stored).toBeGreaterThan(3 * SEEDS);
}, 60_000);

describe('of one update alone it says', () => {
  const uints = (...numbers: number[]): number[] => {
    const encoder = encoding.createEncoder();
    for (const number of numbers) encoding.writeVarUint(encoder, number);
    return [...encoding.toUint8Array(encoder)];
  };
  const take = (coverage: Coverage, ...bytes: number[]): ReturnType<typeof judge> => takeAll(coverage, bytes);
  const takeAll = (coverage: Coverage, bytes: readonly number[]): ReturnType<typeof judge> => {
    const verdict = judge(new Uint8Array(bytes), 'editor', coverage);
    if (verdict.kind === 'new') coverage.add(verdict.scan);
    return verdict;
  };
  const verdict = (...bytes: number[]): string => verdictOf(bytes);
  const verdictOf = (bytes: readonly number[]): string => {
    const result = takeAll(new Coverage(), bytes);
    return result.kind === 'refused' ? `${result.code}: ${result.reason}` : result.kind;
  };
  /** a struct under each of so many client ids */
  const clients = (from: number, count: number): number[] => [
    ...uints(count),
    ...Array.from({ length: count }, (_, i) => [1, ...uints(from + i), 0, 0, 1]).flat(),
    0,
  ];
  /** so many root types of their own, under client 7, each a letter */
  const roots = (from: number, count: number): number[] => [
    1,
    ...uints(count),
    7,
    ...uints(from),
    ...Array.from({ length: count }, (_, i) => [4, 1, 5, ...Buffer.from(String(10_000 + from + i)), 1, 97]).flat(),
    0,
  ];
  /** text "t" of one clock under client 7, in the root type "t" */
  const LETTER = [1, 1, 7, 0, 4, 1, 1, 116, 1, 97, 0];

  test('that only its new part is to be stored, however it begins', () => {
    const coverage = new Coverage();
    take(coverage, ...LETTER);
    // client 8: garbage of one clock; then text of two behind the letter, whose first clock is the garbage's
    take(coverage, 1, 1, 8, 0, 0, 1, 0);
    const pill = take(coverage, 1, 1, 8, 0, 0x84, 7, 0, 2, 98, 99, 0);
    expect(pill).toMatchObject({ kind: 'new', scan: { structs: [{ client: 8, clock: 1, length: 1 }] } });
    const doc = new Y.Doc();
    for (const update of [LETTER, [1, 1, 8, 0, 0, 1, 0]]) Y.applyUpdate(doc, new Uint8Array(update));
    if (pill.kind === 'new') Y.applyUpdate(doc, pill.update);
    expect(Y.encodeStateVector(doc)).toEqual(coverage.encodeStateVector());
    // what a client that was cut off sends again with more: the rest is text as it should be
    const more = take(coverage, 1, 1, 7, 0, 4, 1, 1, 116, 3, 97, 98, 99, 0);
    if (more.kind === 'new') Y.applyUpdate(doc, more.update);
    expect(doc.getText('t').toJSON()).toBe('abc');
    expect(take(coverage, 1, 1, 7, 0, 4, 1, 1, 116, 3, 97, 98, 99, 0)).toEqual({ kind: 'known' });
  });

  test('that a key of a map has one value of one clock, whoever it takes its place from', () => {
    const oneValue = [1, 1, 7, 0, 0x28, 1, 1, 109, 1, 107, 1, 120];
    const twoValues = [1, 1, 7, 0, 0x28, 1, 1, 109, 1, 107, 2, 120, 120];
    expect(verdict(...oneValue, 0)).toBe('new');
    expect(verdict(...twoValues, 0)).toBe('malformed: struct 0 of client 7 is several values of one key');
    // deleted in the same breath: so do documents that collect no garbage
    expect(verdict(...twoValues, 1, 7, 1, 0, 2)).toBe('new');
    // "ab" behind that value, in an update of its own and in the same one
    const behind = [0x84, 7, 0, 2, 97, 98];
    const coverage = new Coverage();
    take(coverage, ...oneValue, 0);
    const late = 'struct 0 of client 8 is several values of one key';
    expect(take(coverage, 1, 1, 8, 0, ...behind, 0)).toMatchObject({ code: 'malformed', reason: late });
    expect(verdict(2, 1, 8, 0, ...behind, ...oneValue.slice(1), 0)).toBe(`malformed: ${late}`);
    expect(verdict(2, 1, 8, 0, ...behind, ...LETTER.slice(1))).toBe('new');
    // all this is remembered in a copy
    expect(take(coverage.clone(), 1, 1, 8, 0, ...behind, 0)).toMatchObject({ code: 'malformed' });
  });

  test('that it claims more than anybody writes', () => {
    const garbage = (length: number): number[] => [1, 1, 7, 0, 0, ...uints(length), 0];
    const deleted = (length: number): number[] => [1, 1, 7, 0, 1, 1, 1, 116, ...uints(length), 0];
    expect(verdict(...garbage(MAX_DELETED_CLOCKS_PER_UPDATE))).toBe('new');
    expect(verdict(...garbage(MAX_DELETED_CLOCKS_PER_UPDATE + 1))).toMatch(/^too-large: more than \d+ deleted clocks/);
    expect(verdict(...deleted(MAX_DELETED_CLOCKS_PER_UPDATE + 1))).toMatch(/^too-large: more than \d+ deleted clocks/);
    expect(verdict(1, 1, 7, ...uints(MAX_CLOCK - 1), ...LETTER.slice(4))).toMatch(/^gap/);
    expect(verdict(1, 1, 7, ...uints(MAX_CLOCK), ...LETTER.slice(4))).toBe('malformed: a clock is too large');
    expect(verdict(0, 1, 7, 1, ...uints(MAX_CLOCK, 1))).toBe('malformed: a clock is too large');
    expect(verdictOf(clients(0, MAX_CLIENTS_PER_UPDATE))).toBe('new');
    expect(verdictOf(clients(0, MAX_CLIENTS_PER_UPDATE + 1))).toMatch(/^too-large: more than \d+ clients/);
    expect(verdictOf(roots(0, MAX_ROOTS_PER_UPDATE))).toBe('new');
    expect(verdictOf(roots(0, MAX_ROOTS_PER_UPDATE + 1))).toMatch(/^too-large: more than \d+ root types/);
    expect(verdict(1, 1, 7, 0, 4, 1, ...uints(1025), ...Array<number>(1025).fill(97), 1, 97, 0)).toMatch(
      /^malformed: it holds a name of more than 1024 bytes/,
    );
  });

  test('that a document has no room for more clients or root types', () => {
    const coverage = new Coverage();
    for (let i = 0; i < MAX_CLIENTS_PER_DOCUMENT; i += MAX_CLIENTS_PER_UPDATE) {
      expect(takeAll(coverage, clients(i, MAX_CLIENTS_PER_UPDATE)).kind).toBe('new');
    }
    expect(takeAll(coverage, clients(MAX_CLIENTS_PER_DOCUMENT, 1))).toMatchObject({ code: 'too-large' });
    // who is there already goes on
    expect(take(coverage, 1, 1, 7, 1, 0, 1, 0)).toMatchObject({ kind: 'new' });
    const many = new Coverage();
    for (let i = 0; i < MAX_ROOTS_PER_DOCUMENT; i += MAX_ROOTS_PER_UPDATE) {
      expect(takeAll(many, roots(i, MAX_ROOTS_PER_UPDATE)).kind).toBe('new');
    }
    expect(takeAll(many, roots(MAX_ROOTS_PER_DOCUMENT, 1))).toMatchObject({ kind: 'refused', code: 'too-large' });
    expect(takeAll(many, roots(0, 1))).toEqual({ kind: 'known' });
  });
});
