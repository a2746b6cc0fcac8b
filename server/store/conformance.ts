import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { EPOCH_BYTES } from './limits.ts';
import type { Signature, Store } from './store.ts';
import { StoreClosedError } from './store.ts';

/** What the suite needs of an implementation: a fresh, empty store, and a way to throw it away after its test. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly dispose: () => Promise<void>;
}

/** The suite that every {@link Store} passes: what its interface says in MUST. */
export function storeConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract of a store`, () => {
    let underTest: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterEach(() => underTest.dispose());

    test('a document that nobody wrote is absent, and looking at it does not make it', async () => {
      expect(await store.load(id('a'))).toEqual({ kind: 'absent' });
      expect(await store.read(id('a'), 0, 1000)).toEqual({ kind: 'absent' });
      expect(await store.load(id('a'))).toEqual({ kind: 'absent' });
    });

    test('seqs are 1, 2, 3 … in the order of the appends, over all batch sizes', async () => {
      await store.load(id('a'));
      const firsts = await Promise.all([
        store.append(id('a'), [bytes(1)]),
        store.append(id('a'), [bytes(2), bytes(3)]),
        store.append(id('a'), [bytes(4)]),
      ]);
      expect(firsts.map((result) => result.kind === 'stored' && result.firstSeq)).toEqual([1, 2, 4]);
      expect(await store.append(id('a'), [bytes(5)])).toMatchObject({ kind: 'stored', firstSeq: 5 });
      expect(await logOf(store, 'a')).toEqual([1, 2, 3, 4, 5]);
    });

    test('documents do not know of each other', async () => {
      await Promise.all([store.load(id('a')), store.load(id('a/b'))]);
      await Promise.all([store.append(id('a'), [bytes(1)]), store.append(id('a/b'), [bytes(2)])]);
      expect(await logOf(store, 'a')).toEqual([1]);
      expect(await logOf(store, 'a/b')).toEqual([2]);
      expect(await store.load(id('A'))).toEqual({ kind: 'absent' });
    });

    test('an append is refused until the document was loaded', async () => {
      expect(await store.append(id('a'), [bytes(1)])).toEqual({ kind: 'not-loaded' });
      expect(await store.load(id('a'))).toEqual({ kind: 'absent' });
      expect(await store.append(id('a'), [bytes(1)])).toMatchObject({ kind: 'stored' });
    });

    test('a look does not count as a load, and a release undoes it', async () => {
      await store.create(id('a'), bytes(1));
      expect(await store.look(id('a'))).toMatchObject({ kind: 'found', tail: [{ seq: 1 }] });
      expect(await store.append(id('a'), [bytes(2)])).toEqual({ kind: 'not-loaded' });
      await store.load(id('a'));
      await store.look(id('a'));
      expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
      store.release(id('a'));
      expect(await store.append(id('a'), [bytes(3)])).toEqual({ kind: 'not-loaded' });
      expect(await store.look(id('nobody'))).toEqual({ kind: 'absent' });
      expect(await store.append(id('nobody'), [bytes(1)])).toEqual({ kind: 'not-loaded' });
    });

    test('an epoch is made with the document and stays', async () => {
      await Promise.all([store.load(id('a')), store.load(id('b'))]);
      const [a, again, b] = await Promise.all([
        store.append(id('a'), [bytes(1)]),
        store.append(id('a'), [bytes(2)]),
        store.append(id('b'), [bytes(3)]),
      ]);
      expect(a.kind === 'stored' && a.epoch.length).toBe(EPOCH_BYTES);
      expect(again).toMatchObject({ epoch: a.kind === 'stored' && a.epoch });
      expect(b).not.toMatchObject({ epoch: a.kind === 'stored' && a.epoch });
      expect(await store.load(id('a'))).toMatchObject({ epoch: a.kind === 'stored' && a.epoch });
    });

    test('create makes a document once, with its first content', async () => {
      const results = await Promise.all([store.create(id('a'), bytes(1)), store.create(id('a'), bytes(2))]);
      expect(results.map((result) => result.kind)).toEqual(['created', 'exists']);
      expect(await store.create(id('a'), bytes(3))).toEqual({ kind: 'exists' });
      expect(await logOf(store, 'a')).toEqual([1]);
      expect(await store.append(id('a'), [bytes(4)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
    });

    test('create does not count as a load', async () => {
      await store.create(id('a'), bytes(1));
      expect(await store.append(id('a'), [bytes(2)])).toEqual({ kind: 'not-loaded' });
    });

    test('a document that was made by an append exists for create', async () => {
      await store.load(id('a'));
      const [, created] = await Promise.all([store.append(id('a'), [bytes(1)]), store.create(id('a'), bytes(2))]);
      expect(created).toEqual({ kind: 'exists' });
    });

    test('what the caller does to its buffer after the append changes nothing', async () => {
      await store.load(id('a'));
      const update = bytes(1);
      await store.append(id('a'), [update]);
      update.fill(9);
      expect(await logOf(store, 'a')).toEqual([1]);
    });

    test('an update may be empty, and may be large', async () => {
      await store.load(id('a'));
      const large = new Uint8Array(3 * 1024 * 1024).fill(7);
      await store.append(id('a'), [new Uint8Array(0), large]);
      const loaded = await store.load(id('a'));
      expect(loaded.kind === 'found' && loaded.tail.map((entry) => entry.update.length)).toEqual([0, large.length]);
      expect(loaded.kind === 'found' && loaded.tail[1]?.update.every((byte) => byte === 7)).toBe(true);
    });

    test('read gives the log after a seq, in pieces of about the size that is asked for', async () => {
      await store.load(id('a'));
      const ten = [1, 2, 3, 4].map((fill) => new Uint8Array(10).fill(fill));
      await store.append(id('a'), ten);
      const seqs = async (afterSeq: number, mostBytes: number): Promise<unknown> => {
        const read = await store.read(id('a'), afterSeq, mostBytes);
        return read.kind === 'entries' ? [read.head, ...read.entries.map((entry) => entry.seq)] : read.kind;
      };
      expect(await seqs(0, 1000)).toEqual([4, 1, 2, 3, 4]);
      expect(await seqs(0, 20)).toEqual([4, 1, 2]);
      expect(await seqs(2, 15)).toEqual([4, 3]);
      expect(await seqs(3, 1)).toEqual([4, 4]);
      expect(await seqs(4, 1000)).toEqual([4]);
    });

    test('the log says who wrote what, and when; an entry of which nobody knows says so', async () => {
      const from = Date.now();
      const [ada, bo] = [
        { id: 'person-1', name: 'Ada', color: 3 },
        { id: '', name: 'Bo', color: null },
      ];
      await store.load(id('a'));
      await store.append(id('a'), [bytes(1), bytes(2), bytes(3)], [ada, null, bo]);
      await store.append(id('a'), [bytes(4)], [ada]);
      await store.append(id('a'), [bytes(5)]);
      const read = await store.read(id('a'), 1, 1000);
      expect(read.kind === 'entries' && read.entries.map(({ by }) => by)).toEqual([null, bo, ada, null]);
      const isNow = ({ at }: Signature): boolean => at !== null && at >= from && at <= Date.now();
      expect(read.kind === 'entries' && read.entries.every(isNow)).toBe(true);
      const signed = await store.signatures(id('a'), 5, 3);
      expect(signed.kind === 'signatures' && signed.signatures.map(({ seq, by }) => [seq, by])).toEqual([
        [4, ada],
        [3, bo],
        [2, null],
      ]);
      expect(signed.kind === 'signatures' && signed.signatures.every(isNow)).toBe(true);
      expect(await store.signatures(id('a'), 1, 3)).toEqual({ kind: 'signatures', signatures: [] });
      expect(await store.signatures(id('b'), 5, 3)).toEqual({ kind: 'absent' });
    });

    test('a position has a name, another one, and none; who gave it and when is kept', async () => {
      const from = Date.now();
      const ada = { id: 'person-1', name: 'Ada', color: 3 };
      const bo = { id: '', name: 'Bo', color: null };
      await store.load(id('a'));
      await store.append(id('a'), [bytes(1), bytes(2), bytes(3)]);
      const named = await store.nameVersion(id('a'), 1, 'Draft', ada);
      expect(named).toMatchObject({ kind: 'named', version: { seq: 1, name: 'Draft', by: ada } });
      await store.nameVersion(id('a'), 3, 'Draft 2', null);
      await store.nameVersion(id('a'), 1, 'First draft', bo);
      const kept = await store.versions(id('a'));
      const versions = kept.kind === 'versions' ? kept.versions : [];
      expect(versions.map(({ seq, name, by }) => [seq, name, by])).toEqual([
        [3, 'Draft 2', null],
        [1, 'First draft', bo],
      ]);
      expect(versions.every(({ at }) => at >= from && at <= Date.now())).toBe(true);
      expect(await store.nameVersion(id('a'), 3, null, ada)).toEqual({ kind: 'named', version: null });
      const left = await store.versions(id('a'));
      expect(left.kind === 'versions' && left.versions.map(({ seq }) => seq)).toEqual([1]);
    });

    test('only positions that a log has get names, and only so many', async () => {
      expect(await store.versions(id('a'))).toEqual({ kind: 'absent' });
      expect(await store.nameVersion(id('a'), 1, 'Draft', null)).toEqual({ kind: 'absent' });
      await store.load(id('a'));
      await store.append(id('a'), [bytes(1)]);
      expect(await store.versions(id('a'))).toEqual({ kind: 'versions', versions: [] });
      expect(await store.nameVersion(id('a'), 0, 'Draft', null)).toEqual({ kind: 'beyond', head: 1 });
      expect(await store.nameVersion(id('a'), 2, 'Draft', null)).toEqual({ kind: 'beyond', head: 1 });
      expect(await store.versions(id('b'))).toEqual({ kind: 'absent' });
    });

    test('a hundred writers at once: each gets its place, nothing is lost', async () => {
      const names = Array.from({ length: 10 }, (_, i) => `d${i}`);
      await Promise.all(names.map((name) => store.load(id(name))));
      const appends = Array.from({ length: 100 }, (_, i) => store.append(id(`d${i % 10}`), [bytes(i)]));
      const stored = (await Promise.all(appends)).filter((result) => result.kind === 'stored');
      expect(stored.length).toBe(100);
      for (const [i, name] of names.entries()) {
        expect(await logOf(store, name)).toEqual(Array.from({ length: 10 }, (_, round) => round * 10 + i));
      }
    });

    test('a healthy store says so', async () => {
      expect(await store.check()).toEqual({ kind: 'ok' });
    });

    test('close lets commits under way finish, and refuses what comes after', async () => {
      await store.load(id('a'));
      const append = store.append(id('a'), [bytes(1)]);
      await store.close();
      expect(await append).toMatchObject({ kind: 'stored', firstSeq: 1 });
      await expect(store.append(id('a'), [bytes(2)])).rejects.toThrow(StoreClosedError);
      await expect(store.load(id('a'))).rejects.toThrow(StoreClosedError);
    });
  });
}

export function id(name: string): DocumentId {
  const parsed = parseDocumentId(name);
  if (parsed === null) throw new TypeError(`${name} is no document name`);
  return parsed;
}

/** Four bytes that say which number they were made from. */
export function bytes(number: number): Uint8Array {
  return new Uint8Array([1, 2, 3, number]);
}

/** The numbers that a document's updates were made from, as `load` gives them; checks the seqs. */
export async function logOf(store: Store, name: string): Promise<readonly (number | undefined)[]> {
  const loaded = await store.load(id(name));
  if (loaded.kind !== 'found') throw new TypeError(`${name} is ${loaded.kind}`);
  expect(loaded.tail.map((entry) => entry.seq)).toEqual(loaded.tail.map((_, i) => i + 1));
  return loaded.tail.map((entry) => entry.update[3]);
}
