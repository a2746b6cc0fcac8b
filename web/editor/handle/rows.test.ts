import { describe, expect, test } from 'vitest';
import { gapAt, type Row, type Rows, scrollStep, withNested } from './rows.ts';

/** Rows of 20 px with 10 px between them; the first begins at 0. */
const rowsOf = (...blocks: readonly (readonly [key: string, depth?: number])[]): Row[] =>
  blocks.map(([key, depth = null], i) => ({ key, depth, top: i * 30, bottom: i * 30 + 20 }));
const whole = (rows: Row[]): Rows => ({ rows, first: true, last: true });
const gap = (rows: Rows, at: number, dragged: string): string | null => {
  const taken = withNested(rows.rows, new Set([dragged]));
  const depth = rows.rows.find(({ key }) => key === dragged)?.depth ?? 0;
  const found = gapAt(rows, at, taken, depth);
  return found === null ? 'stays' : found.before;
};

describe('what goes with a block', () => {
  test('is what is nested in it, and nothing behind that', () => {
    const rows = rowsOf(['a', 0], ['b', 1], ['c', 2], ['d', 1], ['e', 0], ['f', 1], ['p']);
    expect([...withNested(rows, new Set(['a']))]).toEqual(['a', 'b', 'c', 'd']);
    expect([...withNested(rows, new Set(['b']))]).toEqual(['b', 'c']);
    expect([...withNested(rows, new Set(['b', 'e']))]).toEqual(['b', 'c', 'e', 'f']);
    expect([...withNested(rows, new Set(['p']))]).toEqual(['p']);
  });

  test('is nothing for a paragraph before a list that begins with an indent', () => {
    expect([...withNested(rowsOf(['p'], ['a', 1]), new Set(['p']))]).toEqual(['p']);
  });
});

describe('the gap at a height', () => {
  const four = whole(rowsOf(['a'], ['b'], ['c'], ['d']));

  test('is the nearest, up to both ends of the document', () => {
    expect(gap(four, -500, 'c')).toBe('a');
    expect(gap(four, 2, 'd')).toBe('a');
    expect(gap(four, 12, 'd')).toBe('b');
    expect(gap(four, 50, 'a')).toBe('c');
    expect(gap(four, 99, 'a')).toBe('d');
    expect(gap(four, 105, 'a')).toBe(null);
    expect(gap(four, 900, 'a')).toBe(null);
  });

  test('draws its line in the middle between two blocks', () => {
    expect(gapAt(four, 50, new Set(['a']), 0)?.at).toBe(55);
  });

  test('is none where the block is already', () => {
    expect(gap(four, 25, 'b')).toBe('stays');
    expect(gap(four, 40, 'b')).toBe('stays');
    expect(gap(four, 55, 'b')).toBe('stays');
    expect(gap(four, -500, 'a')).toBe('stays');
    expect(gap(four, 900, 'd')).toBe('stays');
  });

  test('is not at the edge of what can be seen, where more comes', () => {
    const middle = { ...four, first: false, last: false };
    expect(gap(middle, -500, 'd')).toBe('b');
    expect(gap(middle, 900, 'a')).toBe('d');
  });

  test('is not between an item and what is nested in it, but for blocks of that depth', () => {
    const list = whole(rowsOf(['p'], ['a', 0], ['a1', 1], ['a2', 1], ['b', 0], ['b1', 1]));
    // the lines are at -8, 25, 55, 85, 115, 145 and 178
    expect(gap(list, 55, 'p')).toBe('stays');
    expect(gap(list, 80, 'p')).toBe('b');
    expect(gap(list, 60, 'b')).toBe('a');
    expect(gap(list, 55, 'b1')).toBe('a1');
    expect(gap(list, 85, 'b1')).toBe('a2');
  });

  test('is not within what is nested in the block itself', () => {
    const list = whole(rowsOf(['a', 0], ['a1', 1], ['a2', 2], ['b', 0], ['c', 0]));
    for (const at of [25, 55, 85]) expect(gap(list, at, 'a')).toBe('stays');
    expect(gap(list, 115, 'a')).toBe('c');
  });
});

test('what scrolls does so near its edges, the faster the nearer', () => {
  const page = { top: 100, bottom: 900 };
  expect([500, 156, 844].map((at) => scrollStep(page, at))).toEqual([0, 0, 0]);
  expect([155, 128, 100, 20].map((at) => scrollStep(page, at))).toEqual([-1, -7, -14, -14]);
  expect([845, 872, 900, 999].map((at) => scrollStep(page, at))).toEqual([1, 7, 14, 14]);
});
