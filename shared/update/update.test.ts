import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DATA_CHUNK_BYTES } from '../protocol/limits.ts';
import { Coverage } from './coverage.ts';
import { CrossReferences } from './cross-references.ts';
import { Placements } from './placements.ts';
import { Ranges } from './ranges.ts';
import { scanUpdate } from './scan.ts';
import { spliceUpdates } from './splice.ts';
import type { ScannedUpdate } from './splice.ts';

/** Three documents that edit and sync at random: every update that came up, in causal order, and the final document. */
function history(steps: readonly number[]): { updates: Uint8Array[]; doc: Y.Doc } {
  const docs = [1, 2, 3].map((client) => Object.assign(new Y.Doc({ gc: true }), { clientID: client * 1000 + 7 }));
  const relay = new Y.Doc();
  relay.clientID = 99;
  const updates: Uint8Array[] = [];
  const managers = docs.map((doc) => new Y.UndoManager(doc.getText('t'), { captureTimeout: 0 }));
  const sync = (doc: Y.Doc): void => {
    const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(relay));
    updates.push(update);
    Y.applyUpdate(relay, update);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay, Y.encodeStateVector(doc)), 'remote');
  };
  for (const step of steps) {
    const doc = docs[step % 3]!;
    const text = doc.getText('t');
    const at = text.length === 0 ? 0 : step % text.length;
    switch (Math.floor(step / 3) % 12) {
      case 0:
        text.insert(at, 'plain ');
        break;
      case 1:
        text.insert(at, 'héé😀 ', { bold: true });
        break;
      case 2:
        if (text.length > 3) text.delete(Math.min(at, text.length - 3), 3);
        break;
      case 3:
        if (text.length > 3) text.format(Math.min(at, text.length - 3), 3, { link: { url: 'x', deep: [1, null] } });
        break;
      case 4:
        text.insertEmbed(at, new Y.Map([['t', 'h1']]));
        break;
      case 5:
        text.insertEmbed(at, { image: 'a' });
        break;
      case 6:
        doc.getMap('m').set('k' + (step % 5), [step, 'a', { b: undefined, c: 1.5, d: -70_000, e: true }, 2n ** 40n]);
        break;
      case 7:
        doc.getArray('a').push([step, null, new Uint8Array([1, 2, 3]), 'x']);
        break;
      case 8: {
        const element = new Y.XmlElement('p');
        doc.getXmlFragment('x').insert(0, [element]);
        element.setAttribute('a', 'b');
        element.insert(0, [new Y.XmlText('t')]);
        break;
      }
      case 9:
        managers[step % 3]!.undo();
        break;
      case 10:
        doc.getMap('d').set('sub', new Y.Doc());
        break;
      default:
        sync(doc);
    }
  }
  for (const doc of docs) sync(doc);
  return { updates, doc: relay };
}

const steps = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 60 });

function scanned(update: Uint8Array): Extract<ReturnType<typeof scanUpdate>, { ok: true }>['scan'] {
  const result = scanUpdate(update);
  if (!result.ok) throw new Error(result.reason);
  return result.scan;
}

describe('scanning an update', () => {
  test('finds the clock ranges and deletions that Yjs finds', () => {
    fc.assert(
      fc.property(steps, (path) => {
        for (const update of history(path).updates) {
          const { structs, ds } = Y.decodeUpdate(update);
          const scan = scanned(update);
          expect(scan.structCount).toBe(structs.length);
          const ends = new Map<number, number>();
          for (const struct of structs) ends.set(struct.id.client, struct.id.clock + struct.length);
          expect(new Map(scan.structs.map((range) => [range.client, range.clock + range.length]))).toEqual(ends);
          const deletions = [...ds.clients].flatMap(([client, items]) =>
            items.map((item) => ({ client, clock: item.clock, length: item.len })),
          );
          expect(scan.deletes).toEqual(deletions);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('never throws on cut or changed bytes, and what it accepts Yjs can decode', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat({ max: 255 }), (path, at, value) => {
        const update = history(path).updates.at(-1)!;
        const cut = update.subarray(0, at % update.length);
        expect(scanUpdate(cut).ok).toBe(false);
        const changed = update.slice();
        changed[at % update.length] = value;
        const result = scanUpdate(changed);
        if (result.ok) expect(() => Y.decodeUpdate(changed)).not.toThrow();
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => void scanUpdate(noise)),
      { numRuns: 3000 },
    );
  });

  test('refuses what only looks like an update, and says why', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hello');
    const good = Y.encodeStateAsUpdate(doc);
    const reason = (bytes: Uint8Array): string => {
      const result = scanUpdate(bytes);
      return result.ok ? 'accepted' : `${result.code}: ${result.reason}`;
    };
    expect(reason(new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 5, 0]))).toMatch(/^too-large: more than/);
    expect(reason(new Uint8Array([...good, 0]))).toBe('malformed: 1 bytes are left over at its end');
    expect(reason(good.subarray(0, -1))).toBe('malformed: it is cut off');
    expect(reason(new Uint8Array())).toBe('malformed: it is cut off');
    expect(reason(Y.encodeStateAsUpdateV2(doc))).toMatch(/V2/);
    expect(reason(new Uint8Array([0, 0, 0]))).toBe('malformed: 1 bytes are left over at its end');
    doc.getText('t').insert(5, ' world');
    doc.getText('t').insert(0, 'x');
    const skipping = Y.mergeUpdates([
      good,
      Y.diffUpdate(Y.encodeStateAsUpdate(doc), Y.encodeStateVector(doc)),
      lastOf(doc),
    ]);
    expect(reason(skipping)).toBe('gap: the update leaves structs out');
  });
});

/** The last struct alone: merged with an early state it leaves a hole. */
function lastOf(doc: Y.Doc): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const [client, clock] of vector) vector.set(client, clock - 1);
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector));
}

describe('coverage', () => {
  test('has the state vector that Yjs has, misses nothing in causal order, and covers what came', () => {
    fc.assert(
      fc.property(steps, (path) => {
        const { updates, doc } = history(path);
        const coverage = new Coverage();
        for (const update of updates) {
          const scan = scanned(update);
          expect(coverage.missing(scan)).toBeNull();
          coverage.add(scan);
        }
        for (const update of updates) expect(coverage.covers(scanned(update))).toBe(true);
        expect(Y.decodeStateVector(coverage.encodeStateVector())).toEqual(
          Y.decodeStateVector(Y.encodeStateVector(doc)),
        );
        // Two who set one key of a map at once leave a deletion that no update carried: the whole state brings it, once.
        const whole = scanned(Y.encodeStateAsUpdate(doc));
        expect(coverage.missing(whole)).toBeNull();
        coverage.add(whole);
        expect(coverage.covers(whole)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('names a missing clock, a missing origin and a deletion of what is not there', () => {
    const doc = Object.assign(new Y.Doc(), { clientID: 5 });
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText('t').insert(0, 'abc');
    doc.getText('t').insert(3, 'def');
    doc.getText('t').delete(0, 2);
    const other = Object.assign(new Y.Doc(), { clientID: 6 });
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(other);
    other.getText('t').insert(1, 'X');
    const coverage = new Coverage();
    expect(coverage.missing(scanned(updates[1]!))).toBe('structs 0 to 2 of client 5 are missing');
    expect(coverage.missing(scanned(updates[2]!))).toBe('it deletes struct 1 of client 5, which is missing');
    expect(coverage.missing(scanned(Y.encodeStateAsUpdate(other, before)))).toMatch(/client 5, which is missing/);
    coverage.add(scanned(updates[0]!));
    expect(coverage.missing(scanned(updates[1]!))).toBeNull();
  });
});

test('ranges stay sorted and merged', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 6 })), { maxLength: 30 }), (added) => {
      const ranges = new Ranges();
      const model = new Set<number>();
      for (const [start, length] of added) {
        ranges.add(start, start + length);
        for (let i = 0; i < length; i++) model.add(start + i);
      }
      for (let clock = 0; clock < 50; clock++) expect(ranges.has(clock, clock + 1)).toBe(model.has(clock));
      for (let clock = 0; clock < 47; clock++) {
        expect(ranges.has(clock, clock + 3)).toBe([0, 1, 2].every((i) => model.has(clock + i)));
      }
      let pieces = 0;
      for (const clock of model) if (!model.has(clock - 1)) pieces += 1;
      expect(ranges.count).toBe(pieces);
    }),
  );
});

describe('what would harm others', () => {
  const refusal = (bytes: readonly number[]): string => {
    const result = scanUpdate(new Uint8Array(bytes));
    return result.ok ? 'accepted' : `${result.code}: ${result.reason}`;
  };

  test('is refused: structs that build on themselves, subdocuments without options, values nested without end', () => {
    // one client (7), one struct, whose origin is itself
    expect(refusal([1, 1, 7, 0, 0x84, 7, 0, 1, 97, 0])).toBe('malformed: a struct builds on itself or a later one');
    // content Doc in the root type "t", its options null
    expect(refusal([1, 1, 7, 0, 9, 1, 1, 116, 1, 103, 126, 0])).toBe(
      'malformed: it holds a subdocument without options',
    );
    const deep = '['.repeat(100) + ']'.repeat(100);
    const embed = [...new TextEncoder().encode(deep)];
    expect(refusal([1, 1, 7, 0, 5, 1, 1, 116, 200, 1, ...embed, 0])).toBe('malformed: a value is nested too deeply');
    const text = [...new TextEncoder().encode(JSON.stringify('["'.repeat(40)))];
    expect(refusal([1, 1, 7, 0, 5, 1, 1, 116, text.length, ...text, 0])).toBe('accepted');
  });

  test('is refused: structs of several clients that build on one another', () => {
    // each is one character; `origin` is [client, clock]
    const struct = (origin: readonly [number, number]): number[] => [0x84, ...origin, 1, 97];
    const block = (client: number, ...origins: [number, number][]): number[] => [
      origins.length,
      client,
      0,
      ...origins.flatMap(struct),
    ];
    const cyclic = 'malformed: structs build on one another';
    expect(refusal([2, ...block(1, [2, 0]), ...block(2, [1, 0]), 0])).toBe(cyclic);
    expect(refusal([3, ...block(1, [2, 0]), ...block(2, [3, 0]), ...block(3, [1, 0]), 0])).toBe(cyclic);
    // by way of what comes before them
    expect(refusal([2, ...block(1, [9, 9], [2, 0]), ...block(2, [1, 1]), 0])).toBe(cyclic);
    expect(refusal([2, ...block(1, [2, 1], [2, 0]), ...block(2, [9, 9], [1, 0]), 0])).toBe(cyclic);
    // in turn, which is how people write
    expect(refusal([2, ...block(1, [9, 9], [2, 0], [2, 1]), ...block(2, [1, 0], [1, 1]), 0])).toBe('accepted');
    expect(refusal([3, ...block(1, [2, 0]), ...block(2, [3, 0]), ...block(3, [9, 9]), 0])).toBe('accepted');
  });

  test('is not refused: however many references go to and fro, in time that is linear in them', () => {
    const references = new CrossReferences();
    const count = 200_000;
    for (let clock = 0; clock < count; clock++) {
      references.add(1, clock + 1, 2, clock);
      references.add(2, clock + 1, 1, clock);
    }
    // all of them wait for the end
    for (let client = 10; client < 20_000; client++) references.add(client, 0, client % 2 === 0 ? 1 : 2, count);
    expect(references.resolve()).toBe(true);
    references.add(1, count + 1, 2, count + 1);
    references.add(2, count + 1, 1, count + 1);
    expect(references.resolve()).toBe(false);
  });

  test('in a deletion set costs no more than it has bytes', () => {
    const coverage = new Coverage();
    const count = 300_000;
    const structs = [{ client: 1, clock: 0, length: 4 * count, count: 1, from: 0, to: 0 }];
    // backwards, with holes: one by one, each would move all that came before
    const deletes = Array.from({ length: count }, (_, i) => ({ client: 1, clock: 2 * (count - i), length: 1 }));
    coverage.add({ structs, deletes, needs: [], structCount: 1, roots: new Set(), placements: new Placements() });
    expect(
      coverage.covers({ structs, deletes, needs: [], structCount: 1, roots: new Set(), placements: new Placements() }),
    ).toBe(true);
    const again = new Coverage();
    again.add(scanned(new Uint8Array([1, 1, 1, 0, 0, 0x80, 0x80, 0x80, 1, 0])));
    const parts = coverage.encodeDeletions();
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(DATA_CHUNK_BYTES);
      again.add(scanned(part));
    }
    expect(
      again.covers({ structs: [], deletes, needs: [], structCount: 0, roots: new Set(), placements: new Placements() }),
    ).toBe(true);
    expect(
      again.covers({
        structs: [],
        deletes: [{ client: 1, clock: 1, length: 1 }],
        needs: [],
        structCount: 0,
        roots: new Set(),
        placements: new Placements(),
      }),
    ).toBe(false);
  });
});

describe('splicing updates', () => {
  const scannedUpdate = (update: Uint8Array): ScannedUpdate => ({ update, scan: scanned(update) });

  test('gives one update that makes the same document, and that can be read and merged on', () => {
    fc.assert(
      fc.property(steps, (path) => {
        const { updates, doc } = history(path);
        const spliced = spliceUpdates(updates.map(scannedUpdate))!;
        const copy = new Y.Doc();
        Y.applyUpdate(copy, spliced);
        expect(copy.store.pendingStructs).toBeNull();
        expect(Y.encodeStateAsUpdate(copy)).toEqual(Y.encodeStateAsUpdate(doc));
        expect(Y.encodeStateVectorFromUpdate(spliced)).toEqual(Y.encodeStateVector(doc));
        const coverage = new Coverage();
        coverage.add(scanned(spliced));
        for (const update of updates) expect(coverage.covers(scanned(update))).toBe(true);
        expect(scanned(spliced).structCount).toBe(updates.reduce((sum, u) => sum + scanned(u).structCount, 0));
        const merged = new Y.Doc();
        Y.applyUpdate(merged, Y.mergeUpdates([spliced, ...updates]));
        expect(Y.encodeStateAsUpdate(merged)).toEqual(Y.encodeStateAsUpdate(doc));
      }),
      { numRuns: 150 },
    );
  });

  test('is not done where structs overlap or leave a gap', () => {
    const doc = Object.assign(new Y.Doc(), { clientID: 5 });
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (let i = 0; i < 3; i++) doc.getText('t').insert(i, 'a');
    const [one, two, three] = updates.map(scannedUpdate);
    expect(spliceUpdates([one!, three!])).toBeNull();
    expect(spliceUpdates([one!, one!])).toBeNull();
    expect(spliceUpdates([scannedUpdate(Y.encodeStateAsUpdate(doc)), three!])).toBeNull();
    expect(spliceUpdates([one!, two!, three!])).not.toBeNull();
  });
});
