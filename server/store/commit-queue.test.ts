import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CommitQueue } from './commit-queue.ts';
import {
  COMMIT_BURST,
  COMMIT_ENOUGH_UPDATES,
  COMMIT_GRACE_MS,
  COMMIT_MIN_SPACING_MS,
  COMMIT_SPACING_PER_DOCUMENT_MS,
} from './limits.ts';

/** of commits of one write each */
const SPACING_MS = COMMIT_MIN_SPACING_MS + COMMIT_SPACING_PER_DOCUMENT_MS;

interface Write {
  readonly name: string;
  readonly updates: readonly Uint8Array[];
}

let commits: { readonly at: number; readonly names: string }[];
let queue: CommitQueue<Write>;

beforeEach(() => {
  vi.useFakeTimers();
  commits = [];
  queue = new CommitQueue(async (batch) => {
    commits.push({ at: performance.now(), names: batch.map(({ name }) => name).join(' ') });
    await Promise.resolve();
  });
});
afterEach(() => void vi.useRealTimers());

const write = (name: string): Write => ({ name, updates: [new Uint8Array(1)] });
const whenever = (name: string): void => queue.beforeCommit(() => queue.add(write(name)));
const names = (): string[] => commits.map((commit) => commit.names);

/** Uses up what may begin at once after a quiet time. */
async function spendBurst(): Promise<void> {
  for (let i = 0; i < COMMIT_BURST; i++) {
    whenever('burst');
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(names()).toEqual(Array.from({ length: COMMIT_BURST }, () => 'burst'));
  commits = [];
}

test('who can wait is asked when a commit begins: at once when it is quiet, under load when it is due and one more comes', async () => {
  await spendBurst();
  whenever('a');
  queue.oneMoreWaits();
  await vi.advanceTimersByTimeAsync(SPACING_MS - 1);
  queue.oneMoreWaits();
  await vi.advanceTimersByTimeAsync(1);
  expect(commits).toEqual([]);
  whenever('b');
  queue.oneMoreWaits();
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(['a b']);
});

test('without one more it begins after a grace', async () => {
  await spendBurst();
  whenever('a');
  await vi.advanceTimersByTimeAsync(SPACING_MS + COMMIT_GRACE_MS - 1);
  expect(commits).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(names()).toEqual(['a']);
});

test('with company enough it begins at once', async () => {
  await spendBurst();
  whenever('a');
  for (let i = 1; i < COMMIT_ENOUGH_UPDATES; i++) queue.oneMoreWaits();
  await vi.advanceTimersByTimeAsync(0);
  expect(commits).toEqual([]);
  queue.oneMoreWaits();
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(['a']);
});

test('a write that does not wait takes those along who do', async () => {
  await spendBurst();
  whenever('a');
  await vi.advanceTimersByTimeAsync(0);
  expect(commits).toEqual([]);
  queue.add(write('now'));
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(['now a']);
});

test('drain commits what waits without waiting for company', async () => {
  await spendBurst();
  whenever('a');
  const drained = queue.drain();
  await vi.advanceTimersByTimeAsync(0);
  await drained;
  expect(names()).toEqual(['a']);
});

test('what comes in while a commit is under way goes into the next one together', async () => {
  let finish: () => void = () => undefined;
  const slow = new CommitQueue<Write>((batch) => {
    commits.push({ at: 0, names: batch.map(({ name }) => name).join(' ') });
    return new Promise((resolve) => (finish = resolve));
  });
  slow.add(write('first'));
  await vi.advanceTimersByTimeAsync(0);
  for (const name of ['a', 'b', 'c']) slow.add(write(name));
  await vi.advanceTimersByTimeAsync(SPACING_MS);
  expect(names()).toEqual(['first']);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(['first', 'a b c']);
});
