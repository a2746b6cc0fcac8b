import { expect, test } from 'vitest';
import { compactionConformance } from './compaction-conformance.ts';
import { bytes, id, logOf, storeConformance } from './conformance.ts';
import { systemRandomBytes } from '#server/system.ts';
import { MemoryStore } from './memory.ts';

const openOne = async () => {
  const store = new MemoryStore(systemRandomBytes);
  return { store, dispose: () => store.close() };
};
storeConformance('the memory store', openOne);
compactionConformance('the memory store', openOne);

test('writes that are held finish in their order, when they are let go', async () => {
  const store = new MemoryStore(systemRandomBytes);
  await store.load(id('a'));
  const release = store.hold();
  const order: number[] = [];
  const writes = [1, 2].map((n) => store.append(id('a'), [bytes(n)]).then(() => order.push(n)));
  expect(await store.load(id('a'))).toEqual({ kind: 'absent' });
  release();
  await Promise.all(writes);
  expect(order).toEqual([1, 2]);
  expect(await logOf(store, 'a')).toEqual([1, 2]);
});

test('a store that refuses keeps what it has, answers readers and recovers', async () => {
  const store = new MemoryStore(systemRandomBytes);
  await store.load(id('a'));
  await store.append(id('a'), [bytes(1)]);
  store.refuseWith('full');
  expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'refused', problem: 'full' });
  expect(await store.check()).toMatchObject({ kind: 'refusing', problem: 'full' });
  expect(await logOf(store, 'a')).toEqual([1]);
  store.refuseWith(null);
  expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
});

test('a damaged document is set aside', async () => {
  const store = new MemoryStore(systemRandomBytes);
  await store.load(id('a'));
  await store.append(id('a'), [bytes(1), bytes(2)]);
  store.damage(id('a'), 2);
  expect(await store.load(id('a'))).toMatchObject({ kind: 'damaged', lastGoodSeq: 1 });
  expect(await store.append(id('a'), [bytes(3)])).toEqual({ kind: 'not-loaded' });
});
