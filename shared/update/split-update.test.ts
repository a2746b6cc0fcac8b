import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { scanUpdate } from './scan.ts';
import { splitUpdate } from './split-update.ts';

/** One of several people writes, deletes, formats, or hears of the others. */
const step = fc.record({
  who: fc.nat({ max: 2 }),
  what: fc.constantFrom('write', 'write', 'delete', 'list', 'map', 'nest', 'hear'),
  at: fc.nat({ max: 40 }),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
});

function play(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Y.Doc {
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
  const hear = (): void => {
    for (const one of docs) for (const other of docs) Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  };
  for (const { who, what, at, text } of steps) {
    const doc = docs[who] ?? docs[0];
    if (doc === undefined) continue;
    const shared = doc.getText('t');
    if (what === 'hear') hear();
    else if (what === 'write') shared.insert(Math.min(at, shared.length), text);
    else if (what === 'delete')
      shared.delete(Math.min(at, shared.length), Math.min(3, shared.length - Math.min(at, shared.length)));
    else if (what === 'list') doc.getArray('a').push([text, at, { text }]);
    else if (what === 'map') doc.getMap('m').set(`${at % 5}`, text);
    else doc.getMap('m').set('nested', new Y.Text(text));
  }
  hear();
  return docs[0] ?? new Y.Doc();
}

const json = (doc: Y.Doc): string =>
  JSON.stringify([doc.getText('t').toJSON(), doc.getArray('a').toJSON(), doc.getMap('m').toJSON()]);

describe('an update that is split', () => {
  test('is the same together, each piece taken in at once after those before it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.integer({ min: 90, max: 400 }), (steps, most) => {
        const doc = play(steps);
        const update = Y.encodeStateAsUpdate(doc);
        const copy = new Y.Doc();
        for (const piece of splitUpdate(update, most)) {
          expect(scanUpdate(piece).ok).toBe(true);
          Y.applyUpdate(copy, piece);
          expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
          expect(piece.length).toBeLessThanOrEqual(most);
        }
        expect(json(copy)).toBe(json(doc));
        expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
      }),
    );
  });

  test('is cut in the middle of a long text, never inside a letter', () => {
    const doc = new Y.Doc();
    const text = '😀'.repeat(5000) + 'x'.repeat(3) + '😀'.repeat(5000);
    doc.getText('t').insert(0, text);
    const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), 1000);
    expect(pieces.length).toBeGreaterThan(40);
    const copy = new Y.Doc();
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(1000);
      Y.applyUpdate(copy, piece);
    }
    expect(copy.getText('t').toJSON()).toBe(text);
  });

  test('leaves one thing whole that cannot be cut', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'before');
    doc.getText('t').insertEmbed(6, { picture: 'p'.repeat(5000) });
    const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), 1000);
    expect(pieces.map((piece) => piece.length > 1000)).toEqual([false, true]);
  });

  test('has no more deleted clocks in a piece than a server takes', () => {
    const doc = Object.assign(new Y.Doc(), { clientID: 1 });
    const words = doc.getText('t');
    const list = new Y.Array<string>();
    doc.getArray('lists').insert(0, [list]);
    for (let n = 0; n < 9; n++) {
      words.insert(0, 'x'.repeat(4_000_000));
      words.delete(0, 4_000_000);
      list.insert(
        0,
        Array.from({ length: 10 }, () => 'x'),
      );
    }
    words.insert(0, 'kept');
    doc.getArray('lists').delete(0);
    const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), 1_000);
    const again = new Y.Doc();
    for (const piece of pieces) {
      expect(scanUpdate(piece)).toMatchObject({ ok: true });
      Y.applyUpdate(again, piece);
      expect(again.store.pendingStructs).toBeNull();
    }
    expect(again.getText('t').toJSON()).toBe('kept');
    expect(Y.encodeStateVector(again)).toEqual(Y.encodeStateVector(doc));
    expect(Y.encodeStateAsUpdate(again)).toEqual(Y.encodeStateAsUpdate(doc));
  });
});
