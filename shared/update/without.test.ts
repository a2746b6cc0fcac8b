import * as fc from 'fast-check';
import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Coverage } from './coverage.ts';
import { scanUpdate } from './scan.ts';
import { partsOf } from './structs.ts';
import { without } from './without.ts';

/** What three people make of one document, who hear of each other now and then. */
function written(steps: readonly number[]): Y.Doc {
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
  for (const step of steps) {
    const [doc, other] = [docs[step % 3]!, docs[(step + 1 + (step % 2)) % 3]!];
    const text = doc.getText('t');
    const at = step % (text.length + 1);
    const what = Math.floor(step / 3) % 6;
    if (what < 2) text.insert(at, `${step} `);
    else if (what === 2) text.delete(Math.min(at, Math.max(0, text.length - 2)), Math.min(2, text.length));
    else if (what === 3) text.insertEmbed(at, new Y.Map([['t', step]]));
    else if (what === 4) doc.getMap('m').set(`k${step % 3}`, step);
    else Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  }
  for (const doc of docs) Y.applyUpdate(docs[0]!, Y.encodeStateAsUpdate(doc));
  return docs[0]!;
}

test('what is left does without the others, and with the rest it is all that there was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 10_000 }), { maxLength: 50 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, client) => {
        const doc = written(steps);
        const whole = Y.encodeStateAsUpdate(doc);
        const part = without(whole, new Map([[client, 0]]));
        const copy = new Y.Doc();
        if (part !== null) {
          const result = scanUpdate(part);
          const scan = result.ok ? result.scan : expect.fail(result.reason);
          expect(new Coverage().missing(scan)).toBeNull();
          expect(scan.structs.map((range) => range.client)).not.toContain(client);
          Y.applyUpdate(copy, part);
        }
        Y.applyUpdate(copy, whole);
        expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
        expect(JSON.stringify(copy.getText('t').toDelta())).toBe(JSON.stringify(doc.getText('t').toDelta()));
        expect(copy.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON());
        expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
      },
    ),
    { numRuns: 150 },
  );
});

test('a text is cut where what may not go along begins', () => {
  const doc = Object.assign(new Y.Doc(), { clientID: 1 });
  doc.getText('t').insert(0, 'kept, not kept');
  doc.clientID = 2;
  doc.getText('t').insert(4, ' too');
  doc.getText('t').insert(18, ' either');
  const part = without(Y.encodeStateAsUpdate(doc), new Map([[1, 4]]));
  const copy = new Y.Doc();
  Y.applyUpdate(copy, part ?? new Uint8Array());
  expect([copy.getText('t').toJSON(), copy.store.pendingStructs]).toEqual(['kept', null]);
});

describe('structs that build on one another in a circle', () => {
  // each is one character; `origin` is [client, clock]
  const block = (client: number, ...origins: [number, number][]): number[] => [
    origins.length,
    client,
    0,
    ...origins.flatMap((origin) => [0x84, ...origin, 1, 97]),
  ];
  const circle = new Uint8Array([3, ...block(1, [9, 9], [2, 0]), ...block(2, [3, 0]), ...block(3, [1, 1], [2, 0]), 0]);

  test('are left out, with what is behind them', () => {
    const ids = partsOf(circle).structs.map(({ id }) => [id.client, id.clock]);
    expect(ids).toEqual([[1, 0]]);
    const part = without(circle, new Map([[4, 0]]));
    expect(Y.decodeUpdate(part ?? new Uint8Array()).structs.map(({ id }) => id.client)).toEqual([1]);
    expect(without(circle, new Map([[1, 0]]))).toBeNull();
  });
});

test('any number of people who go on where another one stopped are put in order', () => {
  const count = 20_000;
  const encoder = createEncoder();
  const number = (...values: number[]): void => values.forEach((value) => writeVarUint(encoder, value));
  number(count);
  for (let client = 1; client <= count; client++) {
    number(1, client, 0);
    writeUint8(encoder, 0x84);
    number(client + 1, 0, 1, 97);
  }
  number(0);
  const order = partsOf(toUint8Array(encoder)).structs.map(({ id }) => id.client);
  expect(order).toEqual(Array.from({ length: count }, (_, index) => count - index));
});
