import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Author } from '#shared/author.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import { bytes, id } from './conformance.ts';
import type { StoreUnderTest } from './conformance.ts';
import { contentDigest } from './content-digest.ts';
import type { LoadResult, SignedEntry, Store } from './store.ts';

/** The suite for what a {@link Store} makes of old entries: past states stay what they were, and the present one too. */
export function compactionConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} compacts logs`, () => {
    let underTest: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterEach(() => underTest.dispose());

    test('a document is loaded from a snapshot and a tail, and is the same', async () => {
      const doc = await write(store, 'a', edits(1, 300));
      expect(await store.compact(id('a'), 50)).toEqual({ kind: 'compacted', seq: 250 });
      const loaded = await found(store, 'a');
      expect(loaded.snapshot?.seq).toBe(250);
      expect(loaded.tail.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => 251 + i));
      expect(contentDigest(documentOf(loaded))).toBe(contentDigest(doc));
      expect(Y.encodeStateVector(documentOf(loaded))).toEqual(Y.encodeStateVector(doc));
    });

    test('the log is read as before: every entry, its author and its time, and every past state', async () => {
      const updates = edits(2, 200);
      await write(store, 'a', updates);
      const before = await readAll(store, 'a', 700);
      const signatures = await store.signatures(id('a'), 151, 90);
      await store.compact(id('a'), 20);
      expect(await readAll(store, 'a', 700)).toEqual(before);
      expect(before.map(({ update }) => update)).toEqual(updates);
      expect(await store.signatures(id('a'), 151, 90)).toEqual(signatures);
      expect(await store.signatures(id('a'), 1, 90)).toEqual({ kind: 'signatures', signatures: [] });
      const all = await store.signatures(id('a'), 1_000, 1_000);
      expect(all.kind === 'signatures' && all.signatures.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 200 }, (_, i) => 200 - i),
      );
      for (const at of [1, 99, 180, 181, 200]) {
        const read = (await readAll(store, 'a', 700)).slice(0, at).map(({ update }) => update);
        expect(contentDigest(make(read))).toBe(contentDigest(make(updates.slice(0, at))));
      }
    });

    test('reading begins anywhere, in pieces of any size', async () => {
      const updates = edits(3, 40);
      await write(store, 'a', updates);
      await store.compact(id('a'), 10);
      for (const afterSeq of [0, 1, 17, 29, 30, 31, 39, 40]) {
        const read = await store.read(id('a'), afterSeq, 1);
        expect(read.kind === 'entries' && [read.head, ...read.entries.map(({ seq }) => seq)]).toEqual(
          afterSeq === 40 ? [40] : [40, afterSeq + 1],
        );
      }
    });

    test('again and again, with edits in between and after', async () => {
      const updates = edits(4, 120);
      await write(store, 'a', updates.slice(0, 60));
      expect(await store.compact(id('a'), 0)).toEqual({ kind: 'compacted', seq: 60 });
      await append(store, 'a', updates.slice(60, 90));
      expect(await store.compact(id('a'), 5)).toEqual({ kind: 'compacted', seq: 85 });
      expect(await store.compact(id('a'), 5)).toEqual({ kind: 'nothing' });
      expect(await store.compact(id('a'), 50)).toEqual({ kind: 'nothing' });
      expect(await append(store, 'a', updates.slice(90))).toMatchObject({ firstSeq: 91 });
      expect((await readAll(store, 'a', 1_000)).map(({ update }) => update)).toEqual(updates);
      expect(contentDigest(documentOf(await found(store, 'a')))).toBe(contentDigest(make(updates)));
    });

    test('edits that come meanwhile are there', async () => {
      const updates = edits(5, 400);
      await write(store, 'a', updates.slice(0, 200));
      const compaction = store.compact(id('a'), 10);
      for (const update of updates.slice(200)) await append(store, 'a', [update]);
      await compaction;
      expect((await readAll(store, 'a', 1_000)).map(({ update }) => update)).toEqual(updates);
      expect(contentDigest(documentOf(await found(store, 'a')))).toBe(contentDigest(make(updates)));
    });

    test('the history of a snapshot is the checksum over the log up to it', async () => {
      const updates = edits(6, 30);
      await write(store, 'a', updates);
      await store.compact(id('a'), 20);
      await store.compact(id('a'), 10);
      const history = updates.slice(0, 20).reduce((value, update) => crc32(update, value), 0);
      expect((await found(store, 'a')).snapshot).toMatchObject({ seq: 20, history });
    });

    test('what was deleted is in no snapshot, and in the log', async () => {
      const doc = Object.assign(new Y.Doc(), { clientID: 1 });
      const updates = recorded(doc, () => {
        doc.getText('body').insert(0, 'kept and forgotten');
        doc.getText('body').delete(4, 14);
      });
      await write(store, 'a', updates);
      await store.compact(id('a'), 0);
      const pieces = (await found(store, 'a')).snapshot?.updates ?? [];
      expect(Buffer.concat(pieces).includes('kept')).toBe(true);
      expect(Buffer.concat(pieces).includes('forgotten')).toBe(false);
      expect(Buffer.concat(updates).includes('forgotten')).toBe(true);
      expect((await readAll(store, 'a', 1_000)).map(({ update }) => update)).toEqual(updates);
    });

    test('a log that cannot be merged stays as it is', async () => {
      await store.create(id('a'), bytes(1));
      await store.load(id('a'));
      await store.append(id('a'), [bytes(2)]);
      expect(await store.compact(id('a'), 0)).toMatchObject({ kind: 'left' });
      expect(await found(store, 'a')).toMatchObject({ snapshot: null, tail: [{ seq: 1 }, { seq: 2 }] });
      expect((await readAll(store, 'a', 1_000)).map(({ update }) => update)).toEqual([bytes(1), bytes(2)]);
      const gap = edits(7, 3).slice(1);
      await write(store, 'b', gap);
      expect(await store.compact(id('b'), 0)).toMatchObject({ kind: 'left' });
      expect((await readAll(store, 'b', 1_000)).map(({ update }) => update)).toEqual(gap);
    });

    test('of what is not there nothing is made', async () => {
      expect(await store.compact(id('nobody'), 0)).toEqual({ kind: 'nothing' });
      expect(await store.load(id('nobody'))).toEqual({ kind: 'absent' });
    });

    test('a purge forgets the past, and leaves the document as it is', async () => {
      const updates = edits(10, 160);
      const doc = await write(store, 'a', updates.slice(0, 120));
      await store.compact(id('a'), 60);
      await store.nameVersion(id('a'), 30, 'early', null);
      await store.nameVersion(id('a'), 120, 'now', null);
      expect(await store.purge(id('a'))).toEqual({ kind: 'purged', seq: 120 });
      const loaded = await found(store, 'a');
      expect(loaded).toMatchObject({ snapshot: { seq: 120 }, tail: [] });
      expect(contentDigest(documentOf(loaded))).toBe(contentDigest(doc));
      const history = updates.slice(0, 120).reduce((value, update) => crc32(update, value), 0);
      expect(loaded.snapshot?.history).toBe(history);
      for (const afterSeq of [0, 60, 119]) {
        expect(await store.read(id('a'), afterSeq, 1_000)).toEqual({ kind: 'purged', seq: 120 });
      }
      expect(await store.signatures(id('a'), 1_000, 1_000)).toEqual({ kind: 'signatures', signatures: [] });
      expect(await store.versions(id('a'))).toMatchObject({ versions: [{ seq: 120, name: 'now' }] });
      // it goes on, and is compacted, and what is past now can be had
      await append(store, 'a', updates.slice(120));
      expect(await store.compact(id('a'), 10)).toEqual({ kind: 'compacted', seq: 150 });
      const beginning = await store.beginning(id('a'));
      if (beginning === null || 'kind' in beginning) throw new TypeError('no beginning');
      expect(beginning.seq).toBe(120);
      const rest = await readAll(store, 'a', 1_000, 120);
      expect(rest.map(({ update }) => update)).toEqual(updates.slice(120));
      const past = [...beginning.updates, ...rest.slice(0, 20).map(({ update }) => update)];
      expect(contentDigest(make(past))).toBe(contentDigest(make(updates.slice(0, 140))));
      expect(contentDigest(documentOf(await found(store, 'a')))).toBe(contentDigest(make(updates)));
      expect(await store.purge(id('a'))).toEqual({ kind: 'purged', seq: 160 });
      expect(await store.purge(id('a'))).toEqual({ kind: 'purged', seq: 160 });
      expect(await store.read(id('a'), 120, 1_000)).toEqual({ kind: 'purged', seq: 160 });
      expect(await store.read(id('a'), 160, 1_000)).toMatchObject({ kind: 'entries', entries: [] });
      expect(contentDigest(documentOf(await found(store, 'a')))).toBe(contentDigest(make(updates)));
    });

    test('what cannot be merged is not purged, and what is not there neither', async () => {
      await store.create(id('a'), bytes(1));
      expect(await store.purge(id('a'))).toMatchObject({ kind: 'left' });
      expect(await store.read(id('a'), 0, 1_000)).toMatchObject({ kind: 'entries' });
      expect(await store.beginning(id('a'))).toBeNull();
      expect(await store.purge(id('nobody'))).toEqual({ kind: 'absent' });
      expect(await store.beginning(id('nobody'))).toBeNull();
    });

    test('an edit that was made offline before a purge, beside what is gone, still has its place', async () => {
      const doc = Object.assign(new Y.Doc(), { clientID: 1 });
      const log = recorded(doc, () => doc.getText('body').insert(0, 'one two three'));
      const away = Object.assign(make(log), { clientID: 2 });
      const offline = recorded(away, () => away.getText('body').insert(6, '!'));
      log.push(...recorded(doc, () => doc.getText('body').delete(3, 4)));
      await write(store, 'a', log);
      await store.purge(id('a'));
      await append(store, 'a', offline);
      expect(
        documentOf(await found(store, 'a'))
          .getText('body')
          .toJSON(),
      ).toBe('one! three');
    });

    test('says which files its log and its states name', async () => {
      const [kept, gone] = ['a1'.repeat(32), 'b2'.repeat(32)];
      const doc = Object.assign(new Y.Doc(), { clientID: 1 });
      const updates = recorded(doc, () => {
        doc.getText('body').insertEmbed(0, new Y.Map([['src', `/files/a/${kept}/one.png`]]));
        doc.getText('body').insertEmbed(0, new Y.Map([['src', `/files/a/${gone}/two.png`]]));
        doc.getText('body').delete(0, 1);
      });
      await write(store, 'a', updates);
      expect(await store.fileHashes(id('a'))).toEqual(new Set([kept, gone]));
      await store.compact(id('a'), 0);
      expect(await store.fileHashes(id('a'))).toEqual(new Set([kept, gone]));
      await store.purge(id('a'));
      expect(await store.fileHashes(id('a'))).toEqual(new Set([kept]));
      expect(await store.fileHashes(id('nobody'))).toEqual(new Set());
    });

    test('names all documents', async () => {
      for (const name of ['a', 'b', 'c/d']) await store.create(id(name), bytes(1));
      const names: string[] = [];
      for await (const some of store.names()) names.push(...some);
      expect(names.sort()).toEqual(['a', 'b', 'c/d']);
    });

    test('documents do not know of each other', async () => {
      const [one, two] = [edits(8, 50), edits(9, 50)];
      await Promise.all([write(store, 'a', one), write(store, 'b', two)]);
      await Promise.all([store.compact(id('a'), 10), store.compact(id('b'), 20)]);
      for (const [name, updates] of [
        ['a', one],
        ['b', two],
      ] as const) {
        expect((await readAll(store, name, 1_000)).map(({ update }) => update)).toEqual(updates);
        expect(contentDigest(documentOf(await found(store, name)))).toBe(contentDigest(make(updates)));
      }
    });
  });
}

const ADA: Author = { id: 'person-1', name: 'Ada', color: 3 };
const BO: Author = { id: '', name: 'Bo', color: null };

/** Edits of three people, each of whom hears of the others' after a while: text, formats, keys, deletions. The same for a seed. */
export function edits(seed: number, count: number): Uint8Array[] {
  const random = seededRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const log: Uint8Array[] = [];
  const docs = [1, 2, 3].map((clientID) => {
    const doc = Object.assign(new Y.Doc(), { clientID });
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'log' && log.push(update));
    return { doc, heard: 0 };
  });
  for (let round = 0; log.length < count; round++) {
    const one = docs[below(docs.length)];
    if (one === undefined) continue;
    // its own are among them, which does no harm
    if (below(4) === 0)
      while (one.heard < log.length) Y.applyUpdate(one.doc, log[one.heard++] ?? new Uint8Array(), 'log');
    const text = one.doc.getText('body');
    const at = below(text.length + 1);
    const kind = below(8);
    if (kind === 0 && at < text.length) text.delete(at, 1 + below(Math.min(9, text.length - at)));
    else if (kind === 1 && at < text.length) text.format(at, 1, { bold: below(2) === 0 ? true : null });
    else if (kind === 2) text.insertEmbed(at, new Y.Map([['t', `h${below(6)}`]]));
    else if (kind === 3) one.doc.getMap('meta').set(`key ${below(3)}`, round);
    else text.insert(at, `word${below(1000)} `);
  }
  for (const { doc } of docs) doc.destroy();
  return inOrder(log).slice(0, count);
}

/** As a room takes them: an update comes when all is there that it builds on. They are made so; a slice of them is a log, too. */
function inOrder(log: readonly Uint8Array[]): readonly Uint8Array[] {
  const doc = make(log);
  expect(doc.store.pendingStructs).toBeNull();
  return log;
}

export function recorded(doc: Y.Doc, change: () => void): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const listen = (update: Uint8Array): unknown => updates.push(update);
  doc.on('update', listen);
  change();
  doc.off('update', listen);
  return updates;
}

export function make(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

/** Appends them as several people's, some at once, and gives the document that they make. */
export async function write(store: Store, name: string, updates: readonly Uint8Array[]): Promise<Y.Doc> {
  await store.load(id(name));
  for (let at = 0; at < updates.length; at += 7) await append(store, name, updates.slice(at, at + 7));
  return make(updates);
}

function append(store: Store, name: string, updates: readonly Uint8Array[]) {
  return store.append(
    id(name),
    updates,
    updates.map((_, index) => [ADA, BO, null][index % 3] ?? null),
  );
}

export async function found(store: Store, name: string): Promise<Extract<LoadResult, { kind: 'found' }>> {
  const loaded = await store.load(id(name));
  if (loaded.kind !== 'found') throw new TypeError(`${name} is ${loaded.kind}`);
  return loaded;
}

export function documentOf({ snapshot, tail }: Extract<LoadResult, { kind: 'found' }>): Y.Doc {
  const doc = make([...(snapshot?.updates ?? []), ...tail.map(({ update }) => update)]);
  expect(doc.store.pendingStructs).toBeNull();
  return doc;
}

/** The whole log, in pieces of so many bytes. */
export async function readAll(store: Store, name: string, pieceBytes: number, from = 0): Promise<SignedEntry[]> {
  const entries: SignedEntry[] = [];
  for (;;) {
    const read = await store.read(id(name), from + entries.length, pieceBytes);
    if (read.kind !== 'entries') throw new TypeError(`${name} is ${read.kind}`);
    if (read.entries.length === 0) return entries;
    expect(read.entries[0]?.seq).toBe(from + entries.length + 1);
    // copies: equal however they lie in memory
    for (const entry of read.entries) entries.push({ ...entry, update: new Uint8Array(entry.update) });
  }
}
