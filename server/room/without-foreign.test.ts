import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Coverage } from '#shared/update/coverage.ts';
import { judge } from './judge.ts';
import { withoutForeign } from './without-foreign.ts';

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
        const part = withoutForeign(whole, new Map([[client, 0]]));
        const coverage = new Coverage();
        const copy = new Y.Doc();
        for (const update of part === null ? [whole] : [part, whole]) {
          const verdict = judge(update, 'editor', coverage);
          expect(verdict.kind).not.toBe('refused');
          if (verdict.kind !== 'new') continue;
          if (update === part) for (const range of verdict.scan.structs) expect(range.client).not.toBe(client);
          coverage.add(verdict.scan);
          Y.applyUpdate(copy, verdict.update);
          expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
        }
        expect(JSON.stringify(copy.getText('t').toDelta())).toBe(JSON.stringify(doc.getText('t').toDelta()));
        expect(copy.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON());
        expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
      },
    ),
    { numRuns: 150 },
  );
});
