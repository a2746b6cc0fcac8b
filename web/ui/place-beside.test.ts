import { describe, expect, test } from 'vitest';
import { type Box, placeBeside } from './place-beside.ts';

const box = (left: number, top: number, width: number, height: number): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const PAGE = box(0, 100, 1000, 800);
const size = { width: 200, height: 40 };

describe('a toolbar beside selected words', () => {
  test('stands over the middle of the first line', () => {
    const line = box(300, 400, 100, 28);
    expect(placeBeside({ first: line, last: line, ...size, bounds: PAGE, keepFree: [] })).toEqual({
      left: 250,
      top: 352,
    });
  });

  test('goes below the last line where the page begins above', () => {
    const [first, last] = [box(300, 110, 500, 28), box(100, 166, 60, 28)];
    expect(placeBeside({ first, last, ...size, bounds: PAGE, keepFree: [] })).toEqual({ left: 30, top: 202 });
  });

  test('stays in the page at its sides', () => {
    const [near, far] = [box(0, 400, 20, 28), box(980, 400, 20, 28)];
    expect(placeBeside({ first: near, last: near, ...size, bounds: PAGE, keepFree: [] })?.left).toBe(0);
    expect(placeBeside({ first: far, last: far, ...size, bounds: PAGE, keepFree: [] })?.left).toBe(800);
  });

  test('covers nobody’s caret: aside first, then below', () => {
    const line = box(400, 400, 100, 28);
    const caret = box(440, 360, 2, 28);
    const aside = placeBeside({ first: line, last: line, ...size, bounds: PAGE, keepFree: [caret] });
    expect(aside).toEqual({ left: 446, top: 352 });
    const crowd = Array.from({ length: 10 }, (_, i) => box(i * 100, 360, 2, 28));
    const below = placeBeside({ first: line, last: line, ...size, bounds: PAGE, keepFree: crowd });
    expect(below).toEqual({ left: 350, top: 436 });
  });

  test('goes no further aside than a flag needs, and not far: below is nearer', () => {
    const line = box(400, 400, 100, 28);
    const place = (flag: Box) => placeBeside({ first: line, last: line, ...size, bounds: PAGE, keepFree: [flag] });
    expect(place(box(340, 384, 40, 16))).toEqual({ left: 384, top: 352 });
    expect(place(box(520, 384, 60, 16))).toEqual({ left: 316, top: 352 });
    expect(place(box(420, 384, 60, 16))).toEqual({ left: 350, top: 436 });
    const both = [box(420, 384, 60, 16), box(420, 440, 60, 16)];
    expect(placeBeside({ first: line, last: line, ...size, bounds: PAGE, keepFree: both })).toEqual({
      left: 484,
      top: 352,
    });
  });

  test('words that fill the page leave no place', () => {
    const [first, last] = [box(0, 90, 900, 28), box(0, 890, 900, 28)];
    expect(placeBeside({ first, last, ...size, bounds: PAGE, keepFree: [] })).toBeNull();
  });
});
