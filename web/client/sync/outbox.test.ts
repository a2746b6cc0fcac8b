import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Outbox } from './outbox.ts';

/** Edits of one person, each in the middle of the text before it: each builds on all of them. */
function edits(count: number, length = 1): Uint8Array[] {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) text.insert(Math.floor(text.length / 2), 'x'.repeat(length));
  return updates;
}

/** The same of people who each go on where the one before them stopped. */
function relay(count: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, update);
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText('t').insert(i, 'x');
  }
  return updates;
}

function filled(updates: readonly Uint8Array[]): Outbox {
  const outbox = new Outbox();
  for (const update of updates) outbox.add(update, 1, (order) => [{ instance: 'x', order }]);
  return outbox;
}

describe('what builds on a refused edit', () => {
  test('is refused with it, however much it is', () => {
    const outbox = filled(edits(12_000));
    const push = outbox.take('a', 1);
    outbox.nacked('a', push?.n ?? 0, 'malformed', 'no');
    expect(outbox.waiting).toEqual([]);
    expect(outbox.refused.map(({ order }) => order)).toEqual(Array.from({ length: 12_000 }, (_, index) => index + 1));
    expect(new Set(outbox.refused.map(({ code, reason }) => `${code} ${reason}`))).toEqual(new Set(['malformed no']));
  });

  test('is refused with it, whatever the order in which tabs left it', () => {
    const outbox = filled([...relay(20).toReversed(), ...edits(1)]);
    const pushes = Array.from({ length: 20 }, () => outbox.take('a', 1));
    // the one that all others build on
    outbox.nacked('a', pushes[19]?.n ?? 0, 'malformed', 'no');
    outbox.laneClosed('a');
    expect(outbox.waiting).toHaveLength(1);
    expect(outbox.refusedCount).toBe(20);
  });
});

test('an edit that was pushed together with the first piece of a refused one is refused with its own row', () => {
  const [first, large] = edits(2, 1000);
  const outbox = filled([first ?? new Uint8Array()]);
  const before = outbox.take('a', 1);
  outbox.add(large ?? new Uint8Array(), 1, (order) => [{ instance: 'x', order }]);
  expect(outbox.splitFirst(300)).toBe(true);
  outbox.laneClosed('a');
  const push = outbox.take('b', 1300);
  expect([push?.order, push?.edits, outbox.waiting.length > 1]).toEqual([before?.order, 1, true]);
  outbox.nacked('b', push?.n ?? 0, 'malformed', 'no');
  expect(outbox.refusedCount).toBe(2);
  expect(outbox.refused.flatMap(({ rows }) => rows)).toEqual([
    { instance: 'x', order: 1 },
    { instance: 'x', order: 2 },
  ]);
});
