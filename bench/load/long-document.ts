import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { seededRandom } from '#shared/testing/seeded-random.ts';

/**
 * A document as people leave it: prose out of the READMEs of installed packages, typed in bursts by eight people who jump about, go
 * back, take words out again and put others in. So it has many small structs and many deletions, which is what opening one costs.
 */

const PEOPLE = 8;
const SEED = 20_261_124;
const MODULES = join(import.meta.dirname, '../../node_modules');

function prose(): string {
  const texts: string[] = [];
  for (const name of readdirSync(MODULES).sort()) {
    try {
      texts.push(readFileSync(join(MODULES, name, 'README.md'), 'utf8'));
    } catch {
      // a package without a README
    }
  }
  return texts.join('\n');
}

export interface LongDocument {
  readonly update: Uint8Array;
  readonly text: string;
}

/** `bytes`: the least size of its encoded state. */
export function longDocument(bytes: number): LongDocument {
  const random = seededRandom(SEED);
  const source = prose();
  const below = (most: number): number => Math.floor(random() * most);
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const carets = Array.from({ length: PEOPLE }, () => 0);
  let read = 0;
  let size = 0;
  while (size < bytes) {
    doc.transact(() => {
      for (let burst = 0; burst < 500; burst++) {
        const person = below(PEOPLE);
        doc.clientID = 1000 + person;
        let at = Math.min(carets[person] ?? 0, text.length);
        if (random() < 0.1) at = below(text.length + 1);
        const length = 1 + below(24);
        const words = source.slice(read % source.length, (read % source.length) + length);
        read += length;
        text.insert(at, words);
        at += words.length;
        if (random() < 0.2) {
          const gone = Math.min(at, 1 + below(8));
          text.delete(at - gone, gone);
          at -= gone;
        }
        carets[person] = at;
      }
    });
    size = Y.encodeStateAsUpdate(doc).length;
  }
  return { update: Y.encodeStateAsUpdate(doc), text: text.toJSON() };
}
