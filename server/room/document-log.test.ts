import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { decodeStateVector } from '#shared/update/coverage.ts';
import { DocumentLog } from './document-log.ts';

/** A log of single keystrokes and deletions, with the document it makes. */
function typed(keys: readonly number[]): { log: DocumentLog; doc: Y.Doc; updates: Uint8Array[] } {
  const doc = Object.assign(new Y.Doc(), { clientID: 7 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('t');
  for (const key of keys) {
    if (key % 4 === 0 && text.length > 0) text.delete(key % text.length, 1);
    else text.insert(key % (text.length + 1), String.fromCharCode(97 + (key % 26)));
  }
  const log = new DocumentLog({
    kind: 'found',
    epoch: new Uint8Array(8),
    snapshot: null,
    tail: updates.map((update, index) => ({ seq: index + 1, update })),
  });
  return { log, doc, updates };
}

// oxlint-disable-next-line typescript/no-base-to-string -- Yjs's types hide its own toString
const text = (doc: Y.Doc): string => doc.getText('t').toString();

const apply = (doc: Y.Doc, updates: readonly Uint8Array[]): string => {
  for (const update of updates) Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  return text(doc);
};

const keys = fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 400 });

test('a difference brings whoever was there at any point up to date, deletions included', () => {
  fc.assert(
    fc.property(keys, fc.nat(), (path, at) => {
      const { log, doc, updates } = typed(path);
      const reader = new Y.Doc();
      apply(reader, updates.slice(0, at % updates.length));
      const lacking = log.difference(decodeStateVector(Y.encodeStateVector(reader))!);
      expect(apply(reader, lacking)).toBe(text(doc));
    }),
    { numRuns: 60 },
  );
});

test('merged runs hold the whole document, however the log grows between two newcomers', () => {
  fc.assert(
    fc.property(keys, (path) => {
      const { doc, updates } = typed(path);
      const log = new DocumentLog({ kind: 'absent' });
      for (const [index, update] of updates.entries()) {
        log.append(new Uint8Array(8), [{ seq: index + 1, update, author: '' }]);
        if (index % 150 === 0) log.merged();
      }
      expect(apply(new Y.Doc(), log.merged())).toBe(text(doc));
      expect(log.merged().length).toBeLessThan(128 + Math.ceil(updates.length / 128));
      expect(log.coverage().encodeStateVector()).toEqual(Y.encodeStateVector(doc));
    }),
    { numRuns: 40 },
  );
});
