import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { freeColor, settleColor } from './settle-color.ts';

let clock: ManualClock;
let mine: Awareness;
let moves: number[];
const stops: (() => void)[] = [];

beforeEach(() => {
  clock = new ManualClock();
  mine = awareness();
  moves = [];
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function awareness(): Awareness {
  const made = new Awareness(new Y.Doc());
  stops.push(() => made.destroy());
  return made;
}

function comes(id: string, color: number): void {
  const other = awareness();
  other.setLocalState({ user: { id, name: id, color } });
  applyAwarenessUpdate(mine, encodeAwarenessUpdate(other, [other.clientID]), 'test');
}

function settle(color: number): void {
  stops.push(settleColor(mine, { person: 'me', color, clock, random: () => 0, move: (next) => moves.push(next) }));
}

test('a newcomer moves away from a colour that is taken, once', () => {
  settle(1);
  comes('Mei', 1);
  expect(moves).toEqual([2]);
  comes('Amara', 2);
  expect(moves).toEqual([2]);
});

test('who was here first stays, also when somebody comes with the same colour', () => {
  settle(1);
  clock.advance(3_000);
  comes('Mei', 1);
  expect(moves).toEqual([]);
});

test('a free colour is kept, and so is one with everything taken', () => {
  comes('Mei', 2);
  settle(1);
  expect(moves).toEqual([]);
  expect(freeColor(3, new Set([1, 2, 3, 4, 5, 6, 7, 8]), () => 0.5)).toBe(3);
  expect(freeColor(3, new Set([1, 2, 3, 4, 6, 7, 8]), () => 0.5)).toBe(5);
});

test('all tabs of one person have one colour', () => {
  comes('me', 6);
  settle(1);
  expect(moves).toEqual([6]);
});
