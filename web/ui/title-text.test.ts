import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { diffText, moveCaret, oneLine } from './title-text.ts';

function apply(before: string, after: string, caret: number): string {
  const edit = diffText(before, after, caret);
  if (edit === null) return before;
  return before.slice(0, edit.index) + edit.insert + before.slice(edit.index + edit.remove);
}

describe('the edit between two texts', () => {
  test('is as small as can be and stands where the caret says', () => {
    expect(diffText('plan', 'plaan', 4)).toEqual({ index: 3, remove: 0, insert: 'a' });
    expect(diffText('plan', 'plaan', 3)).toEqual({ index: 2, remove: 0, insert: 'a' });
    expect(diffText('a plan', 'a good plan', 7)).toEqual({ index: 2, remove: 0, insert: 'good ' });
    expect(diffText('a good plan', 'a plan', 2)).toEqual({ index: 2, remove: 5, insert: '' });
    expect(diffText('same', 'same', 2)).toBeNull();
  });

  test('never cuts a character in two', () => {
    expect(diffText('😀', '😁', 2)).toEqual({ index: 0, remove: 2, insert: '😁' });
  });

  test('leads from any text to any other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.nat(), (before, after, at) => {
        expect(apply(before, after, after.length === 0 ? 0 : at % (after.length + 1))).toBe(after);
      }),
    );
  });
});

test('a caret stays with the words it stood at when somebody else writes', () => {
  const doc = new Y.Doc();
  const text = doc.getText('title');
  text.insert(0, 'one three');
  let caret = 4;
  text.observe((event) => {
    caret = moveCaret(caret, event.delta);
  });
  text.insert(4, 'two ');
  expect(caret).toBe(4);
  text.insert(0, 'zero ');
  expect(caret).toBe(9);
  text.delete(0, 9);
  expect(caret).toBe(0);
});

test('a title is one line', () => {
  expect(oneLine('one\r\ntwo\n\nthree')).toBe('one two three');
});
