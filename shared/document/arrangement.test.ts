import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BODY_ROOT } from './layout.ts';
import type { Marker } from './layout.ts';
import { readBody } from './markdown/read-document.ts';
import { runsText } from './runs.ts';

/** What no editor writes: what somebody's client may put in everybody's way. */

/** A document of blocks named by their number; what `write` does to their markers is done in one transaction. */
function documentOf(count: number, write: (markers: readonly Marker[]) => void): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = 5;
  const markers = Array.from({ length: count }, (): Marker => new Y.Map());
  const delta = markers.flatMap((marker, at) => [{ insert: `${at} ` }, { insert: marker }]);
  doc.transact(() => doc.getText(BODY_ROOT).applyDelta(delta, { sanitize: false }));
  doc.transact(() => write(markers));
  return doc;
}

const idOf = (marker: Marker | undefined): number[] => [marker?._item?.id.client ?? 0, marker?._item?.id.clock ?? 0];
/** The space of a block's text: a place inside of it. */
const insideOf = (marker: Marker | undefined): number[] => [5, (marker?._item?.id.clock ?? 0) - 1];
const shown = (doc: Y.Doc): string[] => readBody(doc).map(({ runs }) => runsText(runs).trim());

test('a block that follows a circle of followers is at home, as they are', () => {
  const doc = documentOf(5, (markers) => {
    markers[0]?.set('f', idOf(markers[1]));
    markers[1]?.set('f', idOf(markers[2]));
    markers[2]?.set('f', idOf(markers[1]));
    markers[4]?.set('at', insideOf(markers[3]));
  });
  expect(shown(doc)).toEqual(['0', '1', '2', '4', '3']);
});

/** Were what a block leads to looked for anew for each one, such a document would take minutes. */
const MANY = 60_000;

test('a chain of followers that is as long as the document leads nowhere and costs little', () => {
  const doc = documentOf(MANY, (markers) => {
    for (const [at, marker] of markers.entries()) if (at + 1 < MANY) marker.set('f', idOf(markers[at + 1]));
    markers[0]?.set('at', insideOf(markers[1]));
  });
  expect(shown(doc)).toHaveLength(MANY);
});

test('a chain of joins that is as long as the document is one block', () => {
  const doc = documentOf(MANY, (markers) => {
    for (const [at, marker] of markers.entries()) if (at + 1 < MANY) marker.set('into', idOf(markers[at + 1]));
  });
  expect(shown(doc)).toHaveLength(1);
});

test('the whole document goes along with its last block', () => {
  const count = 150_000;
  const doc = documentOf(count, (markers) => {
    for (const marker of markers.slice(0, -1)) marker.set('f', idOf(markers.at(-1)));
    markers.at(-1)?.set('at', insideOf(markers[0]));
  });
  expect(shown(doc).slice(-2)).toEqual([String(count - 2), String(count - 1)]);
});
