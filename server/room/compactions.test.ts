import { expect, test } from 'vitest';
import type { DocumentId } from '#shared/ids.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import type { CompactResult } from '#server/store/store.ts';
import { Compactions, isCompactionDue } from './compactions.ts';
import { COMPACT_RETRY_MS } from './limits.ts';

const A = 'a' as DocumentId;
const B = 'b' as DocumentId;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Compactions that end when the test says so. */
function begin() {
  const clock = new ManualClock();
  const asked: string[] = [];
  const told: string[] = [];
  let end: (result: CompactResult) => void = () => {};
  const compactions = new Compactions({
    store: {
      compact: (document) => {
        asked.push(document);
        return new Promise((resolve) => (end = resolve));
      },
    },
    clock,
    keptEntries: 10,
    onCompacted: (document) => told.push(`${document} compacted`),
    onLeft: (document, reason) => told.push(`${document} left: ${reason}`),
  });
  const finish = async (result: CompactResult): Promise<void> => {
    end(result);
    await turn();
  };
  return { compactions, clock, asked, told, finish };
}

test('one at a time, in their order, each once', async () => {
  const { compactions, asked, told, finish } = begin();
  for (const document of [A, B, A, B]) compactions.add(document);
  await turn();
  expect(asked).toEqual(['a']);
  await finish({ kind: 'compacted', seq: 5 });
  expect(asked).toEqual(['a', 'b']);
  await finish({ kind: 'nothing' });
  expect(asked).toEqual(['a', 'b', 'a']);
  await finish({ kind: 'nothing' });
  expect(asked).toEqual(['a', 'b', 'a']);
  expect(told).toEqual(['a compacted']);
});

test('what could not be merged is left alone for a while', async () => {
  const { compactions, clock, asked, told, finish } = begin();
  compactions.add(A);
  await finish({ kind: 'left', reason: 'the disk is full' });
  compactions.add(A);
  expect(asked).toEqual(['a']);
  expect(told).toEqual(['a left: the disk is full']);
  clock.advance(COMPACT_RETRY_MS);
  compactions.add(A);
  expect(asked).toEqual(['a', 'a']);
});

test('after a stop nothing begins', async () => {
  const { compactions, asked, told, finish } = begin();
  compactions.add(A);
  compactions.add(B);
  compactions.stop();
  await finish({ kind: 'left', reason: 'the store is closed' });
  compactions.add(B);
  expect(asked).toEqual(['a']);
  expect(told).toEqual([]);
});

test('it is due when a log weighs enough beside its snapshot, later while somebody writes', () => {
  const size = (tailEntries: number, tailBytes: number, snapshotBytes: number) => ({
    tailEntries,
    tailBytes,
    snapshotBytes,
  });
  expect(isCompactionDue(size(100, 10_000, 0), true)).toBe(false);
  expect(isCompactionDue(size(3_000, 90_000, 0), true)).toBe(true);
  expect(isCompactionDue(size(3_000, 90_000, 0), false)).toBe(false);
  expect(isCompactionDue(size(12_000, 360_000, 0), false)).toBe(true);
  expect(isCompactionDue(size(10, 300_000, 0), true)).toBe(true);
  expect(isCompactionDue(size(3_000, 90_000, 40_000_000), true)).toBe(false);
});
