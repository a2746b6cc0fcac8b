import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { FrameScheduler } from '../environment.ts';
import { Inbox } from './inbox.ts';

/** Frames that come when the test says so. */
function manualFrames(): { readonly frames: FrameScheduler; next(): void; readonly waiting: number } {
  let calls: (() => void)[] = [];
  return {
    frames: {
      next(call) {
        calls.push(call);
        return () => {
          calls = calls.filter((one) => one !== call);
        };
      },
    },
    next() {
      for (const call of calls.splice(0)) call();
    },
    get waiting() {
      return calls.length;
    },
  };
}

function update(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

function setUp() {
  const doc = new Y.Doc();
  const clock = manualFrames();
  const cursors: (number | undefined)[] = [];
  const inbox = new Inbox({
    doc,
    origin: {},
    frames: clock.frames,
    applied: (_updates, cursor) => cursors.push(cursor?.[0]),
    broken: (error) => {
      throw error;
    },
  });
  return { clock, cursors, inbox, text: () => doc.getText('t').toJSON() };
}

test('what comes within a frame is applied together', () => {
  const { clock, cursors, inbox, text } = setUp();
  inbox.add([update('a')], new Uint8Array([1]));
  inbox.add([update('b')], new Uint8Array([2]));
  expect(text()).toBe('');
  clock.next();
  expect(['ab', 'ba']).toContain(text());
  expect(cursors).toEqual([2]);
});

test('what comes while a word is composed waits, is known as received, and comes with the first frame after', () => {
  const { clock, cursors, inbox, text } = setUp();
  let busy = true;
  const stop = inbox.holdWhile(() => busy);
  inbox.add([update('a')], new Uint8Array([1]));
  clock.next();
  inbox.settle();
  clock.next();
  expect([text(), cursors, inbox.cursor?.[0]]).toEqual(['', [], 1]);
  busy = false;
  clock.next();
  expect([text(), cursors, inbox.cursor]).toEqual(['a', [1], null]);
  busy = true;
  stop();
  inbox.add([update('b')], new Uint8Array([2]));
  inbox.settle();
  expect(cursors).toEqual([1, 2]);
  expect(clock.waiting).toBe(0);
});

test('what has to wait waits alone, and the log counts as read only with it', () => {
  const { clock, cursors, inbox, text } = setUp();
  const waiting = update('a');
  let busy = true;
  inbox.holdWhile((one) => busy && one === waiting);
  inbox.add([waiting, update('b')], new Uint8Array([1]));
  clock.next();
  expect([text(), cursors, inbox.cursor?.[0]]).toEqual(['b', [undefined], 1]);
  inbox.add([], new Uint8Array([2]));
  busy = false;
  clock.next();
  expect(text().split('').sort()).toEqual(['a', 'b']);
  expect([cursors, inbox.cursor, clock.waiting]).toEqual([[undefined, 2], null, 0]);
});

test('at the end everything is applied, held or not', () => {
  const { inbox, text } = setUp();
  inbox.holdWhile(() => true);
  inbox.add([update('a')], null);
  inbox.flush();
  expect(text()).toBe('a');
});
