import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { scanUpdate } from '#shared/update/scan.ts';
import { MAX_RUN_BYTES } from './limits.ts';
import { joinRuns } from './runs.ts';
import type { Judged } from './runs.ts';

/** Judged updates of two people who type in turn, as the letters say. */
function typed(turns: string, text = 'x'): Judged[] {
  const docs = new Map(['a', 'b'].map((name, index) => [name, Object.assign(new Y.Doc(), { clientID: index + 1 })]));
  return turns.split('').map((author) => {
    const doc = docs.get(author)!;
    const before = Y.encodeStateVector(doc);
    doc.getText('t').insert(0, text);
    const update = Y.encodeStateAsUpdate(doc, before);
    const result = scanUpdate(update);
    if (!result.ok) throw new Error(result.reason);
    return { update, scan: result.scan, author };
  });
}

test('only what one author sent in a row is joined, and the order stays', () => {
  expect(joinRuns(typed('aaabba')).map((run) => run.author)).toEqual(['a', 'b', 'a']);
  expect(joinRuns(typed('abab')).map((run) => run.author)).toEqual(['a', 'b', 'a', 'b']);
  expect(joinRuns([])).toEqual([]);
});

test('a run has an end where it would grow too large', () => {
  const runs = joinRuns(typed('aaaaa', 'x'.repeat(MAX_RUN_BYTES / 2 - 100)));
  expect(runs.map(({ update }) => update.length <= MAX_RUN_BYTES)).toEqual([true, true, true]);
});

test('an update that is larger than a run stands alone', () => {
  expect(joinRuns(typed('aa', 'x'.repeat(2 * MAX_RUN_BYTES))).length).toBe(2);
});
